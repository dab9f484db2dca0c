"""`review records`, `unmerge`, `merge`."""

from __future__ import annotations

import json

import pytest

from pipeline.access.explanation import strongest_reasons
from tests.access.small_lake import SmallLake


def judgements(lake: SmallLake) -> list[dict]:
    return [json.loads(path.read_bytes()) for path in sorted((lake.folder / "landing" / "judgements").glob("*.json"))]


def records(stacktrail, company: str) -> list[str]:
    return [row["record_id"] for row in stacktrail("review", "records", company, "--output", "json").rows]


def test_records_of_a_company_are_listed_registrations_first(stacktrail):
    rows = stacktrail("review", "records", "cmp_tallow", "--output", "json").rows
    assert {row["record_id"] for row in rows} >= {"rec_tallow", "rec_tallow2"}
    assert rows[0]["record_kind"] == "registration" and "reviewer" not in rows[0]
    said = {row["record_id"]: [row[name] for name in ("decision", "joined_to", "because")] for row in rows}
    assert said["rec_tallow"] == ["match", "Tallow Finch GmbH", "+9.2 name: same words"]
    assert said["rec_tallow2"] == ["no_match", None, None]


def test_a_record_says_why_it_is_there():
    """Only what was compared, the heaviest first."""
    comparison = {
        "prior": (9, "before comparing"),
        "city": (-1, "different"),
        "name": (4.75, "identical"),
        "kind": (0.1, "x"),
    }
    said = json.dumps({name: {"level": level, "weight": weight} for name, (weight, level) in comparison.items()})
    assert strongest_reasons(said) == "+4.8 name: identical; -1.0 city: different"
    assert strongest_reasons(None) is None


def test_unmerge_judges_the_taken_record_against_all_that_stay(own_lake: SmallLake, stacktrail):
    staying = [record for record in records(stacktrail, "cmp_tallow") if record != "rec_tallow"]
    words = ("review", "unmerge", "cmp_tallow", "rec_tallow", "--reviewer", "Ada", "--reason", "two shops")
    found = stacktrail(*words, "--expires", "2999-01-01", lake=own_lake.folder)
    assert found.status == 0 and "next build" in found.out
    said = judgements(own_lake)
    assert {(row["left_id"], row["right_id"]) for row in said} == {("rec_tallow", other) for other in staying}
    assert {(row["verdict"], row["reviewer"], row["expires_at"][:10]) for row in said} == {
        ("not_same", "Ada", "2999-01-01")
    }


def test_merge_says_same_of_the_first_record_and_the_registration(own_lake: SmallLake, stacktrail):
    found = stacktrail("review", "merge", "cmp_tallow", "Brackwater", "--reviewer", "Ada", lake=own_lake.folder)
    assert found.status == 0 and "1 judgement" in found.out
    (said,) = judgements(own_lake)
    assert (said["left_id"], said["right_id"], said["verdict"]) == ("rec_brack", "rec_tallow2", "same")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("unmerge", "cmp_tallow", "rec_nobody"), "no record of cmp_tallow"),
        (("unmerge", "cmp_tallow", "rec_tallow", "--expires", "2001-01-01"), "has passed"),
        (("merge", "cmp_tallow", "cmp_tallow"), "already"),
        (("merge", "cmp_tallow", "Nobody At All"), "no company"),
    ],
)
def test_wrong_use_is_refused_in_a_line(own_lake: SmallLake, stacktrail, words, said):
    found = stacktrail("review", *words, "--reviewer", "Ada", lake=own_lake.folder)
    assert found.status == 2 and said in found.err
    assert judgements(own_lake) == []


def test_not_all_records_can_be_taken(own_lake: SmallLake, stacktrail):
    everything = records(stacktrail, "cmp_tallow")
    found = stacktrail("review", "unmerge", "cmp_tallow", *everything, "--reviewer", "Ada", lake=own_lake.folder)
    assert found.status == 2 and "no record would stay" in found.err
