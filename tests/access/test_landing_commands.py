"""`stacktrail requests` and `stacktrail reparse` as typed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pipeline.landing.requests import RequestRecord, record_request
from pipeline.storage.lake import open_lake

NOON = datetime(2026, 9, 1, 12, tzinfo=UTC)
URL = "https://jobs.marlwick.example/board"


@pytest.fixture
def asked(tmp_path: Path) -> Path:
    """A lake that holds three requests."""
    lake = open_lake(str(tmp_path / "lake"), create=True)
    for number, outcome in enumerate(("fetched", "unchanged", "throttled")):
        wait = 90.0 if outcome == "throttled" else None
        at = NOON + timedelta(days=number)
        record_request(lake, RequestRecord("board", "greenhouse", URL, at, outcome, retry_after_seconds=wait))
    return tmp_path / "lake"


def test_requests_come_in_order_and_can_be_chosen(asked, stacktrail):
    rows = stacktrail("requests", "--output", "json", lake=asked).rows
    assert [row["outcome"] for row in rows] == ["fetched", "unchanged", "throttled"]
    (row,) = stacktrail("requests", "--outcome", "throttled", "--output", "json", lake=asked).rows
    assert (row["url"], row["retry_after_seconds"]) == (URL, 90.0)


def test_a_summary_has_a_row_a_host_and_outcome(asked, stacktrail):
    rows = stacktrail("requests", "--summary", "--output", "json", lake=asked).rows
    assert [(row["host"], row["outcome"], row["request_count"]) for row in rows] == [
        ("jobs.marlwick.example", outcome, 1) for outcome in ("fetched", "throttled", "unchanged")
    ]


def test_an_outcome_that_never_was_is_told(asked, stacktrail):
    assert stacktrail("requests", "--outcome", "throtled", lake=asked).failed_with("throtled", "throttled")


def test_a_lake_that_asked_nobody_lists_nothing(tmp_path, stacktrail):
    open_lake(str(tmp_path / "lake"), create=True)
    assert stacktrail("requests", "--output", "json", lake=tmp_path / "lake").rows == []


def test_reparse_of_a_lake_read_by_this_version_says_that_nothing_changes(asked, stacktrail):
    found = stacktrail("reparse", "--dry-run", "--output", "json", lake=asked)
    assert (found.status, found.out) == (0, "")
    assert "0 payloads would be read anew" in found.err


def test_reparse_names_the_kinds_there_are(asked, stacktrail):
    assert stacktrail("reparse", "--kind", "greenhose", lake=asked).failed_with("did you mean 'greenhouse'")
