"""From records of many fetches to core tables: each version once, with the first and last time it was seen."""

from __future__ import annotations

import pyarrow as pa

from pipeline.engine import query_table
from pipeline.tables.schema import Table

OBSERVED = (pa.field("fetch_id", pa.string()), pa.field("position", pa.int64()))
FETCH_TIMES = pa.schema([("fetch_id", pa.string()), ("fetched_at", pa.timestamp("us", tz="UTC"))])


def merge_versions(table: Table, records: pa.Table, fetches: pa.Table, links: pa.Table) -> pa.Table:
    """Merge records into one row a version.

    Args:
        table: the core table; its key names the version.
        records: rows of the matching record table plus `OBSERVED`; the same version may stand in many fetches.
        fetches: `FETCH_TIMES`.
        links: (the key column, record_id): the company record of each version; absent ones get null.
    Returns: rows of `table`. Fields and payload come from the earliest fetch (ties: fetch_id, then position), so the
        order in which fetches are read changes nothing.
    """
    key = table.key[0]
    made = {"record_id", "first_seen_at", "last_seen_at"}
    columns = ", ".join(f'r."{name}"' for name in table.schema.names if name not in made)
    merged = query_table(
        f"""
        SELECT {columns}, l.record_id,
            min(f.fetched_at) OVER version AS first_seen_at, max(f.fetched_at) OVER version AS last_seen_at
        FROM records r JOIN fetches f USING (fetch_id) LEFT JOIN links l USING ("{key}")
        WINDOW version AS (PARTITION BY r."{key}")
        QUALIFY row_number() OVER (PARTITION BY r."{key}" ORDER BY f.fetched_at, r.fetch_id, r.position) = 1
        """,
        records=records,
        fetches=fetches,
        links=links,
    )
    return table.cast(merged)
