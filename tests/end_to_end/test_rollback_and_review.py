"""Rollback, judgements and what later builds make of them, on a small lake of its own."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.end_to_end.commands import current, done, rows
from tests.end_to_end.small_sources import write, write_sources

pytestmark = [pytest.mark.end_to_end, pytest.mark.slow, pytest.mark.xdist_group("rollback and review")]


UNSURE = {
    "posting_id": "u1",
    "company_name": "Rust & Thistle",  # the register has a "Rust and Thistle Brewing Co."
    "title": "Web Developer",
    "description": "We run WordPress on PHP 8.",
    "posted_at": "2026-01-01",
}


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A source set of two days with a link to review, and beside it `lake`: one release a day."""
    folder = tmp_path_factory.mktemp("rollback")
    path = write_sources(folder / "sources", days=2)
    write(path.parent / "data" / "2026-01-01" / "boards" / "jobs-unsure.jsonl", json.dumps(UNSURE) + "\n")
    done("run", path, "--replay", "--now", "2026-01-02", "--lake", folder / "lake")
    return path


def test_a_judgement_is_obeyed_until_a_later_one(sources: Path):
    lake = sources.parents[1] / "lake"
    listed = done("review", "list", "--output", "json", "--lake", lake).rows
    task = listed[0]["task_id"]
    left, right = next(
        (row["left_id"], row["right_id"]) for row in rows(lake, "review_tasks") if row["task_id"] == task
    )
    assert done("review", "show", task, "--lake", lake).out

    for verdict, is_one_company in [("same", True), ("not_same", False), ("same", True)]:
        done("review", "decide", task, verdict, "--reviewer", "tester", "--reason", f"said {verdict}", "--lake", lake)
        done("build", "--lake", lake)
        links = {row["record_id"]: row for row in rows(lake, "core_company_links")}
        other = links.get(right, {}).get("company_id")  # a register entry that nobody links to has no link of its own
        assert (links[left]["company_id"] == other) is is_one_company, verdict
        assert links[left]["judgement_id"] is not None
        decided = {row["task_id"]: row for row in rows(lake, "review_tasks")}
        assert decided[task]["status"] == "decided"
        assert decided[task]["judgement_id"] == links[left]["judgement_id"]
        assert task not in {row["task_id"] for row in done("review", "list", "--output", "json", "--lake", lake).rows}
    assert len(rows(lake, "core_judgements")) == 3


def test_a_company_is_unmerged_and_merged_again_under_its_old_id(sources: Path):
    lake = sources.parents[1] / "lake"
    before = {row["company_id"]: row for row in rows(lake, "out_companies")}
    company = next(key for key, row in sorted(before.items()) if len(row["referents"]) > 2)
    listed = done("review", "records", company, "--output", "json", "--lake", lake).rows
    taken = listed[-1]["record_id"]
    assert sorted(row["record_id"] for row in listed) == before[company]["referents"]

    done("review", "unmerge", company, taken, "--reviewer", "tester", "--reason", "another one", "--lake", lake)
    done("build", "--lake", lake)
    after = {row["company_id"]: row for row in rows(lake, "out_companies")}
    assert taken not in after[company]["referents"]
    (apart,) = (key for key, row in after.items() if taken in row["referents"])
    events = [(row["company_id"], row["event"], row["other_company_id"]) for row in rows(lake, "out_identity_events")]
    assert (company, "split", apart) in events or apart in before

    done("review", "merge", company, apart, "--reviewer", "tester", "--reason", "it was not", "--lake", lake)
    done("build", "--lake", lake)
    (one,) = (row for row in rows(lake, "out_companies") if taken in row["referents"])
    assert {*after[company]["referents"], *after[apart]["referents"]} <= set(one["referents"])
    (gone,) = {company, apart} - {one["company_id"]}
    assert gone in one["former_ids"]
    last = current(lake).release_id
    events = [row for row in rows(lake, "out_identity_events") if row["release_id"] == last]
    assert [(row["company_id"], row["event"], row["other_company_id"]) for row in events] == [
        (gone, "merged", one["company_id"])
    ]


def test_a_rolled_back_release_is_not_published_again_by_the_same_input(sources: Path):
    lake = sources.parents[1] / "lake"
    before = current(lake)
    target = done("releases", "--output", "json", "--lake", lake).rows[0]["release_id"]
    said = done("rollback", target, "--note", "a test", "--lake", lake)
    assert target in said.out and before.release_id in said.out
    assert current(lake).release_id == target

    again = done("run", sources, "--lake", lake)
    assert f"the same input made {before.release_id}, which was rolled back" in again.out
    assert current(lake).release_id == target
    assert "0 not as published" in done("verify", "--lake", lake).out

    write_sources(sources.parent, days=3)
    newer = done("run", sources, "--lake", lake)
    assert "published  release" in newer.out
    assert current(lake).parent_release_id == target
    assert "0 not as published" in done("verify", "--lake", lake).out
    done("rollback", before.release_id, "--lake", lake)  # and back to the one that was withdrawn
    assert current(lake).release_id == before.release_id
