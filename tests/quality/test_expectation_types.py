"""For each supported expectation type, rows that meet it and rows that do not: DuckDB says so, and pandas agrees."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import duckdb
import pyarrow as pa
import pytest

from pipeline.quality.checks import run_checks
from pipeline.quality.expectation_types import SUPPORTED_TYPES, Kind
from pipeline.quality.results import CheckResult
from pipeline.quality.suites import Suite, parse_suite
from pipeline.tables.schema import TIMESTAMP

EARLY, MIDDLE, LATE = (datetime(2026, 1, day, tzinfo=UTC) for day in (1, 2, 3))
NAN = float("nan")
PARAMETERS = {"now": MIDDLE.isoformat(), "previous_rows": 10}
ODD_COLUMN = 'a"; DROP TABLE t; --'
ODD_VALUE = "x'); DROP TABLE t; --"


@dataclass(frozen=True)
class Case:
    """An expectation, the rows it is met by, and the rows it is not met by; a column is named `c` unless said."""

    type: str
    kwargs: Mapping[str, Any]
    good: Mapping[str, list[Any]]
    bad: Mapping[str, list[Any]]
    kind: pa.DataType | None = None

    def suite(self) -> Suite:
        entry = {"type": self.type, "kwargs": dict(self.kwargs), "meta": {"why": "A test."}}
        return parse_suite(json.dumps({"name": "t", "expectations": [entry]}), "t.json")

    def table(self, columns: Mapping[str, list[Any]]) -> pa.Table:
        return pa.table({name: pa.array(values, self.kind) for name, values in columns.items()})


def _column(
    name: str, kwargs: Mapping[str, Any], good: list[Any], bad: list[Any], kind: pa.DataType | None = None
) -> Case:
    return Case(name, {"column": "c", **kwargs}, {"c": good}, {"c": bad}, kind)


def _pair(
    name: str, kwargs: Mapping[str, Any], good: list[Any], bad: list[Any], kind: pa.DataType | None = None
) -> Case:
    sides = [{"a": [row[0] for row in rows], "b": [row[1] for row in rows]} for rows in (good, bad)]
    return Case(name, {"column_A": "a", "column_B": "b", **kwargs}, sides[0], sides[1], kind)


TEXT, WHOLE, REAL = pa.string(), pa.int64(), pa.float64()
NOT_NULL, BETWEEN = "expect_column_values_to_not_be_null", "expect_column_values_to_be_between"
IN_SET, NOT_IN_SET = "expect_column_values_to_be_in_set", "expect_column_values_to_not_be_in_set"
REGEX, LENGTHS = "expect_column_values_to_match_regex", "expect_column_value_lengths_to_be_between"
GREATER, EQUAL = "expect_column_pair_values_a_to_be_greater_than_b", "expect_column_pair_values_to_be_equal"
UNIQUE, COMPOUND = "expect_column_values_to_be_unique", "expect_compound_columns_to_be_unique"
EITHER = {"ignore_row_if": "either_value_is_missing"}

CASES: tuple[Case, ...] = (
    _column(NOT_NULL, {}, ["", "x"], ["x", None], TEXT),
    _column(NOT_NULL, {"mostly": 0.5}, ["x", None], ["x", None, None], TEXT),
    _column(NOT_NULL, {}, [1.0], [1.0, NAN], REAL),
    _column("expect_column_values_to_be_null", {}, [None, None], [None, "x"], TEXT),
    _column(
        IN_SET, {"value_set": ["used", "it's", ODD_VALUE]}, ["used", "it's", ODD_VALUE, None], ["used", "Used"], TEXT
    ),
    _column(IN_SET, {"value_set": [1, 2]}, [1, 2, None], [1, 3], WHOLE),
    _column(IN_SET, {"value_set": [True]}, [True, None], [True, False], pa.bool_()),
    _column(IN_SET, {"value_set": ["a"], "mostly": 0.75}, ["a", "a", "a", "b", None], ["a", "a", "b", None], TEXT),
    _column(IN_SET, {"value_set": []}, [None], ["a"], TEXT),
    _column(IN_SET, {"value_set": ["a", None]}, ["a", None], ["b"], TEXT),
    _column(NOT_IN_SET, {"value_set": ["", "n/a"]}, ["x", None], ["x", ""], TEXT),
    _column(NOT_IN_SET, {"value_set": []}, ["x"], [], TEXT),
    _column(BETWEEN, {"min_value": 0, "max_value": 1}, [0.0, 1.0, None, NAN], [0.5, 1.0001], REAL),
    _column(BETWEEN, {"min_value": 0, "strict_min": True}, [1, 2], [0, 1], WHOLE),
    _column(BETWEEN, {"max_value": 9, "strict_max": True}, [8], [8, 9], WHOLE),
    _column(BETWEEN, {"min_value": -1, "max_value": 1}, [-1.0, 1.0], [float("inf")], REAL),
    _column(BETWEEN, {"max_value": {"$PARAMETER": "now"}}, [EARLY, MIDDLE, None], [MIDDLE, LATE], TIMESTAMP),
    _column(BETWEEN, {"min_value": "2026-01-02T01:00:00+01:00"}, [MIDDLE, LATE], [EARLY], TIMESTAMP),
    _column(LENGTHS, {"min_value": 1, "max_value": 3}, ["a", "Øåé", "😀😀😀", None], ["", "abcd"], TEXT),
    _column(LENGTHS, {"min_value": 1, "strict_min": True}, ["ab"], ["a"], TEXT),
    _column(REGEX, {"regex": r"^pos_[a-z2-7]{4}$"}, ["pos_a2b3", None], ["pos_a2b3", "xpos_a2b3"], TEXT),
    _column(REGEX, {"regex": r"it's|\\"}, ["it's", "a\\b"], ["its"], TEXT),
    _column("expect_column_values_to_not_match_regex", {"regex": r"\.\."}, ["a.b", None], ["a/../b"], TEXT),
    _column("expect_column_values_to_be_json_parseable", {}, ['{"a": [1]}', "1", None], ["{", "1"], TEXT),
    _pair(
        GREATER,
        {"or_equal": True, **EITHER},
        [(MIDDLE, EARLY), (EARLY, EARLY), (None, EARLY)],
        [(EARLY, LATE)],
        TIMESTAMP,
    ),
    _pair(GREATER, EITHER, [(2, 1), (None, 1), (1, None)], [(1, 1)], WHOLE),
    _pair(GREATER, {}, [(2.0, 1.0), (None, None)], [(2.0, None)], REAL),
    _pair(GREATER, {"ignore_row_if": "neither"}, [(2.0, 1.0)], [(None, None)], REAL),
    _pair(GREATER, {"mostly": 0.5, **EITHER}, [(2, 1), (1, 2), (None, 2)], [(2, 1), (1, 2), (0, 2)], WHOLE),
    _pair(EQUAL, EITHER, [("a", "a"), ("a", None)], [("a", "b")], TEXT),
    _pair(EQUAL, {}, [("a", "a"), (None, None)], [("a", None)], TEXT),
    _column(UNIQUE, {}, ["a", "b", None, None], ["a", "a", "b"], TEXT),
    _column(UNIQUE, {"mostly": 0.5}, ["a", "a", "b", "c"], ["a", "a", "b"], TEXT),
    Case(
        COMPOUND,
        {"column_list": ["a", "b"], "ignore_row_if": "never"},
        {"a": ["x", "x"], "b": ["1", "2"]},
        {"a": [None, None], "b": [None, None]},
        TEXT,
    ),
    Case(
        COMPOUND,
        {"column_list": ["a", "b"]},
        {"a": [None, None, "x"], "b": [None, None, "1"]},
        {"a": ["x", "x"], "b": [None, None]},
        TEXT,
    ),
    Case(
        COMPOUND,
        {"column_list": ["a", "b"], "ignore_row_if": "any_value_is_missing"},
        {"a": ["x", "x"], "b": [None, None]},
        {"a": ["x", "x"], "b": ["1", "1"]},
        TEXT,
    ),
    Case(
        "expect_table_row_count_to_be_between",
        {"min_value": {"$PARAMETER": "previous_rows - trunc(previous_rows * 3 / 10)"}},
        {"c": ["x"] * 7},
        {"c": ["x"] * 6},
        TEXT,
    ),
    Case(
        "expect_table_row_count_to_be_between",
        {"max_value": 2, "strict_max": True},
        {"c": ["x"]},
        {"c": ["x"] * 2},
        TEXT,
    ),
    _column("expect_column_min_to_be_between", {"min_value": 0}, [0, 1, None], [-1, 1], WHOLE),
    _column("expect_column_max_to_be_between", {"max_value": "2026-01-02T00:00:00+00:00"}, [MIDDLE], [LATE], TIMESTAMP),
    _column("expect_column_mean_to_be_between", {"min_value": 1, "max_value": 2}, [1.0, 3.0, None, NAN], [9.0], REAL),
    _column("expect_column_mean_to_be_between", {"min_value": 0}, [1.0], [None], REAL),
    _column("expect_column_sum_to_be_between", {"max_value": 6}, [1, 2, 3], [1, 2, 4], WHOLE),
    _column(
        "expect_column_unique_value_count_to_be_between", {"min_value": 2}, ["a", "b", None], ["a", "a", None], TEXT
    ),
    _column(
        "expect_column_proportion_of_non_null_values_to_be_between",
        {"min_value": 0.5},
        ["a", None],
        ["a", None, None],
        TEXT,
    ),
    Case("expect_column_to_exist", {"column": "c"}, {"c": ["a"]}, {"d": ["a"]}, TEXT),
    Case(
        "expect_table_columns_to_match_set",
        {"column_set": ["c", "d"]},
        {"d": ["a"], "c": ["a"]},
        {"c": ["a"], "d": ["a"], "e": ["a"]},
        TEXT,
    ),
    Case(
        "expect_table_columns_to_match_set",
        {"column_set": ["c"], "exact_match": False},
        {"c": ["a"], "d": ["a"]},
        {"d": ["a"]},
        TEXT,
    ),
    Case(IN_SET, {"column": ODD_COLUMN, "value_set": ["x"]}, {ODD_COLUMN: ["x"]}, {ODD_COLUMN: [ODD_VALUE]}, TEXT),
)


def case_id(case: Case) -> str:
    return f"{case.type.removeprefix('expect_')}-{json.dumps(dict(case.kwargs))[:50]}"


def check(connection: duckdb.DuckDBPyConnection, case: Case, columns: Mapping[str, list[Any]]) -> CheckResult:
    connection.register("t", case.table(columns))
    return run_checks(connection, [case.suite()], PARAMETERS).results[0]


def test_every_supported_type_has_a_case() -> None:
    assert {case.type for case in CASES} | {"unexpected_rows_expectation"} == set(SUPPORTED_TYPES)


@pytest.mark.parametrize("case", CASES, ids=case_id)
def test_expectation_passes_and_fails(connection: duckdb.DuckDBPyConnection, case: Case) -> None:
    good = check(connection, case, case.good)
    assert good.success, good
    assert good.error is None
    if any(case.bad.values()):
        bad = check(connection, case, case.bad)
        assert not bad.success, bad
        assert bad.error is None


@pytest.mark.parametrize("case", CASES, ids=case_id)
def test_empty_table_meets_what_is_asked_of_rows(connection: duckdb.DuckDBPyConnection, case: Case) -> None:
    result = check(connection, case, {name: [] for name in case.good})
    assert result.error is None
    assert result.row_count == 0
    if SUPPORTED_TYPES[case.type].kind in (Kind.ROWS, Kind.GROUPS):
        assert result.success
        assert (result.judged_count, result.unexpected_count) == (0, 0)


@pytest.mark.contract
@pytest.mark.parametrize("case", CASES, ids=case_id)
def test_pandas_gives_the_same_verdict(connection: duckdb.DuckDBPyConnection, case: Case) -> None:
    from pipeline.quality.great_expectations_adapter import validate_with_pandas  # it imports Great Expectations

    for columns in (case.good, case.bad):
        theirs = validate_with_pandas(case.suite(), case.table(columns), PARAMETERS)
        assert theirs == {0: check(connection, case, columns).success}, columns
