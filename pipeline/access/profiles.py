"""Everything a release says about one company or one technology, as plain values."""

from __future__ import annotations

from typing import Any  # rows hold values of every column type

import duckdb

from pipeline.access.company_ties import company_ties
from pipeline.access.queries import fetch_rows

_LATEST_INTERVALS = """
    SELECT company_id, technology_id, max(valid_from) AS since,
        arg_max(valid_to, valid_from) FILTER (valid_to IS NOT NULL) AS ended_at, arg_max(cause, valid_from) AS cause
    FROM out_history WHERE is_believed GROUP BY ALL"""


def company_profile(connection: duckdb.DuckDBPyConnection, company_id: str) -> dict[str, Any]:
    """A row of `out_companies`, its number of open reviews, its `relations` (`company_ties`), and `technologies`.

    Technologies are ordered by category, current ones first, then confidence descending, then id; each has `since`
    (first observation of its latest interval), `ended_at` and `cause` (null and `adopted` while it lasts).
    """
    (company,) = fetch_rows(connection, "SELECT * FROM out_companies WHERE company_id = ?", company_id)
    technologies = fetch_rows(
        connection,
        f"""WITH latest AS ({_LATEST_INTERVALS})
        SELECT f.technology_id, f.technology_name AS name, f.category, f.confidence, f.is_current,
            coalesce(l.since, f.first_seen_at) AS since,
            CASE WHEN NOT f.is_current THEN coalesce(l.ended_at, f.last_seen_at) END AS ended_at, l.cause,
            f.first_seen_at, f.last_seen_at, f.posting_count, f.page_count, f.source_count, f.mention_count
        FROM out_company_technologies f LEFT JOIN latest l USING (company_id, technology_id)
        WHERE f.company_id = ?
        ORDER BY f.category, f.is_current DESC, f.confidence DESC, f.technology_id""",
        company_id,
    )
    reviews = fetch_rows(
        connection,
        """SELECT count(*) AS open_review_count FROM review_tasks
        WHERE status = 'open' AND (list_contains(?::VARCHAR[], left_id) OR list_contains(?::VARCHAR[], right_id))""",
        company["referents"],
        company["referents"],
    )
    return {
        **company,
        **reviews[0],
        "relations": company_ties(connection, company_id),
        "technologies": technologies,
    }


def technology_profile(connection: duckdb.DuckDBPyConnection, technology_id: str, limit: int) -> dict[str, Any]:
    """A row of `out_technologies`, its parent's name, its parts, and who uses it.

    `current` and `former` hold up to `limit` companies each, by confidence descending, then id; `current_count` and
    `former_count` count all of them.
    """
    (technology,) = fetch_rows(connection, "SELECT * FROM out_technologies WHERE technology_id = ?", technology_id)
    parents = fetch_rows(
        connection, "SELECT name FROM out_technologies WHERE technology_id = ?", technology["parent_id"]
    )
    parts = fetch_rows(
        connection,
        "SELECT technology_id, name FROM out_technologies WHERE parent_id = ? ORDER BY technology_id",
        technology_id,
    )
    (counts,) = fetch_rows(
        connection,
        """SELECT count(*) FILTER (is_current) AS current_count, count(*) FILTER (NOT is_current) AS former_count,
            coalesce(sum(posting_count), 0)::BIGINT AS posting_count,
            coalesce(sum(page_count), 0)::BIGINT AS page_count,
            min(first_seen_at) AS first_seen_at, max(last_seen_at) AS last_seen_at
        FROM out_company_technologies WHERE technology_id = ?""",
        technology_id,
    )
    return {
        **technology,
        "parent_name": parents[0]["name"] if parents else None,
        "parts": parts,
        **counts,
        "current": _users(connection, technology_id, limit, is_current=True),
        "former": _users(connection, technology_id, limit, is_current=False),
    }


def _users(
    connection: duckdb.DuckDBPyConnection, technology_id: str, limit: int, *, is_current: bool
) -> list[dict[str, Any]]:
    return fetch_rows(
        connection,
        f"""WITH latest AS ({_LATEST_INTERVALS})
        SELECT f.company_id, f.company_name AS name, f.confidence, coalesce(l.since, f.first_seen_at) AS since,
            CASE WHEN NOT f.is_current THEN coalesce(l.ended_at, f.last_seen_at) END AS ended_at, l.cause,
            f.posting_count, f.page_count
        FROM out_company_technologies f LEFT JOIN latest l USING (company_id, technology_id)
        WHERE f.technology_id = ? AND f.is_current = ? ORDER BY f.confidence DESC, f.company_id LIMIT ?""",
        technology_id,
        is_current,
        limit,
    )
