"""The chain of evidence behind one fact, re-checked link by link while it is read.

fact -> mentions, each at its place in the text -> posting or page -> payload -> release; and for every record involved,
why it counts for the company.
"""

from __future__ import annotations

from typing import Any  # rows hold values of every column type

import duckdb
import orjson

from pipeline.access.queries import fetch_rows
from pipeline.access.weighing import reasons
from pipeline.errors import UsageError
from pipeline.extraction.extractor import Extractor

_UNREAD: dict[str, Any] = {"reasons": {}, "version": None}
CONTEXT = 60
"""Code points shown on each side of a span."""

REASONS = 2  # comparisons shown beside a record: more would not fit
_WHATEVER_IS_COMPARED = frozenset({"prior", "caution"})

_MENTIONS = """
    SELECT e.mention_id, e.document_kind, e.document_id, e.record_id, e.source, e.url, e.field, e.start_offset,
        e.end_offset, e.surface, e.quote, e.method, e.polarity, m.reason, e.confidence,
        m.confidence AS mention_confidence, e.observed_at, e.last_seen_at, e.payload_id,
        coalesce(p.title, s.title) AS document_title,
        CASE WHEN e.field = 'title' THEN coalesce(p.title, s.title)
             WHEN e.field = 'description' THEN coalesce(p.description, s.description) END AS document_text,
        p.posting_id IS NOT NULL OR s.page_id IS NOT NULL AS has_document
    FROM (SELECT * FROM out_evidence WHERE company_id = ? AND technology_id = ?
          ORDER BY confidence DESC, mention_id LIMIT ?) e
    LEFT JOIN core_technology_mentions m USING (mention_id)
    LEFT JOIN core_postings p ON e.document_kind = 'posting' AND p.posting_id = e.document_id
    LEFT JOIN core_site_pages s ON e.document_kind = 'page' AND s.page_id = e.document_id
    ORDER BY e.confidence DESC, e.mention_id"""

_LINKS = """
    SELECT l.*, r.name, r.source, r.record_kind, r.domain, r.country, r.city, c.name AS candidate_name,
        c.source AS candidate_source, t.task_id, j.verdict, j.reviewer, j.decided_at, j.reason AS judgement_reason
    FROM core_company_links l
    LEFT JOIN core_company_records r USING (record_id)
    LEFT JOIN core_company_records c ON c.record_id = l.candidate_record_id
    LEFT JOIN core_judgements j ON j.judgement_id = l.judgement_id
    LEFT JOIN review_tasks t ON t.left_id = l.record_id AND t.right_id = l.candidate_record_id AND t.status = 'open'
    WHERE list_contains(?::VARCHAR[], l.record_id) ORDER BY l.record_id"""


def explain_fact(
    connection: duckdb.DuckDBPyConnection, company_id: str, technology_id: str, limit: int, extractor: Extractor
) -> dict[str, Any]:
    """The fact, its `mentions` (best `limit`, each with its span re-checked and its `payload`) and its record `links`.

    `extractor` reads each text again, so that a mention shows what speaks for it.

    Raises: UsageError: the release holds no such fact.
    """
    facts = fetch_rows(
        connection,
        "SELECT * FROM out_company_technologies WHERE company_id = ? AND technology_id = ?",
        company_id,
        technology_id,
    )
    if not facts:
        raise UsageError(_no_fact(connection, company_id, technology_id))
    (count,) = fetch_rows(
        connection,
        "SELECT count(*) AS n FROM out_evidence WHERE company_id = ? AND technology_id = ?",
        company_id,
        technology_id,
    )
    mentions = fetch_rows(connection, _MENTIONS, company_id, technology_id, limit)
    payloads = _payloads(connection, sorted({mention["payload_id"] for mention in mentions}))
    links = fetch_rows(connection, _LINKS, sorted({mention["record_id"] for mention in mentions}))
    return {
        "fact": facts[0],
        "evidence_count": count["n"],
        "mentions": [
            {**_checked(mention, extractor), "payload": payloads.get(mention["payload_id"])} for mention in mentions
        ],
        "links": [{**link, "comparison": comparison_of(link["comparison"])} for link in links],
    }


