"""From evidence to intervals of valid time, and how beliefs about them change from release to release.

A posting is evidence from its posting date (an edited one from its first sighting) until `current_days` after it was
last seen. A page is evidence from its first capture until the next version of the same page that does not show the
technology, or `current_days` after its last capture. A posting that says a technology is being left (polarity
`negated`) ends all evidence older than itself.
Touching evidence joins into one interval; an interval that reaches past the newest observation of the lake is open.
"""

from __future__ import annotations

from datetime import datetime

import pyarrow as pa

from pipeline.engine import query_table
from pipeline.history.observations import OBSERVED_AT
from pipeline.tables.out import OUT_HISTORY
from pipeline.tables.schema import TIMESTAMP

INTERVALS = pa.schema(
    [
        ("company_id", pa.string()),
        ("technology_id", pa.string()),
        ("valid_from", TIMESTAMP),
        ("valid_to", TIMESTAMP),
        ("cause", pa.string()),
    ]
)


def build_intervals(
    evidence: pa.Table,
    mentions: pa.Table,
    postings: pa.Table,
    pages: pa.Table,
    links: pa.Table,
    *,
    observed_until: datetime,
    current_days: int,
) -> pa.Table:
    """The intervals in which each company used each technology, as the evidence has it now.

    Args:
        evidence: `OUT_EVIDENCE`; mentions: `CORE_TECHNOLOGY_MENTIONS`; postings, pages, links: the core tables.
        observed_until: time of the newest observation, UTC.
        current_days: how long a document counts after it was last seen.
    Returns: `INTERVALS`. Cause: `adopted` for open ones, else `ended_replaced`, `ended_removed` or `ended_expired`.
    """
    sql = f"""
        WITH moment AS (SELECT TIMESTAMPTZ '{observed_until.isoformat()}' AS observed_until),
        page_versions AS (
            SELECT page_id, source, url, first_seen_at,
                lead(page_id) OVER versions AS next_page_id, lead(first_seen_at) OVER versions AS next_seen_at
            FROM pages WINDOW versions AS (PARTITION BY source, url ORDER BY first_seen_at, page_id)),
        spans AS (
            SELECT e.company_id, e.technology_id, e.observed_at AS span_from,
                CASE WHEN v.next_page_id IS NOT NULL AND NOT EXISTS (
                        SELECT 1 FROM mentions n
                        WHERE n.document_id = v.next_page_id AND n.technology_id = e.technology_id)
                     THEN v.next_seen_at
                     ELSE e.last_seen_at + INTERVAL {int(current_days)} DAY END AS span_to,
                CASE WHEN v.next_page_id IS NOT NULL AND NOT EXISTS (
                        SELECT 1 FROM mentions n
                        WHERE n.document_id = v.next_page_id AND n.technology_id = e.technology_id)
                     THEN 'ended_removed' ELSE 'ended_expired' END AS ending
            FROM evidence e LEFT JOIN page_versions v ON v.page_id = e.document_id),
        leavings AS (
            SELECT DISTINCT l.company_id, m.technology_id, p.observed_at AS left_at
            FROM mentions m
            JOIN (SELECT *, {OBSERVED_AT} AS observed_at FROM postings) p ON p.posting_id = m.document_id
            JOIN links l USING (record_id)
            WHERE m.polarity = 'negated' AND l.company_id IS NOT NULL),
        cut AS (
            SELECT s.company_id, s.technology_id, s.span_from, min(n.left_at) AS left_at,
                any_value(s.span_to) AS span_to, any_value(s.ending) AS ending
            FROM (SELECT DISTINCT * FROM spans) s LEFT JOIN leavings n ON n.company_id = s.company_id
                AND n.technology_id = s.technology_id AND n.left_at > s.span_from AND n.left_at < s.span_to
            GROUP BY s.company_id, s.technology_id, s.span_from, s.span_to, s.ending),
        ended AS (
            SELECT company_id, technology_id, span_from, coalesce(left_at, span_to) AS span_to,
                CASE WHEN left_at IS NOT NULL THEN 'ended_replaced' ELSE ending END AS ending
            FROM cut),
        marked AS (
            SELECT *, CASE WHEN span_from <= max(span_to) OVER earlier THEN 0 ELSE 1 END AS is_start
            FROM ended WINDOW earlier AS (PARTITION BY company_id, technology_id
                ORDER BY span_from, span_to, ending ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)),
        numbered AS (
            SELECT *, sum(is_start) OVER (PARTITION BY company_id, technology_id
                ORDER BY span_from, span_to, ending ROWS UNBOUNDED PRECEDING) AS island
            FROM marked)
        SELECT company_id, technology_id, min(span_from) AS valid_from,
            CASE WHEN max(span_to) > (SELECT observed_until FROM moment) THEN NULL ELSE max(span_to) END AS valid_to,
            CASE WHEN max(span_to) > (SELECT observed_until FROM moment) THEN 'adopted'
                 ELSE arg_max(ending, (span_to, ending)) END AS cause
        FROM numbered GROUP BY company_id, technology_id, island
        ORDER BY company_id, technology_id, valid_from
        """
    rows = query_table(sql, evidence=evidence, mentions=mentions, postings=postings, pages=pages, links=links)
    return rows.cast(INTERVALS)


def record_history(intervals: pa.Table, previous: pa.Table, recorded_at: datetime) -> pa.Table:
    """Carry the history on: what is still believed stays, what is believed no more is closed, what is new is opened.

    Args:
        intervals: `INTERVALS`, as believed now; previous: `OUT_HISTORY` of the release before (no rows for the first).
        recorded_at: the build's time, later than any time recorded in `previous`.
    Returns: `OUT_HISTORY`: nothing of `previous` is lost, only `recorded_to` is filled in.
    """
    sql = f"""
        WITH moment AS (SELECT TIMESTAMPTZ '{recorded_at.isoformat()}' AS recorded_at),
        kept AS (
            SELECT p.*, i.company_id IS NOT NULL AS is_still_so
            FROM previous p LEFT JOIN intervals i ON p.company_id = i.company_id AND p.technology_id = i.technology_id
                AND p.valid_from = i.valid_from AND p.valid_to IS NOT DISTINCT FROM i.valid_to AND p.cause = i.cause)
        SELECT company_id, technology_id, valid_from, valid_to, recorded_from,
            CASE WHEN is_believed AND NOT is_still_so THEN (SELECT recorded_at FROM moment) ELSE recorded_to END
                AS recorded_to,
            is_believed AND is_still_so AS is_believed, cause
        FROM kept
        UNION ALL
        SELECT i.company_id, i.technology_id, i.valid_from, i.valid_to, (SELECT recorded_at FROM moment),
            NULL, true, i.cause
        FROM intervals i ANTI JOIN (SELECT * FROM previous WHERE is_believed) p
            ON p.company_id = i.company_id AND p.technology_id = i.technology_id AND p.valid_from = i.valid_from
            AND p.valid_to IS NOT DISTINCT FROM i.valid_to AND p.cause = i.cause
        """
    return OUT_HISTORY.cast(query_table(sql, intervals=intervals, previous=previous))
