"""One fetched payload to records and rejections, as landing keeps them.

A web archive of a gigabyte holds several of pages: rows are handed on in batches as they are read, and never held
together.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any  # rows hold values of every column type

import pyarrow as pa

from pipeline.errors import PayloadError
from pipeline.identifiers import make_id
from pipeline.landing.archive import Fetch
from pipeline.sources.kinds import get_parser, parse_payload
from pipeline.sources.parser import Payload, Record, Rejection
from pipeline.sources.rejections import reject
from pipeline.storage.parquet_files import GROUP_ROWS
from pipeline.tables.landing import LANDING_QUARANTINE

_BATCH_CHARACTERS = 8_000_000  # of text in rows: as 500 small pages have; a single page may have as many


def parse_fetch(fetch: Fetch, data: bytes) -> tuple[pa.Table, pa.Table]:
    """All records and rejections of a fetched payload, as `parse_in_batches` gives them."""
    records, rejected = zip(*parse_in_batches(fetch, data), strict=True)
    return pa.concat_tables(records), pa.concat_tables(rejected)


def parse_in_batches(fetch: Fetch, data: bytes) -> Iterator[tuple[pa.Table, pa.Table]]:
    """The records and the rejections (`LANDING_QUARANTINE`) of a fetched payload, in payload order.

    The order of records is kept: it decides which of two equal ids in one payload counts.

    Yields: at least once; at most `GROUP_ROWS` rows each, and fewer of large pages. All but the last are full in one or
        the other way, so that equal payloads give equal batches.
    """
    schema = get_parser(fetch.kind).table.schema
    rows: list[Record] = []
    rejections: list[Rejection] = []
    before = size = 0
    has_given = False
    for entry in _entries(fetch, data):
        if isinstance(entry, Rejection):
            rejections.append(entry)
            size += len(entry.original or "")
        else:
            rows.append(entry)
            size += sum(len(value) for value in entry.values() if isinstance(value, str))
        if max(len(rows), len(rejections)) == GROUP_ROWS or size >= _BATCH_CHARACTERS:
            yield _record_rows(rows, schema), _quarantine_rows(fetch, rejections, before)
            before += len(rejections)
            rows, rejections, size, has_given = [], [], 0, True
    if rows or rejections or not has_given:
        yield _record_rows(rows, schema), _quarantine_rows(fetch, rejections, before)


def _entries(fetch: Fetch, data: bytes) -> Iterator[Record | Rejection]:
    payload = Payload(
        data=data,
        payload_id=fetch.payload_id or "",
        source=fetch.source,
        kind=fetch.kind,
        url=fetch.url,
        fetched_at=fetch.fetched_at,
        company=fetch.company,
        domain=fetch.domain,
        headers=fetch.headers,
    )
    try:
        yield from parse_payload(payload)
    except PayloadError as error:
        yield reject(None, error.reason_code, error.reason, data)


def _record_rows(rows: Sequence[Record], schema: pa.Schema) -> pa.Table:
    columns: dict[str, list[Any]] = {name: [row.get(name) for row in rows] for name in schema.names}
    return pa.table(columns, schema=schema)


def _quarantine_rows(fetch: Fetch, rejections: Sequence[Rejection], before: int) -> pa.Table:
    """Args: before: how many rejections of the payload came earlier."""
    if not rejections:
        return LANDING_QUARANTINE.empty()
    return LANDING_QUARANTINE.from_rows(
        {
            "rejection_id": make_id("rej", fetch.fetch_id, entry.line, entry.reason_code, position),
            "source": fetch.source,
            "kind": fetch.kind,
            "url": fetch.url,
            "payload_id": fetch.payload_id,
            "line": entry.line,
            "reason_code": entry.reason_code,
            "reason": entry.reason,
            "original": entry.original,
            "fetched_at": fetch.fetched_at,
        }
        for position, entry in enumerate(rejections, before)
    )
