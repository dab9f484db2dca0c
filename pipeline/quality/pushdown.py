"""Expectations as DuckDB SQL: what to count, and how to see a few rows that fail.

Nulls as in Great Expectations: a null is not judged by an expectation about values (NaN counts as null, as in pandas),
and `mostly` is a share of the judged rows. Regular expressions are RE2: linear time, no look-around.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any  # arguments of expectations are any JSON value

from pipeline.quality.expectation_types import SUPPORTED_TYPES, Kind
from pipeline.quality.sql_text import identifier, literal, time_literal

SAMPLE_ROWS = 5

_FLOATS = ("FLOAT", "DOUBLE")
_TIMES = ("TIMESTAMP", "DATE")


@dataclass(frozen=True, slots=True)
class TableShape:
    """A table in the connection: its name, its columns with their DuckDB types, and its key's columns, if known."""

    name: str
    columns: Mapping[str, str]
    key: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """How DuckDB answers one expectation.

    Attributes:
        kind: what the answer is.
        columns: the columns it is about.
        aggregates: expressions for the table's aggregate query. ROWS: judged rows, unexpected rows. VALUE: the value.
        query: GROUPS: gives (judged rows, unexpected rows). QUERY: gives (unexpected rows). Else null.
        sample: gives at most `SAMPLE_ROWS` unexpected rows, in a stable order; null where rows cannot be unexpected.
        custom_sql: QUERY: the suite's own SQL, which must be one SELECT; else null.
    """

    kind: Kind
    columns: tuple[str, ...]
    aggregates: tuple[str, ...] = ()
    query: str | None = None
    sample: str | None = None
    custom_sql: str | None = None


def plan_expectation(name: str, kwargs: Mapping[str, Any], table: TableShape) -> Plan:
    """Plan one expectation whose parameters are resolved.

    Raises: LookupError: the table has no such column. ValueError: an argument cannot be written as SQL, such as a time
        that is none.
    """
    kind = SUPPORTED_TYPES[name].kind
    columns = named_columns(kwargs)
    if kind is Kind.COLUMNS:
        return Plan(kind, columns)
    missing = [column for column in columns if column not in table.columns]
    if missing:
        raise LookupError(f"no column {missing[0]}")
    if kind is Kind.VALUE:
        return Plan(kind, columns, (_value(name, columns, table),))
    if kind is Kind.QUERY:
        return _query_plan(kwargs["unexpected_rows_query"], table)
    if kind is Kind.GROUPS:
        return _groups_plan(kwargs, columns, table)
    return _rows_plan(name, kwargs, columns, table)


def named_columns(kwargs: Mapping[str, Any]) -> tuple[str, ...]:
    """The columns that an expectation's arguments name, in order."""
    single = [kwargs[argument] for argument in ("column", "column_A", "column_B") if argument in kwargs]
    return tuple(single + list(kwargs.get("column_list", [])))


def _rows_plan(name: str, kwargs: Mapping[str, Any], columns: tuple[str, ...], table: TableShape) -> Plan:
    if len(columns) == 2:
        judged, expected = (
            _pair_judged(kwargs, columns, table),
            _pair_expected(name, kwargs, [cell(c, table) for c in columns]),
        )
    elif name.endswith("_null"):
        judged = "TRUE"
        expected = present(columns[0], table) if "to_not_be" in name else f"NOT {present(columns[0], table)}"
    else:
        judged = present(columns[0], table)
        expected = _column_expected(name, kwargs, columns[0], table.columns[columns[0]])
    unexpected = f"({expected}) IS NOT TRUE" if judged == "TRUE" else f"{judged} AND ({expected}) IS NOT TRUE"
    shown = tuple(dict.fromkeys((*(c for c in table.key if c in table.columns), *columns)))
    return Plan(
        Kind.ROWS,
        columns,
        (_count(judged), _count(unexpected)),
        sample=_sample(shown, f"{identifier(table.name)} WHERE {unexpected}"),
    )


def _groups_plan(kwargs: Mapping[str, Any], columns: tuple[str, ...], table: TableShape) -> Plan:
    ignored = kwargs.get("ignore_row_if", "all_values_are_missing")
    conditions = [present(column, table) for column in columns]
    judged = (
        "TRUE"
        if ignored == "never"
        else _joined(" OR " if ignored == "all_values_are_missing" else " AND ", conditions)
    )
    cells = {column: cell(column, table) for column in columns}
    listed = ", ".join(f"{value} AS {identifier(column)}" for column, value in cells.items())
    rows = f"FROM {identifier(table.name)} WHERE {judged} GROUP BY {', '.join(cells.values())}"
    return Plan(
        Kind.GROUPS,
        columns,
        query=(
            "SELECT coalesce(sum(size), 0)::BIGINT, coalesce(sum(size) FILTER (WHERE size > 1), 0)::BIGINT "
            f"FROM (SELECT count(*) AS size {rows})"
        ),
        sample=f"SELECT {listed} {rows} HAVING count(*) > 1 ORDER BY ALL LIMIT {SAMPLE_ROWS}",
    )


