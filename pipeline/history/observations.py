"""From records of many fetches to core tables: each version once, with the first and last time it was seen."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.engine import query_table
from pipeline.tables.schema import TIMESTAMP, Table

OBSERVED = (
    pa.field("position", pa.int64()),
    pa.field("first_seen_at", TIMESTAMP),
    pa.field("last_seen_at", TIMESTAMP),
)
"""What a sighting of a record carries beside its own columns: its place in the payload, and when it was seen."""

EARLIEST_POSTING = datetime(1990, 1, 1, tzinfo=UTC)
"""Posting dates before this are mistakes of the source."""

OBSERVED_AT = f"""CASE
    WHEN first_seen_at > min(first_seen_at) OVER (PARTITION BY source, coalesce(source_posting_id, posting_id))
        THEN first_seen_at
    WHEN posted_at BETWEEN TIMESTAMPTZ '{EARLIEST_POSTING:%Y-%m-%d}' AND first_seen_at THEN posted_at
    ELSE first_seen_at END"""
"""SQL over `CORE_POSTINGS`: since when a version says what it says. The first version says it since the posting's date;
a later one, which keeps that date, since it was first seen."""


_OWN_DATES = ("observed_at", "posted_at", "updated_at", "valid_through")


def own_dates(rows: pa.Table) -> list[datetime | None]:
    """The date of each row: when it was posted, else last edited, else closed; null where none is known."""
    columns = [rows.column(name) for name in _OWN_DATES if name in rows.column_names]
    dates: list[datetime | None] = pc.coalesce(*columns).to_pylist() if columns else [None] * rows.num_rows
    return dates


def seen_times(posted_at: Sequence[datetime | None], fetched_at: datetime, *, is_export: bool) -> list[datetime]:
    """When each item of a payload was seen: at the fetch; in an export on its own date, where that is possible."""
    if not is_export:
        return [fetched_at] * len(posted_at)
    return [
        posted if posted is not None and EARLIEST_POSTING <= posted <= fetched_at else fetched_at
        for posted in posted_at
    ]


def merge_versions(table: Table, sightings: pa.Table, links: pa.Table | None = None) -> pa.Table:
    """Merge sightings into one row a version.

    Args:
        table: the core table; its key names the version.
        sightings: columns of the matching record table plus `OBSERVED`; the same version may be seen many times. Rows
            merged before are sightings too, so new ones can be merged into them.
        links: (the key column, record_id): the company record of each version; absent ones get null. None for tables
            that name no company.
    Returns: rows of `table`. Fields and payload come from the latest sighting (ties: payload_id, url, position), so
        the order in which payloads are read changes nothing.
    """
    key, made = table.key[0], {field.name for field in OBSERVED}
    record, join, inputs = "", "", {}
    if links is not None:
        record, join, inputs = "l.record_id,", f'LEFT JOIN links l USING ("{key}")', {"links": links}
    # Texts are long: which sightings count is told without them.
    told = sightings.select([key, "payload_id", "url", *(field.name for field in OBSERVED)])
    latest = query_table(
        f"""
        SELECT s.row, {record}
            min(s.first_seen_at) OVER version AS first_seen_at, max(s.last_seen_at) OVER version AS last_seen_at
        FROM sightings s {join}
        WINDOW version AS (PARTITION BY s."{key}")
        QUALIFY row_number() OVER (
            PARTITION BY s."{key}" ORDER BY s.last_seen_at DESC, s.payload_id, s.url, s.position
        ) = 1
        ORDER BY s."{key}"
        """,
        sightings=told.append_column("row", pa.array(range(told.num_rows), pa.int64())),
        **inputs,
    )
    merged = sightings.select([name for name in table.schema.names if name in set(sightings.column_names) - made])
    merged = merged.take(latest.column("row"))
    for name in latest.column_names[1:]:
        merged = merged.append_column(name, latest.column(name))
    return table.cast(merged)
