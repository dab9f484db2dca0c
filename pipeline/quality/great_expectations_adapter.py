"""The only file that imports Great Expectations; import it where it is needed, for its own import takes seconds.

Results that DuckDB answered become Great Expectations' own validation results, so that whatever reads those (Data Docs,
`get_max_severity_failure()`) reads ours. Suites can also be run by Great Expectations' pandas engine, for comparison.
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache
from typing import Any  # Great Expectations is untyped here, and its results hold any JSON value

import orjson
import pyarrow as pa

from pipeline.errors import ConfigurationError
from pipeline.quality.parameters import Parameter
from pipeline.quality.results import CheckResult
from pipeline.quality.suites import Expectation, Suite

with warnings.catch_warnings():
    # Its import uses modules that the standard library has deprecated; nobody here can do anything about that.
    warnings.simplefilter("ignore", DeprecationWarning)
    import great_expectations as gx
    from great_expectations.core import ExpectationSuiteValidationResult, ExpectationValidationResult, RunIdentifier
    from great_expectations.expectations.expectation_configuration import ExpectationConfiguration

SQL_ONLY_TYPES = frozenset({"unexpected_rows_expectation"})
"""Types that Great Expectations answers in SQL and Spark, not in pandas."""


def to_expectation_suite(suite: Suite) -> gx.ExpectationSuite:
    """Build Great Expectations' own suite.

    Raises: ConfigurationError: Great Expectations does not take one of the expectations.
    """
    listed = [_configuration(expectation, expectation.kwargs) for expectation in suite.expectations]
    try:
        built = gx.ExpectationSuite(name=suite.name, expectations=[entry.to_domain_obj() for entry in listed])
    except Exception as error:  # its 124 error classes have no common base
        raise ConfigurationError(f"suite {suite.name}: Great Expectations refuses it: {error}") from error
    return built


def to_validation_result(
    suite: Suite, results: Sequence[CheckResult], *, run_name: str = "", run_at: datetime | None = None
) -> ExpectationSuiteValidationResult:
    """Fill Great Expectations' validation result of one suite with what DuckDB answered.

    Args:
        suite: the suite.
        results: its results; those of other suites are left out.
        run_name: the release or candidate that was checked.
        run_at: the run's time; default: the first of January 1970, for results must not depend on the clock.
    """
    own = [result for result in results if result.table_name == suite.name]
    met = sum(result.success for result in own)
    moment = run_at or datetime.fromtimestamp(0, UTC)
    return ExpectationSuiteValidationResult(
        success=met == len(own),
        results=[_validation_result(result) for result in own],
        suite_name=suite.name,
        statistics={
            "evaluated_expectations": len(own),
            "successful_expectations": met,
            "unsuccessful_expectations": len(own) - met,
            "success_percent": _percent(met, len(own)),
        },
        meta={
            "great_expectations_version": gx.__version__,
            "run_id": RunIdentifier(run_name=run_name or None, run_time=moment),
            "validation_time": moment.isoformat(),
            "active_batch_definition": {
                "datasource_name": "stacktrail",
                "data_connector_name": "duckdb",
                "data_asset_name": suite.name,
                "batch_identifiers": {"run_name": run_name},
            },
        },
    )


def validations_json(
    suites: Iterable[Suite], results: Sequence[CheckResult], *, run_name: str = "", run_at: datetime | None = None
) -> bytes:
    """One validation result a suite, as a JSON list in the form in which Great Expectations stores them."""
    filled = [to_validation_result(suite, results, run_name=run_name, run_at=run_at) for suite in suites]
    return orjson.dumps([result.to_json_dict() for result in filled], default=str)


def validate_with_pandas(
    suite: Suite, frame: pa.Table, parameters: Mapping[str, Parameter] | None = None
) -> dict[int, bool | None]:
    """Run a suite with Great Expectations' pandas engine.

    For comparing verdicts on small tables: memory and time are far above DuckDB's.

    Returns: position -> verdict; None where it raised, such as for a column that is not there. Positions of
        `SQL_ONLY_TYPES` are left out.
    """
    batch = _context().data_sources.pandas_default.read_dataframe(frame.to_pandas())
    verdicts: dict[int, bool | None] = {}
    for position, expectation in enumerate(suite.expectations):
        if expectation.type in SQL_ONLY_TYPES:
            continue
        configured = _configuration(expectation, expectation.kwargs).to_domain_obj()
        found = batch.validate(configured, expectation_parameters=dict(parameters or {}), result_format="BOOLEAN_ONLY")
        has_raised = _has_raised(found.exception_info)
        verdicts[position] = None if has_raised else bool(found.success)
    return verdicts


@cache
def _context() -> Any:
    """A context in memory, made once: it takes longer to make than to use. It reports nothing to anyone."""
    context = gx.get_context(mode="ephemeral")
    context.enable_analytics(False)
    context.variables.progress_bars = {"globally": False}
    return context


def _has_raised(info: Mapping[str, Any]) -> bool:
    """Exception info is flat, or keyed by metric."""
    if "raised_exception" in info:
        return bool(info["raised_exception"])
    return any(isinstance(entry, Mapping) and entry.get("raised_exception") for entry in info.values())


def _configuration(expectation: Expectation, kwargs: Mapping[str, Any]) -> ExpectationConfiguration:
    return ExpectationConfiguration(
        type=expectation.type,
        kwargs={name: _json_value(value) for name, value in kwargs.items()},
        meta=dict(expectation.meta),
        severity=expectation.native_severity,
    )


def _validation_result(result: CheckResult) -> ExpectationValidationResult:
    return ExpectationValidationResult(
        success=result.success,
        expectation_config=_configuration(result.expectation, result.kwargs),
        result={} if result.error is not None else _result_fields(result),
        meta={"check_id": result.check_id},
        exception_info={
            "raised_exception": result.error is not None,
            "exception_message": result.error,
            "exception_traceback": None,
        },
    )


def _result_fields(result: CheckResult) -> dict[str, Any]:
    if result.unexpected_count is None:
        return {"observed_value": _json_value(result.observed_value)}
    if result.judged_count is None:
        shown = [_json_value(dict(row)) for row in result.sample]
        return {"observed_value": result.unexpected_count, "details": {"unexpected_rows": shown}}
    rows, judged, unexpected = result.row_count, result.judged_count, result.unexpected_count
    missing = 0 if result.expectation.type.endswith("_null") else rows - judged
    return {
        "element_count": rows,
        "unexpected_count": unexpected,
        "unexpected_percent": _percent(unexpected, judged),
        "unexpected_percent_nonmissing": _percent(unexpected, judged),
        "unexpected_percent_total": _percent(unexpected, rows),
        "missing_count": missing,
        "missing_percent": _percent(missing, rows),
        "partial_unexpected_list": [_unexpected_value(row, result.columns) for row in result.sample],
        "partial_unexpected_index_list": [_json_value(dict(row)) for row in result.sample],
    }


def _unexpected_value(row: Mapping[str, Any], columns: Sequence[str]) -> Any:
    if len(columns) == 1:
        return _json_value(row[columns[0]])
    return {column: _json_value(row[column]) for column in columns}


def _percent(part: int, whole: int) -> float | None:
    return part / whole * 100 if whole else None


def _json_value(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(name): _json_value(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [_json_value(item) for item in value]
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    return value if value is None or isinstance(value, str | bool | int | float) else str(value)
