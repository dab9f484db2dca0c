"""Collecting: everything lands once, nothing is dropped in silence, the clock hides what is later."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path

import orjson

from pipeline.landing import archive
from pipeline.normalization.catalogue_files import load_catalogue
from pipeline.runners.collect import CollectReport, collect
from pipeline.runners.progress import Silent
from pipeline.runners.source_files import load_sources
from pipeline.runners.steps import current_steps
from pipeline.settings import Settings
from pipeline.storage.lake import Lake
from pipeline.tables.records import POSTING_RECORDS
from tests.runners.small_sources import DAY_1, DAY_2, folder_digest


def bring(lake: Lake, sources: Path, now: datetime, **settings: int) -> CollectReport:
    listed, folder = load_sources(sources)
    return collect(lake, listed, folder, now=now, settings=Settings(workers=1, **settings), progress=Silent())


def quarantined(lake: Lake, now: datetime) -> list[tuple[str, str, str]]:
    """What parsing rejected and what could not be read at all: (source, url, reason_code)."""
    fetches = archive.read_fetches(lake, now)
    rejected = archive.read_rejected(
        lake, [fetch.fetch_id for fetch in fetches], current_steps(load_catalogue()).parsing
    )
    rows = [(row["source"], row["url"], row["reason_code"]) for row in rejected.to_pylist()]
    rows += [(fetch.source, fetch.url, fetch.failure_code) for fetch in fetches if fetch.failure_code is not None]
    return sorted(rows)


def test_what_lands_is_counted_by_kind_and_reason(own_lake: Lake, own_sources: Path) -> None:
    report = bring(own_lake, own_sources, DAY_2)
    assert (report.items, report.new_fetches) == (6, 6)
    assert report.records == Counter(postings=18, site=3, register=5)
    assert report.rejected == Counter(invalid_json=1)
    assert [(problem.source.name, problem.reason_code) for problem in report.problems] == [("sites", "unreadable_file")]
    assert quarantined(own_lake, DAY_2) == [
        ("board", "2026-09-02/jobs.jsonl", "invalid_json"),
        ("sites", "https://www.quenby-thorn-example.com/", "unreadable_file"),
    ]


def test_collecting_again_leaves_the_same_bytes(own_lake: Lake, own_sources: Path) -> None:
    assert own_lake.folder is not None
    bring(own_lake, own_sources, DAY_2)
    before = folder_digest(own_lake.folder)
    report = bring(own_lake, own_sources, DAY_2 + timedelta(days=30))
    assert (report.items, report.new_fetches) == (6, 0)
    assert report.records == Counter()
    assert folder_digest(own_lake.folder) == before


def test_two_lakes_of_the_same_input_hold_the_same_bytes(tmp_path: Path, own_sources: Path) -> None:
    from pipeline.storage.lake import open_lake

    lakes = [open_lake(str(tmp_path / name), create=True) for name in ("one", "two")]
    bring(lakes[0], own_sources, DAY_2)
    for now in (DAY_1, DAY_2):
        bring(lakes[1], own_sources, now)
    assert folder_digest(tmp_path / "one") == folder_digest(tmp_path / "two")


def test_what_was_saved_later_is_not_seen_yet(own_lake: Lake, own_sources: Path) -> None:
    report = bring(own_lake, own_sources, DAY_1)
    assert report.records == Counter(postings=12, site=2, register=5)
    assert report.problems == []
    assert {fetch.fetched_at.date() for fetch in archive.read_fetches(own_lake, DAY_2)} == {DAY_1.date()}


def test_a_payload_over_the_limit_is_a_problem_and_is_not_kept(own_lake: Lake, own_sources: Path) -> None:
    report = bring(own_lake, own_sources, DAY_1, maximum_payload_bytes=1_000)
    (problem,) = report.problems
    assert (problem.source.name, problem.reason_code) == ("board", "too_large")
    assert "the limit is 1000 (STACKTRAIL_MAXIMUM_PAYLOAD_BYTES)" in problem.reason
    assert ("board", "2026-09-01/jobs.jsonl", "too_large") in quarantined(own_lake, DAY_1)
    assert report.records == Counter(site=2, register=5)


def test_with_a_higher_limit_the_payload_lands_the_next_time(own_lake: Lake, own_sources: Path) -> None:
    bring(own_lake, own_sources, DAY_1, maximum_payload_bytes=1_000)
    assert bring(own_lake, own_sources, DAY_1).records == Counter(postings=12)


def test_a_source_without_files_is_a_problem_and_the_rest_goes_on(own_lake: Lake, own_sources: Path) -> None:
    text = own_sources.read_text()
    own_sources.write_text(text.replace("2026-*/register.csv", "nowhere/*.csv"))
    report = bring(own_lake, own_sources, DAY_1)
    assert [(problem.url, problem.reason_code) for problem in report.problems] == [("nowhere/*.csv", "no_files")]
    assert report.records == Counter(postings=12, site=2)


def test_a_payload_of_garbage_is_one_rejection_and_the_rest_goes_on(own_lake: Lake, own_sources: Path) -> None:
    (own_sources.parent / "2026-09-01" / "register.csv").write_bytes(b"\x1f\x8b not gzip")
    report = bring(own_lake, own_sources, DAY_1)
    assert report.rejected == Counter(invalid_gzip=1)
    assert report.records == Counter(postings=12, site=2)


def test_a_changed_file_is_a_new_fetch_beside_the_old_one(own_lake: Lake, own_sources: Path) -> None:
    bring(own_lake, own_sources, DAY_1)
    path = own_sources.parent / "2026-09-01" / "jobs.jsonl"
    path.write_bytes(path.read_bytes().splitlines(keepends=True)[0])
    assert bring(own_lake, own_sources, DAY_1).new_fetches == 1
    fetches = [fetch for fetch in archive.read_fetches(own_lake, DAY_1) if fetch.source == "board"]
    assert len(fetches) == 2
    parsing = current_steps(load_catalogue()).parsing
    sizes = [archive.read_records(own_lake, f.fetch_id, parsing, POSTING_RECORDS).num_rows for f in fetches]
    assert sorted(sizes) == [1, 12]


def test_no_folder_of_this_machine_gets_into_landing(own_lake: Lake, own_sources: Path, tmp_path: Path) -> None:
    bring(own_lake, own_sources, DAY_2)
    for entry in own_lake.store.list("landing/fetches/"):
        data = own_lake.store.get(entry.key) or b""
        assert str(tmp_path).encode() not in data
        assert orjson.loads(data)["source"] in ("board", "sites", "register")
