"""The lake's companies: links, unregistered companies, judgements, ids, and runs that continue runs."""

import json
import random
from datetime import UTC, datetime, timedelta
from typing import Any

import pyarrow as pa
import pytest

from pipeline.entity_resolution.companies.lake_companies import Resolution, resolve_companies
from pipeline.errors import SchemaError, UsageError
from pipeline.identifiers import make_id
from pipeline.tables.core import CORE_COMPANY_LINKS, CORE_COMPANY_RECORDS, CORE_JUDGEMENTS

Row = dict[str, Any]
START = datetime(2026, 1, 1, tzinfo=UTC)


def _record(record_id: str, name: str, kind: str = "posting", **more: Any) -> Row:
    base = {"record_id": record_id, "source": "s", "record_kind": kind, "name": name, "clean_name": name}
    return {**base, "name_kind": "employer", **more}


REGISTER = [
    _record("g1", "Brightloom Textiles, Inc.", "registration", domain="brightloom.com", country="US"),
    _record("g2", "Kestrelvale Robotics GmbH", "registration", domain="kestrelvale.de", country="DE"),
    _record("g3", "Harbor Ridge Insurance Corporation", "registration", country="US"),
    _record("g4", "Unasked Quarry Works", "registration"),
]
POSTINGS = [
    _record("p1", "Brightloom Textiles"),
    _record("p2", "Brightloom Textiles - Careers", clean_name="Brightloom Textiles", domain="brightloom.com"),
    _record("p3", "Kestrelvale Robotics"),
    _record("p4", "Ossuary Pickle Works"),
    _record("p5", "OSSUARY PICKLE WORKS LLC"),
    _record("p6", "Ossuary Pickleworks"),
    _record("p7", "Tamarind Gate"),
    _record("p8", "Confidential", clean_name=None, name_kind="not_a_company"),
    _record("w1", "Ossuary Pickle Works", "page", domain="ossuarypickles.com"),
]


def _judgement(number: int, left: str, right: str, verdict: str) -> Row:
    return {
        "judgement_id": f"j{number}",
        "task_id": "t",
        "subject_kind": "company_link",
        "left_id": left,
        "right_id": right,
        "verdict": verdict,
        "reviewer": "ada",
        "decided_at": START + timedelta(minutes=number),
    }


def _run(
    rows: list[Row], judgements: list[Row] | None = None, previous: Resolution | None = None, **more: Any
) -> Resolution:
    return resolve_companies(
        CORE_COMPANY_RECORDS.from_rows(rows),
        CORE_JUDGEMENTS.from_rows(judgements or []),
        previous_companies=previous.companies if previous else None,
        **more,
    )


def _links(resolution: Resolution) -> dict[str, Row]:
    return {row["record_id"]: row for row in resolution.links.to_pylist()}


def _company(resolution: Resolution, record: str) -> str:
    return str(_links(resolution)[record]["company_id"])


@pytest.fixture(scope="module")
def base() -> Resolution:
    return _run([*REGISTER, *POSTINGS])


def test_records_are_linked_to_their_registration(base: Resolution) -> None:
    links = _links(base)
    assert {links[key]["company_id"] for key in ("p1", "p2", "g1")} == {make_id("com", "g1")}
    assert links["p3"]["company_id"] == links["g2"]["company_id"] == make_id("com", "g2")
    assert links["p2"]["decision"] == "match"
    assert links["p2"]["candidate_record_id"] == "g1"
    assert json.loads(links["p2"]["comparison"])["domain"]["level"] == "same"


def test_the_place_of_its_jobs_tells_namesakes_apart_and_says_nothing_else() -> None:
    register = [
        _record("gse", "Norvane AB", "registration", country="SE", city="Uppsala"),
        _record("ggb", "Norvane Ltd", "registration", country="GB", city="Exeter"),
        _record("gto", "Exeter Lantern Trading Ltd", "registration", country="GB", city="Exeter"),
    ]
    jobs = [
        _record("there", "Norvane", country="SE", city="Uppsala"),
        _record("nowhere", "Norvane", source="t"),
        _record("elsewhere", "Norvane", source="u", country="SE", city="Lund"),
        _record("neighbour", "Exeter Lantern Lighting", country="GB", city="Exeter"),
    ]
    links = _links(_run([*register, *jobs]))
    assert (links["there"]["decision"], links["there"]["candidate_record_id"]) == ("match", "gse")
    nowhere, elsewhere = links["nowhere"], links["elsewhere"]
    assert elsewhere["match_weight"] == nowhere["match_weight"]  # a town against it takes the country's word away
    placeless = _links(_run([*register, {**jobs[3], "country": None, "city": None}]))["neighbour"]
    assert links["neighbour"]["match_weight"] == placeless["match_weight"]  # another name: the place does not count


