"""One fetched payload to records and rejections, as landing keeps them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any  # rows hold values of every column type

import pyarrow as pa

from pipeline.errors import PayloadError
from pipeline.identifiers import make_id
from pipeline.landing.archive import Fetch
from pipeline.sources.kinds import get_parser, parse_payload
from pipeline.sources.parser import Payload, Rejection
from pipeline.sources.rejections import reject
from pipeline.tables.landing import LANDING_QUARANTINE


def parse_fetch(fetch: Fetch, data: bytes) -> tuple[pa.Table, pa.Table]:
    """The records and the rejections (`LANDING_QUARANTINE`) of a fetched payload, in payload order.

    The order of records is kept: it decides which of two equal ids in one payload counts.
    """
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
    rows: list[dict[str, Any]] = []
    rejections: list[Rejection] = []
    try:
        for entry in parse_payload(payload):
            if isinstance(entry, Rejection):
                rejections.append(entry)
            else:
                rows.append(entry)
    except PayloadError as error:
        rejections.append(reject(None, error.reason_code, error.reason, data))
    schema = get_parser(fetch.kind).table.schema
    records = pa.table({name: [row.get(name) for row in rows] for name in schema.names}, schema=schema)
    return records, _quarantine_rows(fetch, rejections)


def _quarantine_rows(fetch: Fetch, rejections: Sequence[Rejection]) -> pa.Table:
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
        for position, entry in enumerate(rejections)
    )
