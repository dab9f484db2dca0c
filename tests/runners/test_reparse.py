"""Reparse: what today's parsers change about payloads that an older version has read."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pytest

from pipeline.errors import UsageError
from pipeline.landing import archive
from pipeline.normalization.catalogue_files import load_catalogue
from pipeline.runners.collect import collect
from pipeline.runners.progress import Silent
from pipeline.runners.record_changes import RecordChange, record_changes
from pipeline.runners.reparse import ReparseReport, reparse
from pipeline.runners.source_files import load_sources
from pipeline.runners.steps import current_steps
from pipeline.settings import Settings
from pipeline.storage.lake import Lake
from pipeline.tables.records import POSTING_RECORDS
from tests.runners.small_sources import DAY_2, folder_digest

HERE = Settings(workers=1)


def again(lake: Lake, kind: str | None = None, is_dry_run: bool = True) -> ReparseReport:
    return reparse(lake, kind=kind, is_dry_run=is_dry_run, now=DAY_2, settings=HERE, progress=Silent())


@pytest.fixture
def older_lake(own_lake: Lake, own_sources: Path) -> Lake:
    """A lake whose payloads were read by an older version that missed a posting and spelt a title otherwise."""
    sources, folder = load_sources(own_sources)
    collect(own_lake, sources, folder, now=DAY_2, settings=HERE, progress=Silent())
    step = current_steps(load_catalogue()).parsing
    for fetch in archive.read_fetches(own_lake, DAY_2):
        if fetch.kind == "postings":
            rows = archive.read_records(own_lake, fetch.fetch_id, step, POSTING_RECORDS).to_pylist()
            for row in rows:
                row["title"] = row["title"].replace("Engineer 3", "Enginer 3")
            older = POSTING_RECORDS.from_rows(rows[1:])
            archive.write_parsed(own_lake, fetch.fetch_id, "p0", [(older, pa.table({}))])
        own_lake.store.delete(archive.records_key(fetch.fetch_id, step))
    return own_lake


def test_a_dry_run_tells_what_changes_and_writes_nothing(older_lake: Lake) -> None:
    assert older_lake.folder is not None
    before = folder_digest(older_lake.folder)
    report = again(older_lake)
    assert report.payloads == 2
    assert report.counts == {("postings", "ADD", None): 2, ("postings", "MODIFY", "title"): 1}
    url, change = report.examples["postings", "MODIFY", "title"]
    assert (url, change.before, change.after) == ("2026-09-01/jobs.jsonl", "Enginer 3", "Engineer 3")
    assert folder_digest(older_lake.folder) == before


def test_a_real_run_says_the_same_and_makes_the_records(older_lake: Lake) -> None:
    dry = again(older_lake)
    report = again(older_lake, is_dry_run=False)
    assert (report.counts, report.examples) == (dry.counts, dry.examples)
    step = current_steps(load_catalogue()).parsing
    assert len(archive.parsed_fetches(older_lake, step)) == 6


def test_only_the_kind_that_is_asked_for_is_read(older_lake: Lake) -> None:
    assert again(older_lake, kind="site").payloads == 0
    with pytest.raises(UsageError, match="did you mean 'postings'"):
        again(older_lake, kind="posting")


def test_versions_are_ordered_as_numbers(own_lake: Lake) -> None:
    rows = POSTING_RECORDS.empty()
    for step in ("p9", "p10", "p2"):
        archive.write_parsed(own_lake, "fet_1", step, [(rows, rows)])
    assert archive.older_steps(own_lake, "p11") == {"fet_1": "p10"}
    assert archive.older_steps(own_lake, "p10") == {"fet_1": "p9"}


def test_a_record_that_comes_twice_is_compared_with_its_like() -> None:
    def rows(*titles: str) -> pa.Table:
        return pa.table({"posting_id": list(titles), "url": ["u"] * len(titles), "title": list(titles)})

    assert list(record_changes(rows("a", "b"), rows("a", "c", "d"), "posting_id")) == [
        RecordChange("MODIFY", "u", "title", "b", "c"),
        RecordChange("ADD", "u"),
    ]


def test_long_values_are_shown_where_they_differ() -> None:
    one, other = ("x" * 5_000 + end for end in ("old", "new"))
    before, after = (pa.table({"id": ["1"], "url": ["u"], "text": [text]}) for text in (one, other))
    (change,) = record_changes(before, after, "id")
    assert (change.before, change.after) == ("x" * 20 + "old", "x" * 20 + "new")


def test_times_and_lists_are_compared_as_values() -> None:
    moment = datetime(2026, 9, 1, tzinfo=UTC)
    before, after = (pa.table({"id": ["1"], "url": ["u"], "at": [at]}) for at in (moment, moment))
    assert list(record_changes(before, after, "id")) == []