def _query_plan(query: str, table: TableShape) -> Plan:
    rows = query.rstrip("; \t\r\n\v\f").format(batch=identifier(table.name))
    # The line feed ends a comment that the query may end with.
    return Plan(
        Kind.QUERY,
        (),
        query=f"SELECT count(*) FROM ({rows}\n) AS unexpected",
        sample=f"SELECT * FROM ({rows}\n) AS unexpected ORDER BY ALL LIMIT {SAMPLE_ROWS}",
        custom_sql=rows,
    )


def _value(name: str, columns: tuple[str, ...], table: TableShape) -> str:
    if name == "expect_table_row_count_to_be_between":
        return "count(*)"
    column = columns[0]
    if name == "expect_column_proportion_of_non_null_values_to_be_between":
        # Of no rows, Great Expectations says 0.
        share = f"count(*) FILTER (WHERE {present(column, table)}) / count(*)"
        return f"CASE WHEN count(*) = 0 THEN 0.0::DOUBLE ELSE {share} END"
    function = {
        "expect_column_min_to_be_between": "min(",
        "expect_column_max_to_be_between": "max(",
        "expect_column_mean_to_be_between": "avg(",
        "expect_column_sum_to_be_between": "sum(",
        "expect_column_unique_value_count_to_be_between": "count(DISTINCT ",
    }[name]
    value = f"{function}{identifier(column)}) FILTER (WHERE {present(column, table)})"
    return f"coalesce({value}, 0)" if function == "sum(" else value


def _column_expected(name: str, kwargs: Mapping[str, Any], column: str, column_type: str) -> str:
    value = identifier(column)
    if name.endswith("_in_set"):
        listed = [literal(item) for item in kwargs["value_set"] if item is not None]
        inside = f"{value} IN ({', '.join(listed)})" if listed else "FALSE"
        return f"NOT ({inside})" if "to_not_be" in name else inside
    if name.endswith("_match_regex"):
        found = f"regexp_matches(CAST({value} AS VARCHAR), {literal(kwargs['regex'])})"
        return f"NOT {found}" if "to_not_match" in name else found
    if name == "expect_column_values_to_be_json_parseable":
        return f"json_valid(CAST({value} AS VARCHAR))"
    if name == "expect_column_value_lengths_to_be_between":
        return _between(f"length(CAST({value} AS VARCHAR))", kwargs, "BIGINT")
    return _between(value, kwargs, column_type)


def _between(value: str, kwargs: Mapping[str, Any], column_type: str) -> str:
    parts = []
    for bound, strict, sign in (("min_value", "strict_min", ">"), ("max_value", "strict_max", "<")):
        limit = kwargs.get(bound)
        if limit is not None:
            is_time = isinstance(limit, str) and column_type.startswith(_TIMES)
            text = time_literal(limit, column_type) if is_time else literal(limit)
            parts.append(f"{value} {sign}{'' if kwargs.get(strict) else '='} {text}")
    return " AND ".join(parts)


def _pair_judged(kwargs: Mapping[str, Any], columns: Sequence[str], table: TableShape) -> str:
    conditions = [present(column, table) for column in columns]
    ignored = kwargs.get("ignore_row_if", "both_values_are_missing")
    if ignored == "neither":
        return "TRUE"
    return _joined(" OR " if ignored == "both_values_are_missing" else " AND ", conditions)


def _pair_expected(name: str, kwargs: Mapping[str, Any], cells: Sequence[str]) -> str:
    left, right = cells
    if name == "expect_column_pair_values_to_be_equal":
        return f"{left} = {right}"
    return f"{left} >{'=' if kwargs.get('or_equal') else ''} {right}"


def present(column: str, table: TableShape) -> str:
    """SQL that is true where the column holds a value."""
    return f"({cell(column, table)} IS NOT NULL)"


def cell(column: str, table: TableShape) -> str:
    """SQL of a column's value, NaN being null."""
    value = identifier(column)
    return f"CASE WHEN isnan({value}) THEN NULL ELSE {value} END" if table.columns[column] in _FLOATS else value


def _count(condition: str) -> str:
    return "count(*)" if condition == "TRUE" else f"count(*) FILTER (WHERE {condition})"


def _joined(word: str, conditions: Sequence[str]) -> str:
    return "(" + word.join(conditions) + ")"


def _sample(columns: Sequence[str], rows: str) -> str:
    listed = ", ".join(identifier(column) for column in columns)
    return f"SELECT {listed} FROM {rows} ORDER BY ALL LIMIT {SAMPLE_ROWS}"
