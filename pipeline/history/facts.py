"""From evidence and intervals to facts: one row a company and technology."""

from __future__ import annotations

import pyarrow as pa

from pipeline.engine import query_table
from pipeline.tables.out import OUT_COMPANY_TECHNOLOGIES

MAXIMUM_CONFIDENCE = 0.99


def build_facts(evidence: pa.Table, intervals: pa.Table, companies: pa.Table, technologies: pa.Table) -> pa.Table:
    """Sum the evidence up.

    Confidence: the best mention of each source counts, sources count as independent (1 - product of 1 - c), at most
    `MAXIMUM_CONFIDENCE`. Mentions of one source share their errors (one text template, one parser), so more of them do
    not add up.

    Args:
        evidence: `OUT_EVIDENCE`; intervals: `history.intervals.INTERVALS`.
        companies: rows with company_id, name; technologies: `OUT_TECHNOLOGIES`.
    Returns: `OUT_COMPANY_TECHNOLOGIES`.
    """
    sql = f"""
        WITH by_source AS (
            SELECT company_id, technology_id, source, max(confidence) AS confidence FROM evidence GROUP BY ALL),
        combined AS (
            SELECT company_id, technology_id, count(*) AS source_count,
                least({MAXIMUM_CONFIDENCE}, 1 - product(1 - confidence ORDER BY source)) AS confidence
            FROM by_source GROUP BY ALL),
        counted AS (
            SELECT company_id, technology_id, count(*) AS mention_count,
                count(DISTINCT document_id) FILTER (document_kind = 'posting') AS posting_count,
                count(DISTINCT document_id) FILTER (document_kind = 'page') AS page_count,
                min(observed_at) AS first_seen_at, max(last_seen_at) AS last_seen_at
            FROM evidence GROUP BY ALL),
        open AS (SELECT DISTINCT company_id, technology_id FROM intervals WHERE valid_to IS NULL)
        SELECT c.company_id, c.technology_id, k.name AS company_name, t.name AS technology_name, t.category,
            round(b.confidence, 4) AS confidence, c.posting_count, c.page_count, b.source_count, c.mention_count,
            c.first_seen_at, c.last_seen_at, o.company_id IS NOT NULL AS is_current
        FROM counted c JOIN combined b USING (company_id, technology_id)
        JOIN (SELECT company_id, name FROM companies) k USING (company_id)
        JOIN (SELECT technology_id, name, category FROM technologies) t USING (technology_id)
        LEFT JOIN open o USING (company_id, technology_id)
        """
    rows = query_table(sql, evidence=evidence, intervals=intervals, companies=companies, technologies=technologies)
    return OUT_COMPANY_TECHNOLOGIES.cast(rows)
