"""From mentions to evidence: which mention, in which document, says that which company uses what."""

from __future__ import annotations

import pyarrow as pa

from pipeline.engine import query_table
from pipeline.history.observations import OBSERVED_AT
from pipeline.tables.out import OUT_EVIDENCE

ALTERNATIVE_WEIGHT = 0.5
"""What an `alternative` mention ("Java or Kotlin") counts, as a share of a `used` one: one of several is wanted."""

QUOTE_MARGIN = 80
"""Code points of context on each side of a quoted span."""


def collect_evidence(
    mentions: pa.Table, postings: pa.Table, pages: pa.Table, links: pa.Table, records: pa.Table
) -> pa.Table:
    """Join mentions to companies, with the quote a person can check.

    Only polarities `used` and `alternative` are evidence. Records of staffing agencies and job boards are not: what
    they ask for is what their clients use.

    Args:
        mentions: `CORE_TECHNOLOGY_MENTIONS`; postings: `CORE_POSTINGS`; pages: `CORE_SITE_PAGES`;
        links: `CORE_COMPANY_LINKS`; records: `CORE_COMPANY_RECORDS`.
    Returns: `OUT_EVIDENCE`.
    """
    sql = f"""
        WITH documents AS (
            SELECT posting_id AS document_id, record_id, source, url, title, description, payload_id,
                {OBSERVED_AT} AS observed_at, last_seen_at
            FROM postings
            UNION ALL
            SELECT page_id, record_id, source, url, title, description, payload_id, first_seen_at, last_seen_at
            FROM pages)
        SELECT l.company_id, m.technology_id, m.mention_id, m.document_kind, m.document_id, d.record_id,
            d.source, d.url,
            m.field, m.start_offset, m.end_offset, m.surface,
            CASE m.field
                WHEN 'title' THEN d.title
                WHEN 'description' THEN substring(d.description,
                    greatest(m.start_offset - {QUOTE_MARGIN}, 0) + 1,
                    m.end_offset + {QUOTE_MARGIN} - greatest(m.start_offset - {QUOTE_MARGIN}, 0))
                ELSE m.surface END AS quote,
            m.method, m.polarity,
            m.confidence * CASE m.polarity WHEN 'alternative' THEN {ALTERNATIVE_WEIGHT} ELSE 1 END AS confidence,
            d.observed_at, d.last_seen_at, d.payload_id
        FROM mentions m
        JOIN documents d USING (document_id)
        JOIN links l USING (record_id)
        JOIN records r USING (record_id)
        WHERE m.polarity IN ('used', 'alternative') AND l.company_id IS NOT NULL AND r.name_kind = 'employer'
        """
    rows = query_table(sql, mentions=mentions, postings=postings, pages=pages, links=links, records=records)
    return OUT_EVIDENCE.cast(rows)