def comparison_of(text: str | None) -> list[dict[str, Any]]:
    """A `comparison` column as a list of `comparison`, `level`, `weight` in bits; empty when there is none."""
    try:
        found = orjson.loads(text) if text else {}
    except orjson.JSONDecodeError:
        return []
    entries = found.items() if isinstance(found, dict) else ()
    return [
        {"comparison": name, "level": str(entry.get("level", "")), "weight": entry.get("weight")}
        for name, entry in entries
        if isinstance(entry, dict)
    ]


def strongest_reasons(comparison: str | None) -> str | None:
    """The comparisons that weighed most, in bits, in one line; None where nothing was compared."""
    entries = [entry for entry in comparison_of(comparison) if entry["comparison"] not in _WHATEVER_IS_COMPARED]
    ranked = [reason for reason in reasons(entries) if reason.weight is not None][:REASONS]
    return "; ".join(f"{reason.weight:+.1f} {reason.comparison}: {reason.level}" for reason in ranked) or None


def _checked(mention: dict[str, Any], extractor: Extractor) -> dict[str, Any]:
    """The mention with `before`, `span`, `after` cut from its document, `span_check`, `version`, `reasons` (log-odds).

    `span_check` is `verified` when the document's text holds the surface at the offsets and the quote around them,
    `mismatch` when it does not, `document_missing`, or `no_span` for site detections, which have no offsets.
    """
    text = mention.pop("document_text") or ""
    has_document = mention.pop("has_document")
    start, end = mention["start_offset"], mention["end_offset"]
    if start is None or end is None:
        return {
            **mention,
            "before": "",
            "span": mention["surface"],
            "after": "",
            "span_check": "no_span",
            **_UNREAD,
        }
    if not has_document:
        parts = {"before": "", "span": mention["surface"], "after": "", "span_check": "document_missing", **_UNREAD}
        return {**mention, **parts}
    is_there = 0 <= start < end <= len(text) and text[start:end] == mention["surface"]
    read = _read_again(mention, text, extractor) if is_there else _UNREAD
    is_quoted = is_there and _quote_holds(text, start, end, mention["quote"])
    return {
        **mention,
        "before": text[max(0, start - CONTEXT) : start] if is_there else "",
        "span": text[start:end] if is_there else mention["surface"],
        "after": text[end : end + CONTEXT] if is_there else "",
        "span_check": "verified" if is_quoted else "mismatch",
        **read,
    }


def _read_again(mention: dict[str, Any], text: str, extractor: Extractor) -> dict[str, Any]:
    """`reasons`: what the installed rules find for and against it, empty if they no longer take it;
    `version`: the one named behind it, or null."""
    title = mention["document_title"] or ""
    decisions = extractor.decisions(text, title if mention["field"] == "description" else "")
    taken = (d for d in decisions if d.start == mention["start_offset"] and d.is_accepted)
    return next(({"reasons": d.reasons, "version": d.version} for d in taken), _UNREAD)


def _quote_holds(text: str, start: int, end: int, quote: str) -> bool:
    """Whether `quote` stands in the text so that it covers the span."""
    place = text.find(quote, max(0, end - len(quote)))
    return 0 <= place <= start and end <= place + len(quote)


def _payloads(connection: duckdb.DuckDBPyConnection, payload_ids: list[str]) -> dict[str, dict[str, Any]]:
    rows = fetch_rows(
        connection,
        "SELECT * FROM landing_payloads WHERE list_contains(?::VARCHAR[], payload_id) ORDER BY payload_id",
        payload_ids,
    )
    return {row["payload_id"]: row for row in rows}


def _no_fact(connection: duckdb.DuckDBPyConnection, company_id: str, technology_id: str) -> str:
    names = fetch_rows(
        connection,
        """SELECT c.name AS company, t.name AS technology FROM out_companies c, out_technologies t
        WHERE c.company_id = ? AND t.technology_id = ?""",
        company_id,
        technology_id,
    )
    used = fetch_rows(
        connection,
        """SELECT technology_name AS name FROM out_company_technologies WHERE company_id = ?
        ORDER BY confidence DESC, technology_id LIMIT 5""",
        company_id,
    )
    known = f"it is known for {', '.join(row['name'] for row in used)}" if used else "nothing is known of it yet"
    return f"no evidence that {names[0]['company']} uses {names[0]['technology']}; {known}"