def test_a_name_of_one_word_in_another_country_is_asked_about_unless_it_owns_the_name_worldwide() -> None:
    register = [
        _record("gjp", "Zephlattice Co., Ltd.", "registration", country="JP", domain="zephlattice.co.jp"),
        _record("gnz", "Xandrolith Limited", "registration", country="NZ", domain="xandrolith.com"),
        _record("gch", "Umbra Tessellate AG", "registration", country="CH", domain="umbratess.ch"),
    ]
    names = ("Zephlattice", "Xandrolith", "Umbra Tessellate")
    abroad = [_record(f"a{number}", name, country="US") for number, name in enumerate(names)]
    nowhere = [_record(f"n{number}", name, source="t") for number, name in enumerate(names)]
    links = _links(_run([*register, *nowhere]))
    assert [links[f"n{number}"]["decision"] for number in range(3)] == ["match"] * 3
    links = _links(_run([*register, *abroad]))
    assert [links[f"a{number}"]["decision"] for number in range(3)] == ["review", "match", "match"]


def test_a_few_letters_short_for_a_name_are_asked_about_unless_they_are_its_domain() -> None:
    register = [
        _record("gqxv", "Quillan Xenolith Vaults Holdings Ltd (QXV)", "registration", country="US"),
        _record("gzor", "Zorvane Lantern Works", "registration", country="US", domain="zorv.com", other_names=["Zorv"]),
    ]
    jobs = [_record("p1", "QXV, Inc.", country="US"), _record("p2", "Zorv", country="US")]
    links = _links(_run([*register, *jobs]))
    assert (links["p1"]["decision"], links["p1"]["candidate_record_id"]) == ("review", "gqxv")
    assert json.loads(links["p1"]["comparison"])["namesakes"]["weight"] < 0
    assert (links["p2"]["decision"], links["p2"]["candidate_record_id"]) == ("match", "gzor")


def test_brackets_that_say_where_or_what_a_company_is_hold_no_name() -> None:
    register = [
        _record("gsea", "Sea Limited", "registration", country="SG", domain="sea.com"),
        _record("gpte", "Quillmoor (Pte)", "registration", country="SG"),
    ]
    jobs = [_record("p1", "Thornvale Water Technologies (SEA) Pte. Ltd."), _record("p2", "Berrick (Pte.) Ltd.")]
    links = _links(_run([*register, *jobs]))
    assert {links["p1"]["decision"], links["p2"]["decision"]} == {"no_match"}


def test_what_a_link_says_of_itself_adds_up_to_its_weight(base: Resolution) -> None:
    weighed = [row for row in base.links.to_pylist() if row["candidate_record_id"] in {"g1", "g2", "g3", "g4"}]
    assert weighed
    for row in weighed:
        entries = json.loads(row["comparison"]).values()
        assert sum(entry["weight"] for entry in entries) == pytest.approx(row["match_weight"], abs=0.1)


def test_unregistered_records_found_a_company_together(base: Resolution) -> None:
    links = _links(base)
    assert len({links[key]["company_id"] for key in ("p4", "p5", "p6", "w1")}) == 1
    assert links["p7"]["company_id"] not in {links[key]["company_id"] for key in ("p4", "p1")}
    assert links["p7"]["company_id"] == make_id("com", "p7")


def test_registrations_that_nobody_asked_for_have_no_row(base: Resolution) -> None:
    assert not {"g3", "g4"} & set(_links(base))
    assert {row["record_id"] for row in base.links.to_pylist()} == {*(row["record_id"] for row in POSTINGS), "g1", "g2"}


def test_names_of_no_company_have_no_company(base: Resolution) -> None:
    assert (_links(base)["p8"]["company_id"], _links(base)["p8"]["decision"]) == (None, "no_match")


def test_links_and_companies_agree(base: Resolution) -> None:
    assert base.links.schema.equals(CORE_COMPANY_LINKS.schema)
    of_links = sorted((row["company_id"], row["record_id"]) for row in base.links.to_pylist() if row["company_id"])
    of_companies = sorted((row["company_id"], r) for row in base.companies.to_pylist() for r in row["referents"])
    assert of_links == of_companies


def test_any_order_gives_identical_tables(base: Resolution) -> None:
    shuffler = random.Random(5)
    rows = [*REGISTER, *POSTINGS]
    for _ in range(50):
        shuffler.shuffle(rows)
        table = pa.Table.from_pylist(rows, schema=CORE_COMPANY_RECORDS.schema)
        again = resolve_companies(table, CORE_JUDGEMENTS.empty())
        assert again.links.equals(base.links)
        assert again.companies.equals(base.companies)


def test_not_same_is_obeyed_and_its_removal_undoes_it(base: Resolution) -> None:
    judged = _run([*REGISTER, *POSTINGS], [_judgement(1, "p1", "g1", "not_same")], base)
    link = _links(judged)["p1"]
    assert link["company_id"] != _company(judged, "g1")
    assert link["candidate_record_id"] != "g1"
    assert link["judgement_id"] == "j1"
    again = _run([*REGISTER, *POSTINGS], [], judged)
    assert again.links.equals(base.links)


