"""Who used what when, as believed now or as it was believed at another time."""

from __future__ import annotations

from datetime import datetime

import duckdb
import pyarrow as pa


def history_rows(
    connection: duckdb.DuckDBPyConnection,
    company_id: str,
    technology_id: str | None = None,
    known_at: datetime | None = None,
    *,
    with_superseded: bool = False,
) -> pa.Table:
    """Intervals of `out_history` with names, ordered by technology, valid_from, recorded_from, company.

    A company's former ids count too: what was believed before a merge stands under them.

    Args:
        technology_id: only this technology; None for all.
        known_at: what was believed then: recorded_from <= known_at < recorded_to; None for what is believed now.
        with_superseded: also what is no longer believed (or, with `known_at`, what no longer was).
    """
    conditions: list[str] = [
        "(h.company_id = ? OR h.company_id IN (SELECT unnest(former_ids) FROM out_companies WHERE company_id = ?))"
    ]
    parameters = [company_id, company_id]
    if technology_id is not None:
        conditions.append("h.technology_id = ?")
        parameters.append(technology_id)
    if known_at is not None:
        conditions.append("h.recorded_from <= ?::TIMESTAMPTZ")
        parameters.append(known_at.isoformat())
    if known_at is not None and not with_superseded:
        conditions.append("(h.recorded_to IS NULL OR h.recorded_to > ?::TIMESTAMPTZ)")
        parameters.append(known_at.isoformat())
    if known_at is None and not with_superseded:
        conditions.append("h.recorded_to IS NULL")
    relation = connection.sql(
        f"""SELECT h.company_id, c.name AS company_name, h.technology_id, t.name AS technology_name,
            h.valid_from, h.valid_to, h.cause, h.recorded_from, h.recorded_to
        FROM out_history h
        LEFT JOIN out_companies c USING (company_id) LEFT JOIN out_technologies t USING (technology_id)
        WHERE {" AND ".join(conditions)}
        ORDER BY h.technology_id, h.valid_from, h.recorded_from, h.company_id""",
        params=parameters,
    )
    rows: pa.Table = relation.to_arrow_table()
    return rows
