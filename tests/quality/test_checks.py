"""Checks as a whole: custom SQL, samples, severities, reports; wrong suites and hostile text break nothing."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import duckdb
import pyarrow as pa
import pytest

from pipeline.errors import ConfigurationError, SchemaError
from pipeline.quality.checks import quality_rows, run_checks
from pipeline.quality.results import CheckReport, CheckResult, failure_line
from pipeline.quality.suites import Suite, parse_suite
from pipeline.tables.out import OUT_QUALITY

QUERY = "unexpected_rows_expectation"
PARAMETERS = {"now": "2026-01-02T00:00:00+00:00", "soon": "not a time"}
ODD_COLUMN, ODD_VALUE = 'a"; DROP TABLE t; --', "x'); DROP TABLE t; --"


def suite_of(*entries: dict[str, Any], name: str = "t") -> Suite:
    return parse_suite(json.dumps({"name": name, "expectations": list(entries)}), f"{name}.json")


def entry(name: str, severity: str = "critical", **kwargs: Any) -> dict[str, Any]:
    return {"type": name, "kwargs": kwargs, "severity": severity, "meta": {"why": "A test."}}


def check(connection: duckdb.DuckDBPyConnection, suite: Suite, rows: pa.Table) -> CheckReport:
    connection.register("t", rows)
    return run_checks(connection, [suite], PARAMETERS)


def check_one(connection: duckdb.DuckDBPyConnection, rows: pa.Table, name: str, **kwargs: Any) -> CheckResult:
    return check(connection, suite_of(entry(name, **kwargs)), rows).results[0]


def test_custom_sql_counts_the_rows_it_selects(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute("CREATE TABLE other AS SELECT 'a' AS id")
    query = "SELECT t.id FROM {batch} AS t WHERE NOT EXISTS (SELECT 1 FROM other AS o WHERE o.id = t.id) ; -- a comment"
    rows = pa.table({"id": ["a", "b", "c"]})
    failed = check_one(connection, rows, QUERY, unexpected_rows_query=query.replace(" ;", ""))
    assert (failed.success, failed.unexpected_count, failed.row_count) == (False, 2, 3)
    assert [dict(row) for row in failed.sample] == [{"id": "b"}, {"id": "c"}]
    assert check_one(connection, rows.slice(0, 1), QUERY, unexpected_rows_query=query.split(" ;")[0]).success


def test_custom_sql_may_hold_literal_braces(connection: duckdb.DuckDBPyConnection) -> None:
    query = "SELECT id FROM {batch} WHERE NOT regexp_matches(id, '^a{{2}}$')"
    assert check_one(connection, pa.table({"id": ["aa"]}), QUERY, unexpected_rows_query=query).success


@pytest.mark.parametrize(
    "query",
    [
        "DELETE FROM {batch}",
        "SELECT 1 FROM {batch}; DROP TABLE kept",
        "SELECT 1 FROM {batch}) AS x; DROP TABLE kept; SELECT (1",
        "SELECT 1 FROM {batch}); DROP TABLE kept; --",
        "SELECT FROM {batch}",
        "SELECT x FROM {batch}",
        "SELECT 1 FROM {batch}, gone",
    ],
)
def test_custom_sql_that_is_no_query_fails_and_changes_nothing(
    connection: duckdb.DuckDBPyConnection, query: str
) -> None:
    connection.execute("CREATE TABLE kept AS SELECT 1 AS id; CREATE TABLE t AS SELECT 1 AS id")
    result = run_checks(connection, [suite_of(entry(QUERY, unexpected_rows_query=query))], {}).results[0]
    assert not result.success
    assert result.error
    assert result.observed.startswith("not measured: ")
    assert connection.sql("SELECT (SELECT count(*) FROM kept) + (SELECT count(*) FROM t)").fetchall() == [(2,)]


def test_hostile_names_and_values_are_only_text(connection: duckdb.DuckDBPyConnection) -> None:
    name = 't"; DROP TABLE kept; --'
    connection.execute("CREATE TABLE kept AS SELECT 1 AS id")
    connection.register(name, pa.table({ODD_COLUMN: [ODD_VALUE, "\0'\"", None]}))
    suite = suite_of(
        entry("expect_column_values_to_be_in_set", column=ODD_COLUMN, value_set=[ODD_VALUE, "\0'\""]),
        entry("expect_column_values_to_not_match_regex", column=ODD_COLUMN, regex="'; DROP TABLE kept"),
        entry("expect_column_values_to_be_unique", column=ODD_COLUMN),
        entry(QUERY, unexpected_rows_query="SELECT 1 FROM {batch} WHERE FALSE"),
        name=name,
    )
    report = run_checks(connection, [suite], {})
    assert [result.success for result in report.results] == [True] * 4, report
    assert connection.sql("SELECT count(*) FROM kept").fetchall() == [(1,)]


def test_one_wrong_expectation_fails_alone(connection: duckdb.DuckDBPyConnection) -> None:
    suite = suite_of(
        entry("expect_column_values_to_not_be_null", column="a"),
        entry("expect_column_values_to_be_between", column="a", min_value=3),
        entry("expect_column_values_to_not_be_null", column="gone"),
        entry("expect_column_values_to_be_between", column="t", min_value={"$PARAMETER": "soon"}),
        entry("expect_column_values_to_match_regex", column="a", regex="(?=x)"),
        entry("expect_table_row_count_to_be_between", min_value=2),
    )
    times = pa.array([0, 1], pa.timestamp("us", tz="UTC"))
    report = check(connection, suite, pa.table({"a": ["x", "y"], "t": times}))
    assert [result.success for result in report.results] == [True, False, False, False, False, True]
    assert [result.error is None for result in report.results] == [True, False, False, False, False, True]
    assert report.results[2].error == "no column gone"
    assert len(quality_rows(report, "r")) == 6


def test_missing_table_is_said(connection: duckdb.DuckDBPyConnection) -> None:
    with pytest.raises(SchemaError, match="no table t to check"):
        run_checks(connection, [suite_of()], {})


def test_parameter_without_value_is_said(connection: duckdb.DuckDBPyConnection) -> None:
    suite = suite_of(entry("expect_table_row_count_to_be_between", min_value={"$PARAMETER": "gone"}))
    with pytest.raises(ConfigurationError, match=r"t\.0: min_value: no value for \$PARAMETER gone"):
        check(connection, suite, pa.table({"a": [1]}))


def test_failures_are_split_by_severity(connection: duckdb.DuckDBPyConnection) -> None:
    failing = {"name": "expect_column_values_to_not_be_null", "column": "a"}
    suite = suite_of(*(entry(failing["name"], word, column="a") for word in ("critical", "warning", "info")))
    report = check(connection, suite, pa.table({"a": [None, "x"]}))
    assert [r.position for r in report.gate_failures] == [0]
    assert [r.position for r in report.warnings] == [1, 2]
    assert failure_line(report.gate_failures[0]) == (
        "t.a: expected in every row; 1 of 2 unexpected, such as a=null "
        "[t.00.expect_column_values_to_not_be_null] (A test.)"
    )


def test_sample_is_bounded_stable_and_short(connection: duckdb.DuckDBPyConnection) -> None:
    values = [f"{number:03d}" + "x" * 5000 for number in range(900, 0, -1)]
    result = check_one(
        connection, pa.table({"a": values}), "expect_column_values_to_be_in_set", column="a", value_set=[]
    )
    assert [row["a"][:3] for row in result.sample] == ["001", "002", "003", "004", "005"]
    assert len(result.observed) <= 240
    assert result.observed.startswith("900 of 900 unexpected, such as a=001xxx")


def test_sample_of_times_needs_no_other_package(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute(
        "SET TimeZone = 'Asia/Tokyo'; CREATE TABLE t AS SELECT TIMESTAMPTZ '2026-01-03 00:00:00+00' AS c"
    )
    suite = suite_of(entry("expect_column_values_to_be_between", column="c", max_value={"$PARAMETER": "now"}))
    result = run_checks(connection, [suite], PARAMETERS).results[0]
    assert result.observed == "1 of 1 unexpected, such as c=2026-01-03T00:00:00Z"
    assert result.expected == "max_value 2026-01-02T00:00:00+00:00"


def test_rows_in_any_order_give_the_same_results(connection: duckdb.DuckDBPyConnection) -> None:
    suite = suite_of(
        entry("expect_column_values_to_be_unique", column="a"),
        entry("expect_column_values_to_be_between", column="b", max_value=3),
        entry(QUERY, unexpected_rows_query="SELECT * FROM {batch} WHERE b > 1"),
    )
    rows = pa.table({"a": ["x", "y", "x", "z", "y"], "b": [1, 5, 3, 4, 2]})
    assert check(connection, suite, rows) == check(connection, suite, rows.take([4, 2, 0, 3, 1]))


def test_quality_rows(connection: duckdb.DuckDBPyConnection) -> None:
    suite = suite_of(
        entry("expect_compound_columns_to_be_unique", column_list=["a", "b"]),
        entry("expect_table_row_count_to_be_between", "warning", min_value=3),
        entry(QUERY, unexpected_rows_query="SELECT * FROM {batch} WHERE b > 1"),
    )
    rows = quality_rows(check(connection, suite, pa.table({"a": ["x", "x"], "b": [1, 1]})), "r1")
    assert rows.schema.equals(OUT_QUALITY.schema)
    shown = [
        (
            r["check_id"],
            r["column_name"],
            r["severity"],
            r["success"],
            r["observed"],
            r["expected"],
            r["row_count"],
            r["unexpected_count"],
        )
        for r in rows.to_pylist()
    ]
    assert shown == [
        (
            "t.00.expect_compound_columns_to_be_unique",
            "a, b",
            "gate",
            False,
            "2 of 2 unexpected, such as a=x, b=1",
            "in every row",
            2,
            2,
        ),
        ("t.01.expect_table_row_count_to_be_between", None, "warn", False, "2", "min_value 3", 2, None),
        ("t.02.unexpected_rows_expectation", None, "gate", True, "0 unexpected", "no such row", 2, 0),
    ]


def test_checks_do_not_import_great_expectations() -> None:
    code = (
        "import sys, pipeline.quality.checks; from pipeline.quality.suites import load_suites; load_suites(); "
        "print('great_expectations' in sys.modules)"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "False"
