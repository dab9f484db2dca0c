"""One payload to records and rejections as landing keeps them, in batches that do not grow with the payload."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import orjson
import pytest

from pipeline.identifiers import content_hash
from pipeline.landing.archive import Fetch
from pipeline.runners import parsing
from pipeline.runners.parsing import parse_fetch, parse_in_batches
from pipeline.storage.parquet_files import GROUP_ROWS
from pipeline.tables.landing import LANDING_QUARANTINE
from pipeline.tables.records import POSTING_RECORDS
from tests.runners.small_sources import posting

NOON = datetime(2026, 9, 1, 12, tzinfo=UTC)


def fetch_of(data: bytes, kind: str = "postings") -> Fetch:
    return Fetch("board", kind, "jobs.jsonl", content_hash(data), NOON)


def lines(*rows: object) -> bytes:
    return b"".join((row if isinstance(row, bytes) else orjson.dumps(row)) + b"\n" for row in rows)


def test_records_keep_the_order_of_the_payload_and_name_their_origin() -> None:
    data = lines(posting(3), posting(1), posting(2))
    records, rejected = parse_fetch(fetch_of(data), data)
    assert records.schema.equals(POSTING_RECORDS.schema, check_metadata=False)
    assert records.column("title").to_pylist() == ["Engineer 3", "Engineer 1", "Engineer 2"]
    assert set(records.column("payload_id").to_pylist()) == {content_hash(data)}
    assert set(records.column("source").to_pylist()) == {"board"}
    assert rejected.equals(LANDING_QUARANTINE.empty())


def test_each_rejection_has_its_own_id_its_line_and_its_original() -> None:
    data = lines(posting(0), b"{broken", b"{broken", posting(1), b"[1]")
    records, rejected = parse_fetch(fetch_of(data), data)
    assert records.num_rows == 2
    rows = sorted(rejected.to_pylist(), key=lambda row: row["line"])
    assert [row["line"] for row in rows] == [2, 3, 5]
    assert len({row["rejection_id"] for row in rows}) == 3
    assert "{broken" in rows[0]["original"]
    assert all(row["fetched_at"] == NOON and row["url"] == "jobs.jsonl" and row["reason"] for row in rows)


def test_a_payload_that_cannot_be_read_is_one_rejection_without_a_line() -> None:
    for data in (b"", b"   \n", b"\x1f\x8b\x08broken", b"PAR1 broken", b"\x00" * 100):
        records, rejected = parse_fetch(fetch_of(data), data)
        assert records.num_rows == 0
        assert rejected.num_rows >= 1, data
        assert rejected.column("payload_id").to_pylist()[0] == content_hash(data)


def test_parsing_twice_gives_the_same_rows() -> None:
    data = lines(posting(0), b"{broken", posting(1))
    first, second = parse_fetch(fetch_of(data), data), parse_fetch(fetch_of(data), data)
    assert first[0].equals(second[0])
    assert first[1].equals(second[1])


def test_batches_are_full_of_rows_or_of_text(monkeypatch: pytest.MonkeyPatch) -> None:
    data = lines(*(posting(number) for number in range(1_100)))
    sizes = [records.num_rows for records, _ in parse_in_batches(fetch_of(data), data)]
    assert sizes == [GROUP_ROWS, GROUP_ROWS, 100]
    monkeypatch.setattr(parsing, "_BATCH_CHARACTERS", 10)
    few = lines(posting(1), posting(2))
    assert [records.num_rows for records, _ in parse_in_batches(fetch_of(few), few)] == [1, 1]
    assert parse_fetch(fetch_of(few), few)[0].column("title").to_pylist() == ["Engineer 1", "Engineer 2"]


def test_nothing_is_one_batch_without_rows() -> None:
    ((records, rejected),) = parse_in_batches(fetch_of(b"[]", "greenhouse"), b"[]")
    assert (records.num_rows, rejected.num_rows) == (0, 0)


def test_rejections_are_numbered_through_all_batches() -> None:
    data = lines(*[b"{broken"] * (2 * GROUP_ROWS + 1))
    batches = [rejected for _, rejected in parse_in_batches(fetch_of(data), data)]
    assert [batch.num_rows for batch in batches] == [GROUP_ROWS, GROUP_ROWS, 1]
    assert len({row for batch in batches for row in batch.column("rejection_id").to_pylist()}) == 2 * GROUP_ROWS + 1


PARSE_AN_ARCHIVE = """
import resource, sys
from datetime import UTC, datetime
from pipeline.landing import archive
from pipeline.runners.parsing import parse_in_batches
from pipeline.storage.lake import open_lake
from pipeline.tables.records import PAGE_RECORDS
from tests.sources.web_archives import members, record, response

def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024

def archived(pages):
    body = f"<p>{'We weave cloth with Kafka. ' * 30}</p>" * 100
    page = f"<html><body>{body}</body></html>".encode()
    return members(*(record("response", response(page), f"https://www.brightloom.com/{n}") for n in range(pages)))

lake = open_lake(sys.argv[1], create=True)
for pages in (20, 1_000):  # the first makes everything ready
    data = archived(pages)
    payload_id = archive.archive_payload(lake, data)
    fetch = archive.Fetch("crawl", "warc", "a.warc.gz", payload_id, datetime(2026, 9, 1, tzinfo=UTC))
    before = peak()
    archive.write_parsed(lake, fetch.fetch_id, "p0", parse_in_batches(fetch, data))
print(peak() - before, archive.read_records(lake, fetch.fetch_id, "p0", PAGE_RECORDS, ["page_id"]).num_rows)
"""


def test_memory_does_not_grow_with_the_pages_of_an_archive(tmp_path: Path) -> None:
    root = Path(__file__).resolve().parents[2]
    words = [sys.executable, "-c", PARSE_AN_ARCHIVE, str(tmp_path / "lake")]
    done = subprocess.run(words, capture_output=True, text=True, cwd=root, check=True)
    grown, pages = map(int, done.stdout.split())
    assert pages == 1_000
    assert grown < 60_000_000  # the pages have 80 MB, and as much again as text
