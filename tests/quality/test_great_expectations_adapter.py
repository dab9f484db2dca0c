"""Great Expectations itself takes our suites, agrees with DuckDB's verdicts, and renders our results."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import duckdb
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.errors import ConfigurationError
from pipeline.quality.checks import run_checks
from pipeline.quality.great_expectations_adapter import (
    SQL_ONLY_TYPES,
    to_expectation_suite,
    to_validation_result,
    validate_with_pandas,
    validations_json,
)
from pipeline.quality.parameters import suite_parameters
from pipeline.quality.suites import Expectation, Suite, load_suites, parse_suite

pytestmark = pytest.mark.contract

SUITES = load_suites()
NAN = float("nan")


def verdicts(connection: duckdb.DuckDBPyConnection, suite: Suite, rows: pa.Table) -> list[bool]:
    connection.register("t", rows)
    return [result.success for result in run_checks(connection, [suite], {}).results]


def test_custom_sql_is_for_sql_engines_only() -> None:
    assert {"unexpected_rows_expectation"} == SQL_ONLY_TYPES
    query = {"unexpected_rows_query": "SELECT * FROM {batch}"}
    suite = Suite("t", (Expectation("unexpected_rows_expectation", query),))
    assert validate_with_pandas(suite, pa.table({"a": [1]})) == {}


ROW_SUITE = parse_suite(
    json.dumps(
        {
            "name": "t",
            "expectations": [
                {"type": name, "kwargs": kwargs}
                for name, kwargs in (
                    ("expect_column_values_to_not_be_null", {"column": "a", "mostly": 0.7}),
                    ("expect_column_values_to_be_in_set", {"column": "a", "value_set": ["x", ""], "mostly": 0.5}),
                    ("expect_column_values_to_match_regex", {"column": "a", "regex": "^[a-y]*$"}),
                    ("expect_column_value_lengths_to_be_between", {"column": "a", "min_value": 1}),
                    ("expect_column_values_to_be_unique", {"column": "a", "mostly": 0.3}),
                    ("expect_compound_columns_to_be_unique", {"column_list": ["a", "n"]}),
                    (
                        "expect_column_values_to_be_between",
                        {"column": "n", "min_value": 0, "max_value": 1, "mostly": 0.6},
                    ),
                    (
                        "expect_column_pair_values_a_to_be_greater_than_b",
                        {"column_A": "n", "column_B": "m", "or_equal": True},
                    ),
                    ("expect_column_mean_to_be_between", {"column": "n", "max_value": 1}),
                    ("expect_column_unique_value_count_to_be_between", {"column": "a", "max_value": 2}),
                    ("expect_column_proportion_of_non_null_values_to_be_between", {"column": "n", "min_value": 0.5}),
                )
            ],
        }
    ),
    "t.json",
)
texts = st.none() | st.sampled_from(["", "x", "y", "zz", "å"])
numbers = st.none() | st.sampled_from([NAN, -1.0, 0.0, 0.5, 1.0, 2.0])


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.tuples(texts, numbers, numbers), max_size=6))
def test_pandas_agrees_on_any_rows(connection: duckdb.DuckDBPyConnection, rows: list[tuple[Any, Any, Any]]) -> None:
    columns = {"a": pa.string(), "n": pa.float64(), "m": pa.float64()}
    table = pa.table({name: pa.array([row[i] for row in rows], kind) for i, (name, kind) in enumerate(columns.items())})
    theirs = validate_with_pandas(ROW_SUITE, table)
    assert [bool(verdict) for verdict in theirs.values()] == verdicts(connection, ROW_SUITE, table)


@pytest.mark.parametrize("suite", SUITES, ids=lambda suite: suite.name)
def test_shipped_suite_is_standard_and_pandas_agrees(
    candidate: duckdb.DuckDBPyConnection, good_tables: dict[str, pa.Table], now: datetime, suite: Suite
) -> None:
    built = to_expectation_suite(suite)
    assert [e.expectation_type for e in built.expectations] == [e.type for e in suite.expectations]
    assert [str(e.severity.value) for e in built.expectations] == [e.native_severity for e in suite.expectations]
    parameters = suite_parameters(now, {})
    theirs = validate_with_pandas(suite, good_tables[suite.name], parameters)
    ours = {result.position: result.success for result in run_checks(candidate, [suite], parameters).results}
    assert theirs == {position: ours[position] for position in theirs}


def test_file_is_what_great_expectations_writes() -> None:
    for suite in SUITES:
        written = json.dumps(to_expectation_suite(suite).to_json_dict())
        assert parse_suite(written, f"{suite.name}.json") == suite


def test_great_expectations_refusal_is_wrapped() -> None:
    suite = Suite("t", (Expectation("expect_column_values_to_be_between", {"min_value": 1}),))
    with pytest.raises(ConfigurationError, match="suite t: Great Expectations refuses it"):
        to_expectation_suite(suite)


def test_validation_result_holds_what_duckdb_answered(connection: duckdb.DuckDBPyConnection, now: datetime) -> None:
    entries = [
        {
            "type": "expect_column_values_to_be_in_set",
            "kwargs": {"column": "a", "value_set": ["x"]},
            "severity": "warning",
        },
        {"type": "expect_table_row_count_to_be_between", "kwargs": {"min_value": {"$PARAMETER": "previous_rows"}}},
        {
            "type": "unexpected_rows_expectation",
            "kwargs": {"unexpected_rows_query": "SELECT a FROM {batch} WHERE a = 'y'"},
        },
        {"type": "expect_column_max_to_be_between", "kwargs": {"column": "w", "max_value": {"$PARAMETER": "now"}}},
        {"type": "expect_column_values_to_not_be_null", "kwargs": {"column": "gone"}},
    ]
    suite = parse_suite(json.dumps({"name": "t", "expectations": entries}), "t.json")
    times = pa.array([now] * 4, pa.timestamp("us", tz="UTC"))
    connection.register("t", pa.table({"a": ["x", "y", "y", None], "w": times}))
    results = run_checks(connection, [suite], {"previous_rows": 3, "now": now.isoformat()}).results

    found = to_validation_result(suite, results, run_name="r1", run_at=now)
    assert not found.success
    assert found.get_max_severity_failure().value == "critical"
    assert found.asset_name == "t"
    (written,) = json.loads(validations_json([suite], results, run_name="r1", run_at=now))
    assert written["statistics"] == {
        "evaluated_expectations": 5,
        "successful_expectations": 2,
        "unsuccessful_expectations": 3,
        "success_percent": 40.0,
    }
    shown = [entry["result"] for entry in written["results"]]
    assert shown[0] == {
        "element_count": 4,
        "unexpected_count": 2,
        "unexpected_percent": 2 / 3 * 100,
        "unexpected_percent_nonmissing": 2 / 3 * 100,
        "unexpected_percent_total": 50.0,
        "missing_count": 1,
        "missing_percent": 25.0,
        "partial_unexpected_list": ["y", "y"],
        "partial_unexpected_index_list": [{"a": "y"}, {"a": "y"}],
    }
    assert shown[1] == {"observed_value": 4}
    assert written["results"][1]["expectation_config"]["kwargs"] == {"min_value": 3}
    assert shown[2] == {"observed_value": 2, "details": {"unexpected_rows": [{"a": "y"}, {"a": "y"}]}}
    assert shown[3] == {"observed_value": now.isoformat()}
    assert written["results"][4]["exception_info"]["exception_message"] == "no column gone"


def test_counts_are_those_of_great_expectations(connection: duckdb.DuckDBPyConnection) -> None:
    import great_expectations as gx

    rows = pa.table({"a": ["x", "y", "y", None]})
    entry = {"type": "expect_column_values_to_be_in_set", "kwargs": {"column": "a", "value_set": ["x"]}}
    suite = parse_suite(json.dumps({"name": "t", "expectations": [entry]}), "t.json")
    connection.register("t", rows)
    ours = to_validation_result(suite, run_checks(connection, [suite], {}).results).results[0].result
    context = gx.get_context(mode="ephemeral")
    asset = context.data_sources.add_pandas("p").add_dataframe_asset("t")
    batch = asset.add_batch_definition_whole_dataframe("w").get_batch({"dataframe": rows.to_pandas()})
    theirs = batch.validate(to_expectation_suite(suite), result_format="SUMMARY").results[0].result
    same = [name for name in ours if name != "partial_unexpected_index_list"]
    assert {name: ours[name] for name in same} == {name: theirs[name] for name in same}


def test_data_docs_render_our_results(candidate: duckdb.DuckDBPyConnection, now: datetime) -> None:
    from great_expectations.render.renderer import ValidationResultsPageRenderer
    from great_expectations.render.view import DefaultJinjaPageView

    candidate.execute("UPDATE out_evidence SET polarity = 'boilerplate', quote = 'something else'")
    suite = next(suite for suite in SUITES if suite.name == "out_evidence")
    results = run_checks(candidate, [suite], suite_parameters(now, {})).results
    page = ValidationResultsPageRenderer().render(to_validation_result(suite, results, run_name="r1", run_at=now))
    html = DefaultJinjaPageView().render(page)
    assert "boilerplate" in html
    assert "out_evidence" in html
