"""What comes out of the bundled samples, held against samples/expected.json.

What the pipeline does not get right yet is listed below with its reason: nothing else may go wrong, and an entry that
comes out right is no error, so the lists only shrink. Shares are floors, a little below what was measured.
"""

from __future__ import annotations

import pytest

from tests.end_to_end.expectations_of_samples import Findings

pytestmark = [pytest.mark.end_to_end, pytest.mark.slow, pytest.mark.xdist_group("replayed samples")]

NOT_IN_CATALOGUE = {
    "Aeron", "ArchiCAD", "Bitrise", "CODESYS", "DATEV", "IBM DOORS", "IONOS", "Instagram", "Mews", "Onshape", "PRTG",
    "Proxmox", "RavenDB", "Rockwell Studio 5000", "Suricata", "TIA Portal", "XING",
}  # fmt: skip
"""Technologies of the samples that no catalogue entry or alias names; facts about them are left out of the shares."""

SPELLINGS_TOGETHER = 0.80
REGISTER_LINKS = 0.90
FACTS_FOUND = 0.95
NOT_USED_KEPT_OUT = 0.76

MERGED_WRONGLY = {
    ("meridrel_us", "meridrel_de"): "the same name in two countries, and boards that name no domain",
    ("norvane_se", "norvane_gb"): "the same name in two countries, and boards that name no domain",
}
AGENCIES_TAKEN_FOR_EMPLOYERS = {"orsival": "Cabinet ... Recrutement: French words for recruiting"}


def test_every_spelling_of_the_boards_is_a_company_record(findings: Findings):
    known = {("jobpages", "Norvane Ltd"), ("jobpages", "Pebbleton Toys Inc.")}  # their pages give the domain on day 2
    assert set(findings.unfound) <= known


def test_spellings_of_one_company_are_one_company(findings: Findings):
    together = sum(counted[findings.main_id(company) or ""] for company, counted in findings.spellings.items())
    share = together / sum(counted.total() for counted in findings.spellings.values())
    print(f"{share:.3f} of the spellings have their company's id")
    assert share >= SPELLINGS_TOGETHER


def test_companies_are_found_in_the_register(findings: Findings):
    listed = {name: row["register_id"] for name, row in findings.companies.items() if row["register_id"]}
    right = [name for name, number in listed.items() if findings.registered.get(number) in findings.ids[name]]
    print(f"{len(right)} of {len(listed)} are linked to the register; not: {sorted(set(listed) - set(right))}")
    assert len(right) / len(listed) >= REGISTER_LINKS


def test_different_companies_stay_apart(findings: Findings):
    merged = set()
    for pair in findings.expected["links"]["must_not"]:
        left, right = pair["left"], pair["right"]
        others = findings.ids[right] if right in findings.companies else {findings.registered.get(right)}
        if findings.ids[left] & others:
            merged.add((left, right))
    print(f"merged wrongly: {sorted(merged)}")
    assert merged <= set(MERGED_WRONGLY)


def test_kinds_of_names(findings: Findings):
    kinds = {row["name"]: row["name_kind"] for row in findings.tables["core_company_records"]}
    wrong = {row["name"] for row in findings.expected["names"] if kinds.get(row["name"]) != row["kind"]}
    assert wrong <= {
        "Cabinet Orsival Recrutement SARL",
        "Talentvane Personalvermittlung GmbH",
    }  # not in their register entry


def test_staffing_agencies_have_no_facts(findings: Findings):
    agencies = {name for name, row in findings.companies.items() if row["kind"] == "staffing_agency"}
    assert len(agencies) == 4
    having = {
        name
        for name in agencies
        for row in findings.tables["out_company_technologies"]
        if row["company_id"] in findings.ids[name]
    }
    assert having <= set(AGENCIES_TAKEN_FOR_EMPLOYERS)


