"""A small candidate that meets every expectation: one company, three documents, a link that a person decided."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import duckdb
import pyarrow as pa
import pytest

from pipeline.identifiers import content_hash, make_id
from pipeline.tables.all_tables import TABLES

NOW = datetime(2026, 3, 3, 6, tzinfo=UTC)
DAY_1, DAY_2 = NOW - timedelta(days=2), NOW - timedelta(days=1)
POSTING, PAGE, ENTRY = make_id("pos", "board", "1"), make_id("pag", "site", "1"), make_id("reg", "register", "1")
RECORDS = {kind: make_id("rec", kind, "Norlund Kraft") for kind in ("posting", "page", "registration")}
COMPANY = make_id("com", "Norlund Kraft")
MENTIONS = (make_id("men", POSTING, 10), make_id("men", PAGE, "html"))
TASK, JUDGEMENT = make_id("tsk", "1"), make_id("jdg", "1")
PAYLOADS = tuple(content_hash(name) for name in (b"postings", b"page", b"register"))
SEEN = {"first_seen_at": DAY_1, "last_seen_at": DAY_2}


def _landing() -> dict[str, list[dict[str, Any]]]:
    kinds = (("board", "postings"), ("site", "site"), ("register", "register"))
    return {
        "landing_payloads": [
            {
                "payload_id": payload_id, "source": source, "kind": kind, "url": f"day1/{kind}", "fetched_at": DAY_1,
                "last_fetched_at": DAY_2, "fetch_count": 2, "media_type": None, "size_bytes": 120,
                "storage_key": f"landing/{payload_id}",
            }
            for payload_id, (source, kind) in zip(PAYLOADS, kinds, strict=True)
        ],
        "landing_quarantine": [
            {
                "rejection_id": make_id("rej", "1"), "source": "board", "kind": "postings", "url": "day1/postings",
                "payload_id": PAYLOADS[0], "line": 7, "reason_code": "invalid_json", "reason": "expected a JSON object",
                "original": "{", "fetched_at": DAY_1,
            }
        ],
    }  # fmt: skip


def _core() -> dict[str, list[dict[str, Any]]]:
    place = {"country": "NO", "city": "Bergen", "domain": "norlund-kraft.example"}
    return {
        "core_postings": [
            {
                "posting_id": POSTING, "source": "board", "source_posting_id": "1", "title": "Data Engineer",
                "company_name": "Norlund Kraft AS", "company_domain": "norlund-kraft.example",
                "description": "We run Postgres on two machines.", "country": "NO", "salary_min": 1.0,
                "salary_max": 2.0, "salary_currency": "NOK", "salary_period": "year", "posted_at": DAY_1,
                "record_id": RECORDS["posting"],
                "payload_id": PAYLOADS[0], **SEEN,
            }
        ],
        "core_site_pages": [
            {
                "page_id": PAGE, "source": "site", "url": "https://norlund-kraft.example/",
                "record_id": RECORDS["page"], "payload_id": PAYLOADS[1], **place, **SEEN,
            }
        ],
        "core_registrations": [
            {
                "registration_id": ENTRY, "source": "register", "source_registration_id": "1",
                "legal_name": "NORLUND KRAFT AS", "record_id": RECORDS["registration"],
                "payload_id": PAYLOADS[2], **place, **SEEN,
            }
        ],
        "core_sitemap_entries": [
            {
                "entry_id": make_id("sme", "1"), "source": "sitemap", "url": "https://norlund-kraft.example/",
                "sitemap_url": "https://norlund-kraft.example/sitemap.xml", "entry_kind": "page", "priority": 0.5,
                "change_frequency": "daily", "payload_id": PAYLOADS[1], **SEEN,
            }
        ],
        "core_robots_rules": [
            {
                "rule_id": make_id("rob", "1"), "source": "robots", "line": 2, "user_agents": ["*"],
                "directive": "crawl-delay", "value": "2", "payload_id": PAYLOADS[1], **SEEN,
            }
        ],
        "core_technology_mentions": [
            {
                "mention_id": MENTIONS[0], "document_id": POSTING, "document_kind": "posting", "field": "description",
                "start_offset": 7, "end_offset": 15, "surface": "Postgres", "technology_id": "postgresql",
                "method": "dictionary", "polarity": "used", "confidence": 0.9,
            },
            {
                "mention_id": MENTIONS[1], "document_id": PAGE, "document_kind": "page", "field": "html",
                "surface": "<script src=/wp-content/x.js>", "technology_id": "wordpress", "method": "site:script",
                "polarity": "used", "confidence": 0.8,
            },
        ],
        "core_unlisted_terms": [
            {
                "document_id": POSTING, "start_offset": 16, "end_offset": 22, "surface": "Seacat",
                "context": "We run Postgres, Seacat",
            }
        ],
        "core_company_records": [
            {
                "record_id": record_id, "source": "board", "record_kind": kind, "name": "Norlund Kraft AS",
                "clean_name": "Norlund Kraft AS", "name_kind": "employer", **place,
            }
            for kind, record_id in RECORDS.items()
        ],
        "core_company_links": [
            {
                "record_id": record_id, "company_id": COMPANY, "decision": "match", "match_probability": 0.99,
                "match_weight": 6.6, "runner_up_probability": 0.1, "comparison": '{"name": [3, 6.6]}',
                "judgement_id": JUDGEMENT if kind == "page" else None,
            }
            for kind, record_id in RECORDS.items()
        ],
        "core_judgements": [
            {
                "judgement_id": JUDGEMENT, "task_id": TASK, "subject_kind": "company_link", "left_id": RECORDS["page"],
                "right_id": RECORDS["registration"], "verdict": "same", "reviewer": "kari", "decided_at": DAY_2,
            }
        ],
    }  # fmt: skip


def _evidence(mention_id: str, kind: str, technology_id: str, surface: str, payload_id: str) -> dict[str, Any]:
    is_posting = kind == "posting"
    return {
        "company_id": COMPANY, "technology_id": technology_id, "mention_id": mention_id, "document_kind": kind,
        "document_id": POSTING if is_posting else PAGE, "record_id": RECORDS[kind], "source": "board",
        "field": "description" if is_posting else "html", "start_offset": 7 if is_posting else None,
        "end_offset": 15 if is_posting else None, "surface": surface, "quote": f"We run {surface} on two",
        "method": "rule", "polarity": "used", "confidence": 0.8, "observed_at": DAY_1, "last_seen_at": DAY_2,
        "payload_id": payload_id,
    }  # fmt: skip


def _out() -> dict[str, list[dict[str, Any]]]:
    catalogue = (("postgresql", "PostgreSQL", "postings"), ("wordpress", "WordPress", "pages"))
    release = {"release_id": "20260303T060000Z-abc"}
    return {
        "out_companies": [
            {
                "company_id": COMPANY, "name": "Norlund Kraft", "domain": "norlund-kraft.example", "country": "NO",
                "name_kind": "employer", "referents": sorted(RECORDS.values()), "former_ids": [], "posting_count": 1,
                "page_count": 1, "technology_count": 2, **SEEN,
            }
        ],
        "out_company_relations": [
            {
                "company_id": COMPANY, "relation": "former_name", "name": "Norlund Lys", "valid_until": DAY_1,
                "record_id": RECORDS["registration"], "evidence": "register 1",
            },
            *(
                {
                    "company_id": COMPANY, "relation": relation, "name": "Norlund Lys", "record_id": RECORDS["posting"],
                    "evidence": "posted by Norlund on behalf of Norlund Lys",
                }
                for relation in ("client", "recruiter", "parent", "trading_name")
            ),
        ],
        "out_identity_events": [
            {
                **release, "company_id": make_id("com", "old"), "event": "merged", "other_company_id": COMPANY,
                "record_count": 1,
            }
        ],
        "out_technologies": [
            {"technology_id": slug, "name": name, "category": "Software", "aliases": []} for slug, name, _ in catalogue
        ],
        "out_company_technologies": [
            {
                "company_id": COMPANY, "technology_id": slug, "company_name": "Norlund Kraft", "technology_name": name,
                "category": "Software", "confidence": 0.8, "posting_count": int(where == "postings"),
                "page_count": int(where == "pages"), "source_count": 1, "mention_count": 1, "is_current": True, **SEEN,
            }
            for slug, name, where in catalogue
        ],
        "out_evidence": [
            _evidence(MENTIONS[0], "posting", "postgresql", "Postgres", PAYLOADS[0]),
            _evidence(MENTIONS[1], "page", "wordpress", "wp-content", PAYLOADS[1]),
        ],
        "out_history": [
            {
                "company_id": COMPANY, "technology_id": slug, "valid_from": DAY_1, "recorded_from": DAY_2,
                "is_believed": True, "cause": "adopted",
            }
            for slug, _, _ in catalogue
        ],
        "out_changes": [
            {
                **release, "table_name": "out_companies", "row_key": '{"company_id": "com_1"}', "change": "ADD",
                "changed_columns": [], "cause": "new_evidence",
            }
        ],
        "out_quality": [
            {
                **release, "check_id": "a.00.b", "table_name": "out_companies", "expectation": "b", "severity": "gate",
                "success": True, "observed": "1", "expected": "1", "row_count": 1, "unexpected_count": 0,
            }
        ],
        "review_tasks": [
            {
                "task_id": TASK, "kind": "company_link", "status": "decided", "priority": 0.5, "question": "The same?",
                "left_id": RECORDS["page"], "right_id": RECORDS["registration"], "left_label": "Norlund Kraft",
                "right_label": "NORLUND KRAFT AS", "match_probability": 0.6, "comparison": "{}", "fact_count": 1,
                "judgement_id": JUDGEMENT,
            },
            {
                "task_id": make_id("tsk", "term"), "kind": "new_technology", "status": "open", "priority": 1.3,
                "question": "A technology?", "left_id": make_id("trm", "seacat"), "left_label": "Seacat",
                "fact_count": 2, "document_count": 2, "spellings": ["Seacat"], "examples": ["Postgres, Seacat"],
            },
        ],
    }  # fmt: skip


def _good_tables() -> dict[str, pa.Table]:
    """Every table of the lake, with rows that agree with each other."""
    rows = {**_landing(), **_core(), **_out()}
    return {table.name: table.from_rows(rows[table.name]) for table in TABLES}


def _fill(connection: duckdb.DuckDBPyConnection, tables: dict[str, pa.Table]) -> None:
    """Put the tables into a database as tables that a test may spoil."""
    for name, rows in tables.items():
        connection.register("rows_of_a_table", rows)
        connection.execute(f"CREATE TABLE {name} AS SELECT * FROM rows_of_a_table")
        connection.unregister("rows_of_a_table")


@pytest.fixture(scope="session")
def good_tables() -> dict[str, pa.Table]:
    """Every table of the lake, with rows that agree with each other."""
    return _good_tables()


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    """An empty database."""
    with duckdb.connect() as opened:
        yield opened


@pytest.fixture
def candidate(connection: duckdb.DuckDBPyConnection, good_tables: dict[str, pa.Table]) -> duckdb.DuckDBPyConnection:
    """A database that holds `good_tables`."""
    _fill(connection, good_tables)
    return connection


@pytest.fixture(scope="session")
def now() -> datetime:
    """The run's time."""
    return NOW


@pytest.fixture(scope="session")
def fill() -> Callable[[duckdb.DuckDBPyConnection, dict[str, pa.Table]], None]:
    """Puts tables into a database as tables that a test may spoil."""
    return _fill
