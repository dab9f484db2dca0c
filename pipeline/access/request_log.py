"""The log of requests, chosen and summed up."""

from __future__ import annotations

import pyarrow as pa

from pipeline.access.lookups import meant_instead
from pipeline.engine import query_table
from pipeline.errors import UsageError
from pipeline.landing.requests import read_requests
from pipeline.storage.lake import Lake


def requests_of(lake: Lake, source: str | None, outcome: str | None, *, is_summary: bool) -> pa.Table:
    """Requests by time and URL; or one row a source, host and outcome.

    Raises: UsageError: there was never a request of that source or outcome, while there were others.
    """
    rows = read_requests(lake)
    for column, wanted in (("source", source), ("outcome", outcome)):
        known = sorted(set(rows.column(column).to_pylist()))
        if wanted is not None and known and wanted not in known:
            hint = meant_instead(wanted, known) or f" there are {', '.join(known)}"
            raise UsageError(f"no request has the {column} {wanted!r};{hint}")
    chosen = rows.filter(pa.array([_fits(*pair, source, outcome) for pair in _pairs(rows)], pa.bool_()))
    if not is_summary:
        return chosen
    return query_table(
        """SELECT source, regexp_extract(url, '^[a-z]+://([^/?#]+)', 1) AS host, outcome, count(*) AS request_count,
            max(requested_at) AS last_requested_at, max(retry_after_seconds) AS longest_retry_after_seconds
        FROM chosen GROUP BY ALL ORDER BY source, host, outcome""",
        chosen=chosen,
    )


def _pairs(rows: pa.Table) -> list[tuple[str, str]]:
    return list(zip(rows.column("source").to_pylist(), rows.column("outcome").to_pylist(), strict=True))


def _fits(source: str, outcome: str, wanted_source: str | None, wanted_outcome: str | None) -> bool:
    return wanted_source in (None, source) and wanted_outcome in (None, outcome)