def test_same_is_obeyed_across_names(base: Resolution) -> None:
    judged = _run([*REGISTER, *POSTINGS], [_judgement(1, "p7", "g3", "same"), _judgement(2, "p4", "p3", "same")], base)
    links = _links(judged)
    assert (links["p7"]["company_id"], links["p7"]["decision"]) == (_company(base, "p7"), "match")
    assert links["g3"]["company_id"] == links["p7"]["company_id"]
    assert (links["p7"]["judgement_id"], links["p7"]["match_probability"]) == ("j1", 1.0)
    assert links["p4"]["company_id"] == links["p3"]["company_id"]
    assert links["p4"]["candidate_record_id"] == "g2"


def test_the_latest_judgement_counts() -> None:
    both = [_judgement(1, "p7", "g3", "same"), _judgement(2, "g3", "p7", "not_same")]
    assert _company(_run([*REGISTER, *POSTINGS], both), "p7") == make_id("com", "p7")
    assert _company(_run([*REGISTER, *POSTINGS], both[::-1]), "p7") == make_id("com", "p7")


def test_identical_names_can_be_kept_apart() -> None:
    judged = _run(POSTINGS, [_judgement(1, "p4", "p5", "not_same")])
    assert _company(judged, "p4") != _company(judged, "p5")


def test_unsure_decides_nothing_but_is_named(base: Resolution) -> None:
    candidate = _links(base)["p1"]["candidate_record_id"]
    judged = _links(_run([*REGISTER, *POSTINGS], [_judgement(1, "p1", candidate, "unsure")], base))["p1"]
    assert (judged["company_id"], judged["judgement_id"]) == (make_id("com", "g1"), "j1")


def test_a_continued_run_equals_the_full_run() -> None:
    shuffler = random.Random(2)
    words = ["Alder", "Birch", "Cedar", "Dogwood", "Elm", "Fern", "Gorse", "Hazel", "Iris", "Juniper"]
    kinds = ["Mill", "Textiles", "Robotics", "Foundry", "Quarry", "Press", "Mill Inc", "Mills", "Mill Works", "Robotic"]
    names = sorted({f"{a}{b.casefold()} {c}" for a in words for b in words[:3] for c in kinds})
    rows = [_record(f"p{i:03}", name, domain=f"d{i}.com" if i % 9 == 0 else None) for i, name in enumerate(names)]
    register = [_record(f"g{i:03}", f"{name} Ltd", "registration") for i, name in enumerate(names[::17])]
    shuffler.shuffle(rows)
    judgements: list[Row] = []
    seen = rows[:200]
    before = _run([*register, *seen])
    for step in range(4):
        seen = rows[: 200 + 25 * (step + 1)]
        left, right = shuffler.sample([row["record_id"] for row in seen], 2)
        judgements.append(_judgement(step, left, right, ("same", "not_same")[step % 2]))
        if step == 3:
            judgements = judgements[1:]
        full = _run([*register, *seen], judgements, before)
        continued = _run([*register, *seen], judgements, before, previous_links=before.links)
        assert continued.links.equals(full.links)
        assert continued.companies.equals(full.companies)
        before = full


def test_a_vanished_record_is_forgotten_the_same_way() -> None:
    before = _run([*REGISTER, *POSTINGS])
    rest = [*REGISTER, *(row for row in POSTINGS if row["record_id"] != "w1")]
    full = _run(rest, [], before)
    assert _run(rest, [], before, previous_links=before.links).links.equals(full.links)


def test_five_thousand_identical_names_are_one_company() -> None:
    rows = [_record(f"p{i:05}", "Ossuary Pickle Works") for i in range(5_000)]
    assert _run(rows).companies.num_rows == 1


def test_no_records_at_all() -> None:
    empty = _run([])
    assert empty.links.num_rows == empty.companies.num_rows == 0
    assert _run(REGISTER).companies.num_rows == 0


def test_unreadable_names_are_companies_of_their_own() -> None:
    found = _run([*REGISTER, _record("p1", "???"), _record("p2", "!!!"), _record("p3", "x" * 10_000)])
    assert found.companies.num_rows == 3


def test_bad_input_is_named() -> None:
    records = CORE_COMPANY_RECORDS.from_rows(POSTINGS)
    with pytest.raises(SchemaError, match="no column domain"):
        resolve_companies(records.drop_columns(["domain"]), CORE_JUDGEMENTS.empty())
    with pytest.raises(UsageError, match="record_id 'p1' occurs more than once"):
        resolve_companies(pa.concat_tables([records, records.slice(0, 1)]), CORE_JUDGEMENTS.empty())
    with pytest.raises(UsageError, match="record_kind 'poster' is not one of"):
        _run([_record("p1", "Alder", "poster")])
    with pytest.raises(SchemaError, match="verdict 'maybe' is not same, not_same or unsure"):
        _run(POSTINGS, [_judgement(1, "p1", "p2", "maybe")])
