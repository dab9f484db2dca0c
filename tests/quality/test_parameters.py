"""Expressions of suite parameters: the part of Great Expectations' grammar that suites use, and nothing else."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any

import pytest

from pipeline.errors import ConfigurationError
from pipeline.quality.parameters import resolved, suite_parameters
from pipeline.quality.suites import Expectation
from pipeline.tables.all_tables import TABLES


def value_of(expression: str, **parameters: Any) -> Any:
    expectation = Expectation("expect_table_row_count_to_be_between", {"min_value": {"$PARAMETER": expression}})
    return resolved(expectation, parameters, "t.0")["min_value"]


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("rows", 30),
        ("rows - trunc(rows * 3 / 10)", 21),
        ("-(rows + 0.5)", -30.5),
        ("round(rows / 7)", 4),
        ("abs(3 - rows)", 27),
        ("now", "2026-01-01T00:00:00+00:00"),
    ],
)
def test_expression(expression: str, value: Any) -> None:
    assert value_of(expression, rows=30, now="2026-01-01T00:00:00+00:00") == value


@pytest.mark.parametrize(
    "expression",
    [
        "",
        "gone",
        "rows +",
        "rows ** 9",
        "9 ** 9 ** 9",
        "__import__('os')",
        "rows.real",
        "[rows]",
        "rows / 0",
        "trunc()",
        "rows if rows else 1",
        "exec(rows)",
        "trunc(rows, 2)",
        "now + 1",
        "1e999 * 0 + trunc(1e999)",
        "(" * 150,
        "-" * 199 + "1" + "+1" * 50,
        "True",
        "'text'",
        "\0",
    ],
)
def test_anything_else_is_refused(expression: str) -> None:
    with pytest.raises(ConfigurationError, match=r"^t\.0: min_value: "):
        value_of(expression, rows=30, now="2026-01-01T00:00:00+00:00")


def test_parameters_of_the_shipped_suites() -> None:
    now = datetime(2026, 1, 1, 1, tzinfo=timezone(timedelta(hours=1)))
    found = suite_parameters(now, {"core_postings": 5, "of_another_version": 3})
    assert found.pop("now") == "2026-01-01T00:00:00+00:00"
    assert found.pop("previous_rows_core_postings") == 5
    assert set(found) == {f"previous_rows_{table.name}" for table in TABLES} - {"previous_rows_core_postings"}
    assert set(found.values()) == {0}
