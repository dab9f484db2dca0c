"""`company` and `technology`: who is meant, and what their pages say."""

from __future__ import annotations

import pytest

from tests.access.small_lake import EVIL_NAME, RELEASES


@pytest.mark.parametrize(
    "asked",
    ["cmp_brack", "rec_brack", "Brackwater Logistics", "BRACKWATER LOGISTICS ag", " brackwater ", "brackwater.invalid"],
)
def test_company_is_found_by_id_name_other_name_or_domain(stacktrail, asked):
    assert stacktrail("company", asked, "--output", "json").value["company_id"] == "cmp_brack"


def test_company_profile_is_one_json_object(stacktrail):
    found = stacktrail("company", "cmp_brack", "--output", "json").value
    assert found["release_id"] == RELEASES[2]
    assert found["asked_by_former_id"] is None
    assert [(row["name"], row["is_current"], row["cause"]) for row in found["technologies"]] == [
        ("Go", True, "adopted"),
        ("Nomad", True, "adopted"),
        ("Kubernetes", False, "ended_removed"),
    ]
    ended = found["technologies"][2]
    assert (ended["since"], ended["ended_at"]) == ("2026-09-01T06:00:00Z", "2026-09-02T06:00:00Z")


def test_company_page_shows_technologies_by_category(stacktrail):
    out = stacktrail("company", "brackwater").out
    assert out.index("Languages") < out.index("Go ") < out.index("Orchestration") < out.index("Nomad")
    for words in ("Brackwater Logistics AG", "Kiel, DE", "register:HRB 1", "now", "2026-09-02"):
        assert words in out
    assert all(line == line.rstrip() or len(line) < 120 for line in out.splitlines())


def test_company_page_shows_relations_of_both_sides_with_words_and_dates(stacktrail):
    lines = stacktrail("company", "cmp_brack").out.splitlines()
    owned, former, client = (
        next(line for line in lines if words in line) for words in ("owner of", "formerly", "recruits for")
    )
    assert "Tallow & Finch" in owned and "cmp_tallow" in owned and owned.rstrip().endswith("2")
    for words in ("Mudflat Carriers", "2011-09-01", "2019-09-01", "“Handelsregister HRB 1” (harbour-board)"):
        assert words in former
    assert "=Evil[31m [bold]Red[/bold] Corp" in client and "\x1b" not in client and "\u202e" not in client
    (part,) = stacktrail("company", "cmp_tallow", "--output", "json").value["relations"]
    assert (part["relation"], part["is_said_by_other"], part["related_company_id"], part["record_count"]) == (
        "parent",
        False,
        "cmp_brack",
        2,
    )


def test_former_id_leads_to_the_company_it_was_merged_into(stacktrail):
    found = stacktrail("company", "cmp_tallow2")
    assert found.status == 0
    assert "cmp_tallow2 was merged into cmp_tallow" in found.err
    assert found.out.startswith("Tallow & Finch")
    as_json = stacktrail("company", "cmp_tallow2", "--output", "json").value
    assert (as_json["company_id"], as_json["asked_by_former_id"]) == ("cmp_tallow", "cmp_tallow2")


def test_former_id_was_a_company_of_its_own_in_the_older_release(stacktrail):
    found = stacktrail("company", "cmp_tallow2", "--as-of", "2026-09-01", "--output", "json").value
    assert (found["name"], found["technologies"]) == ("Tallow Finch GmbH", [])


def test_ambiguous_name_lists_the_companies_with_their_ids(stacktrail):
    assert stacktrail("company", "solvane").failed_with("2 companies", "cmp_solvane_de, DE", "cmp_solvane_us, US")


@pytest.mark.parametrize("asked", ["Brackwatter", "logistics brackwater", "brackwater.invlid"])
def test_near_misses_are_suggested(stacktrail, asked):
    assert stacktrail("company", asked).failed_with("did you mean Brackwater Logistics (cmp_brack")


@pytest.mark.parametrize("asked", ["", "zzzz qqqq", "%", "' OR 1=1 --", "\x1b[31m", "a" * 5000])
def test_unknown_company_is_told_in_one_line(stacktrail, asked):
    found = stacktrail("company", asked)
    assert found.failed_with("no company")
    assert "\x1b" not in found.err


def test_hostile_name_reaches_the_terminal_as_plain_text(stacktrail):
    for words in (("company", "cmp_evil"), ("technology", "kubernetes"), ("company", EVIL_NAME)):
        found = stacktrail(*words)
        assert found.status == 0
        assert "[bold]Red[/bold]" in found.out
        assert "\x1b" not in found.out + found.err and "\u202e" not in found.out


@pytest.mark.parametrize("asked", ["kubernetes", "Kubernetes", "K8S", "KUBERNETES"])
def test_technology_is_found_by_id_name_or_alias(stacktrail, asked):
    assert stacktrail("technology", asked, "--output", "json").value["technology_id"] == "kubernetes"


def test_technology_profile_tells_now_from_formerly(stacktrail):
    found = stacktrail("technology", "kubernetes", "--output", "json").value
    assert [row["company_id"] for row in found["current"]] == ["cmp_evil"]
    assert [row["company_id"] for row in found["former"]] == ["cmp_brack"]
    assert (found["current_count"], found["former_count"], found["vendor"]) == (1, 1, "CNCF")
    assert found["parts"] == [{"technology_id": "nomad", "name": "Nomad"}]
    assert stacktrail("technology", "nomad", "--output", "json").value["parent_name"] == "Kubernetes"


def test_technology_page_says_how_many_it_leaves_out(stacktrail):
    out = stacktrail("technology", "go", "--limit", "1").out
    assert "2 companies use it now" in out
    assert "and 1 more: --limit 2" in out
    assert "0 companies used it formerly" in out


def test_unused_technology_has_a_page(stacktrail):
    found = stacktrail("technology", "zig")
    assert (found.status, "0 companies use it now" in found.out) == (0, True)


def test_words_in_the_wrong_place_are_told(stacktrail):
    assert stacktrail("company", "Brackwater", "Logistics").failed_with("a name of several words wants quotes")
    assert stacktrail("explain", "Go", "Brackwater").failed_with("the company comes first: 'Brackwater' 'Go'")
    assert stacktrail("explain", "Nobody", "Go").failed_with("no company 'Nobody'")


def test_unknown_technology_is_told_in_one_line(stacktrail):
    assert stacktrail("technology", "kubernets").failed_with("did you mean Kubernetes (kubernetes)")
    assert stacktrail("technology", "qqqqqq").failed_with("no technology")