def test_facts_that_hold_are_found(findings: Findings):
    wanted = [fact for fact in findings.expected["facts"] if "since" in fact]
    unknown = {fact["technology"] for fact in wanted if fact["technology"].casefold() not in findings.technologies}
    assert unknown <= NOT_IN_CATALOGUE
    wanted = [fact for fact in wanted if fact["technology"] not in unknown]
    missed = [fact for fact in wanted if not findings.facts(fact["company"], fact["technology"])]
    print(f"{len(wanted) - len(missed)} of {len(wanted)} facts found; missed:")
    print(", ".join(f"{fact['company']} {fact['technology']}" for fact in missed))
    assert 1 - len(missed) / len(wanted) >= FACTS_FOUND


def test_what_is_named_but_not_used_is_no_fact(findings: Findings):
    refused = [fact for fact in findings.expected["facts"] if "since" not in fact]
    claimed = [fact for fact in refused if findings.facts(fact["company"], fact["technology"])]
    print(f"{len(claimed)} of {len(refused)} are claimed:")
    print(", ".join(f"{fact['company']} {fact['technology']} ({fact['why']})" for fact in claimed))
    assert 1 - len(claimed) / len(refused) >= NOT_USED_KEPT_OUT


def test_page_facts_begin_on_the_day_the_page_first_showed_them(findings: Findings):
    late = []
    for fact in findings.expected["facts"]:
        found = findings.facts(fact["company"], fact["technology"])
        if fact.get("since") and fact["postings"] == 0 and found:
            day = min(row["first_seen_at"] for row in found).date().isoformat()
            if day != fact["since"]:
                late.append((fact["company"], fact["technology"], fact["since"], day))
    assert late == []


def test_posting_facts_begin_no_later_than_the_day_they_were_fetched(findings: Findings):
    late = []
    for fact in findings.expected["facts"]:
        found = findings.facts(fact["company"], fact["technology"])
        if fact.get("since") and found:
            day = min(row["first_seen_at"] for row in found).date().isoformat()
            if day > fact["since"]:
                late.append((fact["company"], fact["technology"], fact["since"], day))
    assert len(late) <= 2, late


def test_an_edited_posting_says_from_its_edit_on(findings: Findings):
    """ClickHouse came into a posting of 28 August on 2 September."""
    (fact,) = findings.facts("brightforge", "ClickHouse")
    assert fact["first_seen_at"].date().isoformat() == "2026-09-02"


def test_dropped_technologies_end_on_the_day_they_were_gone(findings: Findings):
    technologies = findings.technologies
    for fact in findings.expected["facts"]:
        if not fact.get("dropped"):
            continue
        technology = technologies[fact["technology"].casefold()]
        believed = [
            row
            for row in findings.tables["out_history"]
            if row["is_believed"]
            and row["technology_id"] == technology
            and row["company_id"] in findings.ids[fact["company"]]
        ]
        days = [(row["valid_from"].date().isoformat(), row["valid_to"] and row["valid_to"].date()) for row in believed]
        assert [(since, until and until.isoformat()) for since, until in days] == [(fact["since"], fact["dropped"])]
        assert not any(row["is_current"] for row in findings.facts(fact["company"], fact["technology"]))


def test_quarantine_is_exactly_what_was_broken(findings: Findings):
    found = {(row["url"], row["line"], row["reason_code"]) for row in findings.tables["landing_quarantine"]}
    assert found == {(row["path"], row["line"], row["reason_code"]) for row in findings.expected["quarantine"]}
    assert len(found) == len(findings.tables["landing_quarantine"])


def test_edited_postings_have_two_versions(findings: Findings):
    for edit in findings.expected["postings"]["edited"]:
        days = _days(findings, edit)
        assert len(days) == 2 and days[1][0] == edit["day"] and days[0][1] < edit["day"], edit


def test_removed_postings_were_last_seen_before(findings: Findings):
    for removal in findings.expected["postings"]["removed"]:
        assert max(last for _, last in _days(findings, removal)) < removal["day"], removal


def _days(findings: Findings, posting: dict[str, str]) -> list[tuple[str, str]]:
    """First and last day of each version of a posting, oldest first."""
    return sorted(
        (row["first_seen_at"].date().isoformat(), row["last_seen_at"].date().isoformat())
        for row in findings.tables["core_postings"]
        if (row["source"], row["source_posting_id"]) == (posting["source"], posting["id"])
    )
