"""What a release holds in quarantine."""

from __future__ import annotations

from typing import Any  # rows hold values of every column type

import duckdb
import pyarrow as pa

from pipeline.access.lookups import meant_instead
from pipeline.access.queries import fetch_rows
from pipeline.errors import UsageError


def rejection_list(connection: duckdb.DuckDBPyConnection, source: str | None, reason_code: str | None) -> pa.Table:
    """Rejections by source, url, line; without their originals.

    Raises: UsageError: nothing was ever rejected for that source or reason, while it was for others.
    """
    for column, wanted in (("source", source), ("reason_code", reason_code)):
        known = [
            row["value"]
            for row in fetch_rows(connection, f"SELECT DISTINCT {column} AS value FROM landing_quarantine ORDER BY 1")
        ]
        if wanted is not None and known and wanted not in known:
            hint = meant_instead(wanted, known) or f" there are {', '.join(known)}"
            raise UsageError(f"nothing in quarantine has the {column.removesuffix('_code')} {wanted!r};{hint}")
    relation = connection.sql(
        """SELECT rejection_id, source, kind, reason_code, url, line, reason, fetched_at FROM landing_quarantine
        WHERE ($1 IS NULL OR source = $1) AND ($2 IS NULL OR reason_code = $2)
        ORDER BY source, url, line NULLS FIRST, rejection_id""",
        params=[source, reason_code],
    )
    rows: pa.Table = relation.to_arrow_table()
    return rows


def find_rejection(connection: duckdb.DuckDBPyConnection, asked: str) -> dict[str, Any]:
    """The rejection of that id, or of the only id that begins so, with its original and its payload's storage key.

    Raises: UsageError: none or more than one is meant.
    """
    known_text = asked.encode(errors="replace").decode()  # DuckDB takes no bytes that are no text
    rows = fetch_rows(
        connection,
        """SELECT q.*, p.storage_key FROM landing_quarantine q LEFT JOIN landing_payloads p USING (payload_id)
        WHERE starts_with(rejection_id, ?) ORDER BY rejection_id = ? DESC, rejection_id LIMIT 4""",
        known_text,
        known_text,
    )
    if rows and (len(rows) == 1 or rows[0]["rejection_id"] == asked):
        return rows[0]
    if rows:
        raise UsageError(f"{asked} may be {' or '.join(row['rejection_id'] for row in rows[:3])}: give more of it")
    known = fetch_rows(connection, "SELECT rejection_id FROM landing_quarantine ORDER BY rejection_id")
    hint = meant_instead(asked, [row["rejection_id"] for row in known]) or " `stacktrail quarantine list` lists them"
    raise UsageError(f"no rejection {asked} in this release;{hint}")
