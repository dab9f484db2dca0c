"""Run expectation suites on the tables of a DuckDB connection.

Per table: one aggregate query for every expectation about rows or single values, one query for each uniqueness and each
custom SQL, and one bounded query for each failure, for examples. Great Expectations is not needed here; its own result
objects are filled by `great_expectations_adapter.py`.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any  # cells of any column type

import duckdb
import pyarrow as pa

from pipeline.errors import SchemaError
from pipeline.quality.expectation_types import Kind
from pipeline.quality.parameters import Parameter, resolved
from pipeline.quality.pushdown import Plan, TableShape, named_columns, plan_expectation
from pipeline.quality.results import Answer, CheckReport, CheckResult, judge
from pipeline.quality.sql_text import identifier
from pipeline.quality.suites import Suite
from pipeline.tables.all_tables import TABLE_BY_NAME
from pipeline.tables.out import OUT_QUALITY

# A wrong query or value fails its own check; running out of memory or losing the disk is no verdict and is raised.
_WRONG = (duckdb.ProgrammingError, duckdb.DataError, duckdb.NotSupportedError)


@dataclass(slots=True)
class _Check:
    """One expectation on its way to an answer."""

    position: int
    kwargs: Mapping[str, Any]
    plan: Plan | None = None
    values: tuple[Any, ...] | None = None
    error: str | None = None
    sample: list[dict[str, Any]] = field(default_factory=list)


def run_checks(
    connection: duckdb.DuckDBPyConnection,
    suites: Iterable[Suite],
    parameters: Mapping[str, Parameter],
    positions: Container[int] | None = None,
) -> CheckReport:
    """Answer every expectation of every suite.

    Args:
        connection: holds a table or view of the plain name of every suite, and those that custom SQL names.
        suites: from `load_suites()`, or a part of them.
        parameters: values for `$PARAMETER`; `suite_parameters()` makes those that the shipped suites use.
        positions: places of the expectations to answer; default: all.
    Returns: the results, in the order of suites and positions.
    Raises: SchemaError: a suite's table is not there. ConfigurationError: a parameter has no value.
    """
    results: list[CheckResult] = []
    for suite in suites:
        results.extend(_run_suite(connection, suite, parameters, positions))
    return CheckReport(tuple(results))


def quality_rows(report: CheckReport, release_id: str) -> pa.Table:
    """The report as `OUT_QUALITY` rows of one release, ordered by check_id."""
    return OUT_QUALITY.from_rows(
        {
            "release_id": release_id,
            "check_id": result.check_id,
            "table_name": result.table_name,
            "expectation": result.expectation.type,
            "column_name": result.column_name,
            "severity": result.severity,
            "success": result.success,
            "observed": result.observed,
            "expected": result.expected,
            "row_count": result.row_count,
            "unexpected_count": result.unexpected_count,
        }
        for result in report.results
    )


def _run_suite(
    connection: duckdb.DuckDBPyConnection,
    suite: Suite,
    parameters: Mapping[str, Parameter],
    positions: Container[int] | None,
) -> list[CheckResult]:
    table = _shape(connection, suite.name)
    checks = []
    for position, expectation in enumerate(suite.expectations):
        if positions is not None and position not in positions:
            continue
        check = _Check(position, resolved(expectation, parameters, f"{suite.name}.{position}"))
        try:
            check.plan = plan_expectation(expectation.type, check.kwargs, table)
        except (LookupError, ValueError) as error:
            check.error = str(error.args[0]) if error.args else type(error).__name__
        checks.append(check)
    row_count = _aggregate(connection, table, [check for check in checks if check.plan and check.plan.aggregates])
    for check in checks:
        if check.plan and check.plan.query:
            check.error = _refusal(connection, check.plan.custom_sql)
            if check.error is None:
                check.values, check.error = _first_row(connection, check.plan.query)
    return [_result(connection, suite, check, row_count, table) for check in checks]


def _shape(connection: duckdb.DuckDBPyConnection, name: str) -> TableShape:
    try:
        described = connection.execute(f"DESCRIBE {identifier(name)}").fetchall()
    except duckdb.CatalogException as error:
        raise SchemaError(
            f"no table {name} to check; register every table that has a suite, even an empty one"
        ) from error
    known = TABLE_BY_NAME.get(name)
    return TableShape(name, {row[0]: row[1] for row in described}, known.key if known else ())


def _aggregate(connection: duckdb.DuckDBPyConnection, table: TableShape, checks: Sequence[_Check]) -> int:
    """Fill the checks' values from one pass over the table; give its row count."""
    source = identifier(table.name)
    wanted = ["count(*)", *(part for check in checks if check.plan for part in check.plan.aggregates)]
    expressions = list(dict.fromkeys(wanted))  # many expectations count the same rows
    values, error = _first_row(connection, f"SELECT {', '.join(expressions)} FROM {source}")
    if values is not None:
        measured = dict(zip(expressions, values, strict=True))
        for check in checks:
            check.values = tuple(measured[part] for part in check.plan.aggregates) if check.plan else None
        return int(values[0])
    # One wrong expectation spoils the common query: ask for each alone, so that only the wrong one fails.
    for check in checks:
        if check.plan:
            check.values, check.error = _first_row(
                connection, f"SELECT {', '.join(check.plan.aggregates)} FROM {source}"
            )
    values, error = _first_row(connection, f"SELECT count(*) FROM {source}")
    if values is None:
        raise SchemaError(f"table {table.name} cannot be read: {error}")
    return int(values[0])


def _refusal(connection: duckdb.DuckDBPyConnection, custom_sql: str | None) -> str | None:
    """Why a suite's SQL is not run: a parenthesis that closes too early would let another statement follow."""
    if custom_sql is None:
        return None
    try:
        statements = connection.extract_statements(custom_sql)
    except _WRONG as error:
        return str(error).splitlines()[0]
    is_query = len(statements) == 1 and statements[0].type == duckdb.StatementType.SELECT
    return None if is_query else "the SQL must be one SELECT"


def _first_row(connection: duckdb.DuckDBPyConnection, query: str) -> tuple[tuple[Any, ...] | None, str | None]:
    try:
        rows = _rows(connection, query)
    except _WRONG as error:
        return None, str(error).splitlines()[0]
    return tuple(column[0].as_py() for column in rows.columns), None


def _result(
    connection: duckdb.DuckDBPyConnection, suite: Suite, check: _Check, row_count: int, table: TableShape
) -> CheckResult:
    expectation = suite.expectations[check.position]
    answer = Answer(
        check.plan.kind if check.plan else Kind.COLUMNS, row_count, check.values, tuple(table.columns), check.error
    )
    columns = named_columns(expectation.kwargs)
    result = judge(suite.name, check.position, expectation, check.kwargs, columns, answer)
    if check.plan is None or check.plan.sample is None or result.success or not result.unexpected_count:
        return result
    return result.with_sample(_sample(connection, check.plan.sample))


def _sample(connection: duckdb.DuckDBPyConnection, query: str) -> tuple[Mapping[str, Any], ...]:
    try:
        return tuple(_rows(connection, query).to_pylist())
    except _WRONG:
        return ()  # the verdict stands without examples, such as when a column cannot be ordered


def _rows(connection: duckdb.DuckDBPyConnection, query: str) -> pa.Table:
    # By Arrow, for DuckDB's own Python rows need pytz for times with a zone.
    found: pa.Table = connection.sql(query).to_arrow_table()
    return found
