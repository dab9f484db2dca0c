"""One payload to records and rejections as landing keeps them."""

from __future__ import annotations

from datetime import UTC, datetime

import orjson

from pipeline.identifiers import content_hash
from pipeline.landing.archive import Fetch
from pipeline.runners.parsing import parse_fetch
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
