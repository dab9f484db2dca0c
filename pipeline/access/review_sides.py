"""The sides of a company link as a reviewer sees them: what each says of itself, and what hangs on it."""

from __future__ import annotations

from typing import Any  # rows hold values of every column type

import duckdb

from pipeline.access.own_words import own_words, sites_named
from pipeline.access.queries import fetch_rows

_EXAMPLES = 3
_TEXTS = 20  # documents read for sentences and sites

_RECORD = """
    SELECT r.*, l.company_id, l.decision, c.name AS company_name, c.referents, c.posting_count, c.page_count,
        c.technology_count
    FROM core_company_records r LEFT JOIN core_company_links l USING (record_id)
    LEFT JOIN out_companies c USING (company_id) WHERE r.record_id = ?"""

_DOCUMENTS = """
    SELECT * FROM (
        SELECT 'posting' AS kind, title, location, url, last_seen_at, posting_id AS document_id FROM core_postings
        WHERE record_id = $1
        UNION ALL
        SELECT 'page', title, NULL, url, last_seen_at, page_id FROM core_site_pages WHERE record_id = $1
        UNION ALL
        SELECT 'registration', legal_name, concat_ws(', ', city, country), url, last_seen_at, registration_id
        FROM core_registrations WHERE record_id = $1)
    ORDER BY last_seen_at DESC, document_id"""

_DESCRIPTIONS = """
    SELECT description FROM (
        SELECT description, last_seen_at, posting_id AS document_id, record_id FROM core_postings
        UNION ALL
        SELECT description, last_seen_at, page_id, record_id FROM core_site_pages)
    WHERE description IS NOT NULL AND record_id IN (SELECT unnest($1::VARCHAR[]))
    ORDER BY last_seen_at DESC, document_id LIMIT $2"""

_RUNNER_UP = "SELECT runner_up_record_id, runner_up_probability FROM core_company_links WHERE record_id = ?"


def side_of(connection: duckdb.DuckDBPyConnection, record_id: str) -> dict[str, Any]:
    """A record, its company, `documents` (some of `document_count`), `own_words` and `sites_named` of its texts.

    A registration has no texts; those of its company's other records are read.
    """
    records = fetch_rows(connection, _RECORD, record_id)
    record = records[0] if records else {"record_id": record_id, "referents": None}
    documents = fetch_rows(connection, _DOCUMENTS, record_id)
    by_title = {(document["title"], document["location"]): document for document in reversed(documents)}
    texts = _texts(connection, record)
    referents = record.pop("referents") or []
    names = [name for name in (record.get("name"), record.get("clean_name"), record.get("company_name")) if name]
    return {
        **record,
        "record_count": len(referents),
        "document_count": len(documents),
        "documents": list(reversed(by_title.values()))[:_EXAMPLES],
        "own_words": own_words(texts, names),
        "sites_named": sites_named(texts, names),
    }


def runner_up_of(connection: duckdb.DuckDBPyConnection, record_id: str) -> dict[str, Any] | None:
    """The second best candidate of a record as `side_of`, with its `match_probability`; None without one."""
    found = fetch_rows(connection, _RUNNER_UP, record_id)
    if not found or found[0]["runner_up_record_id"] is None:
        return None
    side = side_of(connection, found[0]["runner_up_record_id"])
    return {**side, "match_probability": found[0]["runner_up_probability"]} if "name" in side else None


def _texts(connection: duckdb.DuckDBPyConnection, record: dict[str, Any]) -> list[str]:
    records = [record["record_id"]]
    if record.get("record_kind") == "registration":
        records = record["referents"] or []
    found = fetch_rows(connection, _DESCRIPTIONS, records, _TEXTS) if records else []
    return [row["description"] for row in found]
