"""Suite files are read strictly: whatever is not understood is refused, with file, position and problem."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import ConfigurationError
from pipeline.quality.suites import GATE, WARN, parse_suite


def one(name: object = "expect_column_values_to_not_be_null", kwargs: object = None, **more: Any) -> str:
    found = {"type": name, "kwargs": {"column": "a"} if kwargs is None else kwargs, **more}
    return json.dumps({"name": "t", "expectations": [found]})


def test_suite_as_great_expectations_writes_it() -> None:
    text = json.dumps(
        {
            "name": "t",
            "id": None,
            "notes": None,
            "meta": {"great_expectations_version": "1.24.1"},
            "expectations": [
                {
                    "type": "expect_column_values_to_be_unique",
                    "kwargs": {"column": "a"},
                    "meta": {},
                    "severity": "warning",
                    "id": None,
                },
                {"type": "expect_column_to_exist", "kwargs": {"column": "a"}},
            ],
        }
    )
    suite = parse_suite(text, "t.json")
    assert [(e.type, e.severity) for e in suite.expectations] == [
        ("expect_column_values_to_be_unique", WARN),
        ("expect_column_to_exist", GATE),
    ]


BETWEEN, QUERY = "expect_column_values_to_be_between", "unexpected_rows_expectation"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("{", "t.json: not JSON"),
        (b"\xff\xfe\x00", "t.json: not JSON"),
        ("[" * 100_000, "t.json: not JSON"),
        ("[]", "t.json: a suite is a JSON object, not list"),
        ('{"name": "", "expectations": []}', "name must be a table's name"),
        ('{"name": "t", "expectations": {}}', "expectations must be a list"),
        ('{"name": "t", "expectations": [], "extra": 1}', "unknown key 'extra'"),
        ('{"name": "t", "expectations": [1]}', "t.json: expectation 0: must be a JSON object"),
        (
            one("expect_column_kl_divergence_to_be_less_than"),
            "type 'expect_column_kl_divergence_to_be_less_than' is not supp",
        ),
        (one(["x"]), "is not supported"),
        (one(severity="fatal"), "severity 'fatal' must be one of critical, warning, info"),
        (one(severity=["x"]), "must be one of critical"),
        (one(kwargs=[]), "kwargs and meta must be JSON objects"),
        (one(kwargs={}), "argument column is missing"),
        (one(kwargs={"column": 3}), "column must be a column's name, not 3"),
        (one(kwargs={"column": "a", "row_condition": "x > 1"}), "unknown key 'row_condition'"),
        (one(kwargs={"column": "a", "mostly": 1.5}), "mostly must be from 0 to 1, not 1.5"),
        (one(BETWEEN), "give min_value, max_value or both"),
        (one(BETWEEN, {"column": "a", "min_value": 2, "max_value": 1}), "min_value 2 is greater than max_value 1"),
        (one(BETWEEN, {"column": "a", "min_value": [1]}), "min_value must be a number or a time"),
        (
            one(BETWEEN, {"column": "a", "min_value": "soon"}),
            "min_value must be a number or a time (RFC 3339), not 'soon'",
        ),
        (one(BETWEEN, {"column": "a", "min_value": {"$PARAMETER": 3}}), "min_value must be a number or a time"),
        (one(BETWEEN, {"column": "a", "min_value": 1, "strict_min": 1}), "strict_min must be true or false"),
        (one("expect_column_values_to_be_in_set", {"column": "a", "value_set": "ab"}), "value_set must be a list"),
        (
            one("expect_column_values_to_match_regex", {"column": "a", "regex": "("}),
            "regex must be a regular expression",
        ),
        (
            one("expect_compound_columns_to_be_unique", {"column_list": []}),
            "column_list must be a list of column names",
        ),
        (
            one("expect_compound_columns_to_be_unique", {"column_list": ["a", "b"], "ignore_row_if": "x"}),
            "ignore_row_if must",
        ),
        (
            one("expect_compound_columns_to_be_unique", {"column_list": ["a", "b"], "ignore_row_if": ["x"]}),
            "ignore_row_if must",
        ),
        (one(QUERY, {"unexpected_rows_query": "SELECT 1"}), "must be SQL whose only {field} is {batch}"),
        (one(QUERY, {"unexpected_rows_query": "SELECT {other} FROM {batch}"}), "must be SQL whose only"),
        (one(QUERY, {"unexpected_rows_query": "SELECT 1 FROM {batch.__class__}"}), "must be SQL whose only"),
        (one(QUERY, {"unexpected_rows_query": "SELECT '{' FROM {batch}"}), "must be SQL whose only"),
    ],
)
def test_malformed_file_is_refused(text: str | bytes, problem: str) -> None:
    with pytest.raises(ConfigurationError) as raised:
        parse_suite(text, "t.json")
    assert problem in str(raised.value)
    assert str(raised.value).startswith("t.json: ")
    assert len(str(raised.value)) < 2000


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["column", "type", "kwargs", "x"]), inner)
    ),
    max_leaves=6,
)


@given(
    name=st.sampled_from([BETWEEN, QUERY, "expect_column_values_to_be_in_set", "x"]),
    value=json_values,
    kwargs=json_values,
)
def test_any_json_is_read_or_refused(name: str, value: Any, kwargs: Any) -> None:
    found = {"name": "t", "expectations": [{"type": name, "kwargs": kwargs}, value]}
    with pytest.raises(ConfigurationError):
        parse_suite(json.dumps(found), "t.json")
