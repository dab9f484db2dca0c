"""`status` and `quarantine`."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.storage.lake import open_lake
from tests.access.small_lake import RELEASES, SmallLake, refuse


def test_status_tells_release_checks_and_open_work(stacktrail):
    found = stacktrail("status", "--output", "json").value
    assert found["release"]["release_id"] == RELEASES[2]
    assert found["release"]["age_seconds"] >= 0
    assert found["row_counts"]["out_companies"] == 5
    assert (found["open_reviews"], found["failed_checks"], found["refused"], found["queue_depths"]) == (
        4,
        1,
        None,
        None,
    )
    assert found["quarantined"] == {"invalid_json": 1, "no_title": 1}
    assert found["payloads"]["count"] == 3
    assert sum(kind["payloads"] for kind in found["kinds"]) == 3
    assert sum(kind["rejected"] for kind in found["kinds"]) == 2
    out = stacktrail("status").out
    for words in (
        RELEASES[2],
        "passed, 2 checks, 1 not met",
        "few rows",
        "none (no queue configured)",
        "invalid_json 1",
    ):
        assert words in out


def test_status_shows_a_candidate_refused_since(own_lake: SmallLake, stacktrail):
    refuse(own_lake.folder, "20260902T070000Z-dddddddd")
    assert "refused" not in stacktrail("status", lake=own_lake.folder).out  # an older one: a release followed
    refuse(own_lake.folder, "20260904T060000Z-eeeeeeee")
    out = stacktrail("status", lake=own_lake.folder).out
    assert "A later candidate was refused: 20260904T060000Z-eeeeeeee" in out and "no rows" in out


def test_status_tells_a_rollback(own_lake: SmallLake, stacktrail):
    stacktrail("rollback", "20260902", "--note", "bad \x1b[31mlinks", lake=own_lake.folder)
    out = stacktrail("status", lake=own_lake.folder).out
    assert "current by rollback bad" in out and RELEASES[1] in out and "\x1b" not in out


def test_status_of_a_lake_without_release_is_no_error(stacktrail, tmp_path: Path):
    open_lake(str(tmp_path / "new"), create=True)
    found = stacktrail("status", lake=tmp_path / "new")
    assert (found.status, "no release yet" in found.out) == (0, True)
    assert stacktrail("status", "--output", "json", lake=tmp_path / "new").value["release"] is None
    refuse(tmp_path / "new", "20260904T060000Z-eeeeeeee")
    assert "was refused" in stacktrail("status", lake=tmp_path / "new").out


@pytest.mark.parametrize("words", [("company", "x"), ("query", "SELECT 1"), ("review", "list"), ("export", "-o", "x")])
def test_reading_a_lake_without_release_is_refused(stacktrail, tmp_path: Path, words):
    open_lake(str(tmp_path / "new"), create=True)
    assert stacktrail(*words, lake=tmp_path / "new").failed_with("has no release yet")


def test_status_of_what_is_no_lake_is_refused(stacktrail, tmp_path: Path):
    (tmp_path / "file").write_text("x")
    assert stacktrail("status", lake=tmp_path / "file").failed_with("not a lake")
    assert stacktrail("status", lake=tmp_path / "nothing").failed_with("no lake at")


def test_quarantine_lists_by_source_and_reason(stacktrail):
    def listed(*options: str) -> list[str]:
        return [row["rejection_id"] for row in stacktrail("quarantine", "list", "--output", "json", *options).rows]

    assert listed() == ["rej_one", "rej_two"]
    assert listed("--source", "quay-board") == listed("--reason", "no_title") == ["rej_two"]
    assert listed("--source", "quay-board", "--reason", "invalid_json") == []


def test_quarantine_of_a_wrong_source_or_reason_says_what_there_is(stacktrail):
    assert stacktrail("quarantine", "list", "--source", "quay-bord").failed_with("did you mean quay-board?")
    assert stacktrail("quarantine", "list", "--reason", "zz").failed_with("invalid_json, no_title")


def test_quarantine_show_gives_the_original_without_its_escape_sequences(stacktrail):
    found = stacktrail("quarantine", "show", "rej_o")
    assert '{"title": "]0;owned' in found.out and "\x1b" not in found.out and "\x07" not in found.out
    assert "expected a JSON object" in found.out
    assert (
        stacktrail("quarantine", "show", "rej_one", "--output", "json").value["original"].endswith("\x1b]0;owned\x07")
    )
    assert "no original was kept" in stacktrail("quarantine", "show", "rej_two").out


def test_quarantine_show_of_an_unknown_or_unclear_id_is_refused(stacktrail):
    assert stacktrail("quarantine", "show", "rej_onee").failed_with("did you mean rej_one?")
    assert stacktrail("quarantine", "show", "rej_").failed_with("rej_one or rej_two")
    assert stacktrail("quarantine").status == 2
