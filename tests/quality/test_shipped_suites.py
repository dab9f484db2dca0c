"""The suites in `expectations/`: complete, met by a good candidate, and each custom SQL can fail."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import datetime

import duckdb
import pyarrow as pa
import pytest

from pipeline.quality.checks import run_checks
from pipeline.quality.parameters import suite_parameters
from pipeline.quality.pushdown import named_columns
from pipeline.quality.results import CheckReport
from pipeline.quality.suites import GATE, Suite, load_suites
from pipeline.tables.all_tables import TABLE_BY_NAME, TABLES

SUITES = load_suites()
SQL_TYPE = "unexpected_rows_expectation"

ROWS_20 = "FROM core_postings CROSS JOIN range(30)"
# What is done to the good candidate -> whether a gate must refuse it.
DAMAGES: tuple[tuple[str, bool], ...] = (
    ("DELETE FROM landing_payloads", True),
    ("DELETE FROM core_company_records", True),
    ("DELETE FROM core_company_links WHERE judgement_id IS NULL", True),
    ("DELETE FROM core_judgements", True),
    ("DELETE FROM core_postings", True),
    ("DELETE FROM core_site_pages", True),
    ("DELETE FROM core_technology_mentions", True),
    ("DELETE FROM out_companies", True),
    ("DELETE FROM out_technologies", True),
    ("DELETE FROM out_company_technologies", True),
    ("DELETE FROM out_evidence", True),
    ("UPDATE core_technology_mentions SET end_offset = NULL", True),
    ("UPDATE core_technology_mentions SET end_offset = start_offset", True),
    ("UPDATE core_technology_mentions SET polarity = 'maybe'", True),
    ("UPDATE core_technology_mentions SET confidence = 1.2", True),
    ("UPDATE core_technology_mentions SET confidence = 'nan'", True),
    ("UPDATE core_company_records SET clean_name = NULL", False),
    ("UPDATE core_company_records SET name_kind = 'person'", True),
    ("UPDATE core_company_links SET decision = 'perhaps'", True),
    ("UPDATE core_company_links SET comparison = '{'", True),
    ("UPDATE core_company_links SET judgement_id = 'jdg_gone'", True),
    (
        "INSERT INTO core_company_links BY NAME SELECT 'r' || range AS record_id, 'review' AS decision FROM range(40)",
        True,
    ),
    ("UPDATE out_companies SET posting_count = 0, page_count = 0", True),
    ("UPDATE out_companies SET referents = []", True),
    ("UPDATE out_companies SET last_seen_at = first_seen_at - INTERVAL 1 DAY", True),
    ("UPDATE out_company_relations SET company_id = 'com_gone'", True),
    ("UPDATE out_company_relations SET related_company_id = 'com_gone'", True),
    ("UPDATE out_company_relations SET valid_from = valid_until + INTERVAL 1 DAY", True),
    ("UPDATE out_identity_events SET other_company_id = 'com_gone'", True),
    ("UPDATE out_technologies SET parent_id = technology_id", True),
    ("UPDATE out_technologies SET parent_id = 'gone'", True),
    ("UPDATE out_company_technologies SET posting_count = 0, page_count = 0", True),
    ("INSERT INTO out_company_technologies SELECT * FROM out_company_technologies", True),
    ("UPDATE out_evidence SET observed_at = TIMESTAMPTZ '2027-01-01 00:00:00+00'", True),
    ("UPDATE out_evidence SET quote = 'something else'", False),
    ("UPDATE out_history SET is_believed = FALSE", True),
    ("UPDATE out_history SET valid_to = valid_from - INTERVAL 1 DAY", True),
    ("UPDATE out_history SET valid_to = valid_from", False),
    (
        "INSERT INTO out_history SELECT * REPLACE (valid_from - INTERVAL 1 DAY AS valid_from) FROM out_history",
        True,
    ),
    ("UPDATE out_changes SET change = 'MODIFY'", False),
    ("UPDATE out_changes SET change = 'RENAME'", True),
    ("UPDATE out_quality SET success = FALSE", False),
    ("UPDATE core_unlisted_terms SET document_id = 'pos_gone'", True),
    ("UPDATE core_unlisted_terms SET end_offset = start_offset", True),
    ("UPDATE review_tasks SET examples = NULL", True),
    ("UPDATE review_tasks SET kind = 'technology_alias'", True),
    ("UPDATE review_tasks SET judgement_id = NULL", False),
    ("UPDATE review_tasks SET judgement_id = 'jdg_gone'", True),
    ("UPDATE review_tasks SET left_id = 'rec_gone'", False),
    ("UPDATE core_postings SET payload_id = 'gone'", True),
    ("UPDATE core_postings SET posted_at = TIMESTAMPTZ '2027-01-01 00:00:00+00'", False),
    ("UPDATE core_postings SET posting_id = 'not an id'", True),
    (
        "INSERT INTO landing_quarantine SELECT landing_quarantine.* "
        "REPLACE ('rej' || range AS rejection_id, 'other' AS source) FROM landing_quarantine CROSS JOIN range(30)",
        False,
    ),
    (f"INSERT INTO core_postings SELECT core_postings.* REPLACE ('p' || range AS posting_id) {ROWS_20}", True),
    (
        "INSERT INTO core_postings SELECT core_postings.* REPLACE ('p' || range AS posting_id) "
        "FROM core_postings CROSS JOIN range(1500)",
        True,
    ),
    (
        "INSERT INTO out_companies SELECT out_companies.* REPLACE ('c' || range AS company_id) "
        "FROM out_companies CROSS JOIN range(300); "
        "INSERT INTO out_company_technologies SELECT f.* REPLACE ('c' || range AS company_id) "
        "FROM out_company_technologies AS f CROSS JOIN range(300)",
        True,
    ),
)


def check(candidate: duckdb.DuckDBPyConnection, now: datetime, suites: Iterable[Suite] = SUITES) -> CheckReport:
    counts = {table.name: 1 for table in TABLES}
    return run_checks(candidate, suites, suite_parameters(now, counts))


def test_every_table_has_a_suite() -> None:
    assert [suite.name for suite in SUITES] == sorted(TABLE_BY_NAME)


@pytest.mark.parametrize("suite", SUITES, ids=lambda suite: suite.name)
def test_suite_covers_the_schema(suite: Suite) -> None:
    table = TABLE_BY_NAME[suite.name]
    by_type: dict[str, set[tuple[str, ...]]] = {}
    for expectation in suite.expectations:
        assert expectation.meta["why"].endswith("."), expectation
        by_type.setdefault(expectation.type, set()).add(named_columns(expectation.kwargs))
        assert set(named_columns(expectation.kwargs)) <= set(table.schema.names)
    gated = {
        named_columns(e.kwargs) for e in suite.expectations if e.severity == GATE and e.type.endswith("not_be_null")
    }
    required = {(name,) for name in table.required}
    assert gated == required
    assert (
        table.key
        in by_type[
            "expect_column_values_to_be_unique" if len(table.key) == 1 else "expect_compound_columns_to_be_unique"
        ]
    )
    columns = next(e for e in suite.expectations if e.type == "expect_table_columns_to_match_set")
    assert columns.kwargs["column_set"] == table.schema.names


def test_good_candidate_meets_everything(candidate: duckdb.DuckDBPyConnection, now: datetime) -> None:
    report = check(candidate, now)
    assert [(r.check_id, r.observed) for r in report.results if not r.success] == []


# Some queries fail only when two things are wrong at once.
COMBINED_DAMAGES = (
    "INSERT INTO core_registrations SELECT core_registrations.* REPLACE ('r' || range AS registration_id) "
    "FROM core_registrations CROSS JOIN range(60); INSERT INTO out_companies "
    "SELECT out_companies.* REPLACE ('c' || range AS company_id) FROM out_companies CROSS JOIN range(60)",
    f"DELETE FROM out_company_technologies; INSERT INTO core_postings SELECT core_postings.* "
    f"REPLACE ('p' || range AS posting_id) {ROWS_20}",
    "UPDATE core_technology_mentions SET document_id = 'gone'",
    "UPDATE core_site_pages SET record_id = 'gone'; UPDATE core_registrations SET record_id = 'gone'; "
    "UPDATE core_postings SET record_id = 'gone'; UPDATE out_evidence SET record_id = 'gone'",
)


def suites_that_see(damage: str) -> list[Suite]:
    """Suites of the tables that the damage names, and those whose SQL reads them."""
    damaged = [name for name in TABLE_BY_NAME if re.search(rf"(FROM|INTO|UPDATE) {name}\b", damage)]
    return [s for s in SUITES if s.name in damaged or any(n in str(e.kwargs) for e in s.expectations for n in damaged)]


@pytest.fixture(scope="module")
def reports(
    good_tables: dict[str, pa.Table],
    now: datetime,
    fill: Callable[[duckdb.DuckDBPyConnection, dict[str, pa.Table]], None],
) -> dict[str, CheckReport]:
    """What the checks say after each damage."""
    found = {}
    with duckdb.connect() as connection:
        fill(connection, good_tables)
        for damage in (*(damage for damage, _ in DAMAGES), *COMBINED_DAMAGES):
            connection.execute("BEGIN")
            connection.execute(damage)
            found[damage] = check(connection, now, suites_that_see(damage))
            connection.execute("ROLLBACK")
    return found


@pytest.mark.parametrize(("damage", "is_gated"), DAMAGES, ids=[damage[:60] for damage, _ in DAMAGES])
def test_damage_is_found(reports: dict[str, CheckReport], damage: str, is_gated: bool) -> None:
    report = reports[damage]
    assert [r.check_id for r in report.results if r.error] == []
    assert bool(report.gate_failures) is is_gated, [r.check_id for r in report.results if not r.success]
    assert report.gate_failures or report.warnings


def test_every_custom_sql_can_fail(reports: dict[str, CheckReport]) -> None:
    failed = {r.check_id for report in reports.values() for r in report.results if not r.success}
    custom = {
        f"{suite.name}.{position:02d}.{SQL_TYPE}"
        for suite in SUITES
        for position, expectation in enumerate(suite.expectations)
        if expectation.type == SQL_TYPE
    }
    assert sorted(custom - failed) == []


@pytest.mark.parametrize(
    ("previous", "now_rows", "is_refused"),
    [(10, 7, False), (10, 6, True), (0, 0, False), (70, 49, False), (70, 48, True)],
)
def test_a_third_fewer_rows_than_before_is_refused(
    connection: duckdb.DuckDBPyConnection, now: datetime, previous: int, now_rows: int, is_refused: bool
) -> None:
    suite = next(s for s in SUITES if s.name == "core_company_records")
    drop = Suite(suite.name, tuple(e for e in suite.expectations if e.type == "expect_table_row_count_to_be_between"))
    connection.execute(f"CREATE TABLE core_company_records AS SELECT range AS record_id FROM range({now_rows})")
    report = run_checks(connection, [drop], suite_parameters(now, {"core_company_records": previous}))
    assert bool(report.gate_failures) is is_refused
