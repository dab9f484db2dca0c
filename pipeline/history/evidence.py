"""From mentions to evidence: which mention, in which document, says that which company uses what."""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.engine import query_table
from pipeline.history.observations import OBSERVED_AT
from pipeline.tables.out import OUT_EVIDENCE

ALTERNATIVE_WEIGHT = 0.5
"""What an `alternative` mention ("Java or Kotlin") counts, as a share of a `used` one: one of several is wanted."""

QUOTE_MARGIN = 80
"""Code points of context on each side of a quoted span."""


@dataclass(frozen=True, slots=True)
class Before:
    """The release before, where its documents are carried on.

    Attributes:
        evidence, links, records: its tables.
        documents: (document_id) of the documents that are new or were seen again since.
    """

    evidence: pa.Table
    links: pa.Table
    records: pa.Table
    documents: pa.Table


def collect_evidence(
    mentions: pa.Table,
    postings: pa.Table,
    pages: pa.Table,
    links: pa.Table,
    records: pa.Table,
    before: Before | None = None,
) -> pa.Table:
    """Join mentions to companies, with the quote a person can check.

    Only polarities `used` and `alternative` are evidence. Records of staffing agencies and job boards are not: what
    they ask for is what their clients use.

    Args:
        mentions: `CORE_TECHNOLOGY_MENTIONS`; postings: `CORE_POSTINGS`; pages: `CORE_SITE_PAGES`;
        links: `CORE_COMPANY_LINKS`; records: `CORE_COMPANY_RECORDS`.
        before: lets the evidence of records stand that nothing new concerns.
    Returns: `OUT_EVIDENCE`; the same with and without `before`.
    """
    kept = OUT_EVIDENCE.empty()
    if before is not None:
        concerned = _concerned_records(before, postings, pages, links, records)
        kept = before.evidence.filter(pc.invert(pc.is_in(before.evidence.column("record_id"), value_set=concerned)))
        documents = pa.concat_tables(
            rows.filter(pc.is_in(rows.column("record_id"), value_set=concerned)).select([0]).rename_columns(["id"])
            for rows in (postings, pages)
        )
        is_concerned = pc.is_in(mentions.column("document_id"), value_set=documents.column("id").combine_chunks())
        mentions = mentions.filter(is_concerned)
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
    return OUT_EVIDENCE.cast(pa.concat_tables([kept, rows.cast(kept.schema)]))


def _concerned_records(
    before: Before, postings: pa.Table, pages: pa.Table, links: pa.Table, records: pa.Table
) -> pa.Array:
    """Records whose documents, link or kind of name are not as before; an older version is dated by a newer one too."""
    rows = query_table(
        """
        WITH versions AS (
            SELECT DISTINCT source, coalesce(source_posting_id, posting_id) AS family
            FROM postings SEMI JOIN documents ON document_id = posting_id)
        SELECT p.record_id FROM postings p
        JOIN versions v ON v.source = p.source AND v.family = coalesce(p.source_posting_id, p.posting_id)
        UNION SELECT record_id FROM pages SEMI JOIN documents ON document_id = page_id
        UNION SELECT record_id FROM evidence SEMI JOIN documents USING (document_id)
        UNION SELECT record_id FROM links l FULL JOIN links_before b USING (record_id)
            WHERE l.company_id IS DISTINCT FROM b.company_id
        UNION SELECT record_id FROM records r FULL JOIN records_before b USING (record_id)
            WHERE r.name_kind IS DISTINCT FROM b.name_kind
        """,
        postings=postings.select(["posting_id", "record_id", "source", "source_posting_id"]),
        pages=pages.select(["page_id", "record_id"]),
        links=links,
        records=records,
        evidence=before.evidence,
        links_before=before.links,
        records_before=before.records,
        documents=before.documents,
    )
    return rows.column("record_id").combine_chunks()
