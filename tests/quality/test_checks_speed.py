"""All shipped suites on a candidate of a real lake's size.

Guards the cost of a gate: 25,000 postings, 150,000 mentions and 120,000 evidence rows within 2 seconds of processor
time of all threads together, whatever else the machine does. Run: pytest tests/quality/test_checks_speed.py
"""

from __future__ import annotations

import time
from datetime import datetime

import duckdb
import pyarrow as pa
import pytest

from pipeline.quality.checks import run_checks
from pipeline.quality.parameters import suite_parameters
from pipeline.quality.suites import load_suites

LIMIT_SECONDS = 2.0

POSTINGS, MENTIONS, EVIDENCE, COMPANIES = 25_000, 150_000, 120_000, 10_000


def _id(prefix: str, number: str = "range") -> str:
    return f"'{prefix}_' || lpad(translate(({number})::VARCHAR, '0189', 'abcd'), 16, 'z')"


def _multiply(table: str, rows: int, changes: dict[str, str]) -> str:
    replaced = ", ".join(f"{value} AS {column}" for column, value in changes.items())
    return (
        f"CREATE OR REPLACE TABLE {table} AS SELECT t.* REPLACE ({replaced}) "
        f"FROM (SELECT * FROM {table} LIMIT 1) AS t CROSS JOIN range({rows})"
    )


def grow(candidate: duckdb.DuckDBPyConnection) -> None:
    """Make the small candidate a large one whose references hold."""
    company, record = _id("com", f"range % {COMPANIES}"), _id("rec", f"range % {COMPANIES}")
    posting, mention = _id("pos", f"range % {POSTINGS}"), _id("men")
    emptied = ("core_judgements", "review_tasks", "out_history", "core_unlisted_terms")
    for table in (*emptied, "out_company_relations", "out_identity_events"):
        candidate.execute(f"DELETE FROM {table}")
    for table, rows, changes in (
        ("core_company_records", COMPANIES, {"record_id": record, "record_kind": "'posting'"}),
        ("core_company_links", COMPANIES, {"record_id": record, "company_id": company, "judgement_id": "NULL"}),
        (
            "core_postings",
            POSTINGS,
            {"posting_id": posting, "record_id": record, "description": "repeat('Postgres ', 300)"},
        ),
        ("core_technology_mentions", MENTIONS, {"mention_id": mention, "document_id": posting}),
        ("out_companies", COMPANIES, {"company_id": company}),
        ("out_company_technologies", COMPANIES, {"company_id": company}),
        (
            "out_evidence",
            EVIDENCE,
            {"mention_id": mention, "company_id": company, "document_id": posting, "record_id": record},
        ),
    ):
        candidate.execute(_multiply(table, rows, changes))
    candidate.execute("DELETE FROM core_site_pages; DELETE FROM core_registrations")


@pytest.mark.benchmark
def test_checks_of_a_real_size_take_two_seconds(
    candidate: duckdb.DuckDBPyConnection, good_tables: dict[str, pa.Table], now: datetime
) -> None:
    grow(candidate)
    suites, parameters = load_suites(), suite_parameters(now, {})
    began = time.process_time()
    report = run_checks(candidate, suites, parameters)
    seconds = time.process_time() - began
    print(f"{len(report.results)} expectations in {seconds:.2f} s")
    assert [(r.check_id, r.observed) for r in report.gate_failures] == []
    assert seconds < LIMIT_SECONDS
