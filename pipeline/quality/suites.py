"""Expectation suites as values, read from the standard Great Expectations JSON files in `expectations/`.

Reading them needs no Great Expectations: a suite file is plain JSON (`name`, `expectations`, `meta`), one per table,
named as the table. The native `severity` of an expectation says what a failure does: `critical` gates, `warning` and
`info` warn.
"""

from __future__ import annotations

import importlib.resources
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from string import Formatter
from types import MappingProxyType
from typing import Any  # arguments of expectations are any JSON value

from pipeline.errors import ConfigurationError
from pipeline.quality.expectation_types import BOUNDED_TYPES, IGNORE_ROW_IF, SUPPORTED_TYPES
from pipeline.tables.all_tables import TABLE_BY_NAME

GATE = "gate"
WARN = "warn"
_SEVERITIES = {"critical": GATE, "warning": WARN, "info": WARN}

_SUITE_KEYS = {"name", "id", "expectations", "meta", "notes", "suite_parameters"}
_EXPECTATION_KEYS = {"type", "kwargs", "meta", "severity", "id", "notes", "description", "rendered_content"}


@dataclass(frozen=True, slots=True)
class Expectation:
    """One expectation of a suite.

    Attributes:
        type: the Great Expectations type, one of `SUPPORTED_TYPES`.
        kwargs: its arguments as in the file; values may be `{"$PARAMETER": expression}`.
        severity: `gate` (a failure publishes nothing) or `warn` (it is reported).
        native_severity: the word in the file: critical, warning or info.
        meta: free metadata; `why` says what a failure would mean.
    """

    type: str
    kwargs: Mapping[str, Any]
    severity: str = GATE
    native_severity: str = "critical"
    meta: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class Suite:
    """The expectations on one table; `name` is the table's name."""

    name: str
    expectations: tuple[Expectation, ...]

    def tables(self, position: int) -> frozenset[str]:
        """The suite's own table, and those that the SQL of the expectation at that position names."""
        query = str(self.expectations[position].kwargs.get("unexpected_rows_query", ""))
        return frozenset({self.name} | (set(re.findall(r"\w+", query)) & TABLE_BY_NAME.keys()))


def load_suites() -> tuple[Suite, ...]:
    """Read all suites that ship with Stacktrail, by name.

    Raises: ConfigurationError: a file is malformed or holds an expectation that DuckDB cannot answer.
    """
    folder = importlib.resources.files("expectations")
    files = sorted((entry for entry in folder.iterdir() if entry.name.endswith(".json")), key=lambda entry: entry.name)
    suites = []
    for entry in files:
        suite = parse_suite(entry.read_bytes(), entry.name)
        if f"{suite.name}.json" != entry.name:
            raise ConfigurationError(
                f"{entry.name}: the suite's name is {suite.name!r}; name it as its file, after its table"
            )
        suites.append(suite)
    return tuple(suites)


def parse_suite(text: bytes | str, file_name: str) -> Suite:
    """Read one suite file.

    Raises: ConfigurationError: naming the file, the expectation's position (from 0) and the problem.
    """
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ConfigurationError(f"{file_name}: not JSON: {error}") from error
    if not isinstance(found, dict):
        raise ConfigurationError(f"{file_name}: a suite is a JSON object, not {type(found).__name__}")
    _refuse_unknown(found, _SUITE_KEYS, file_name)
    name, listed = found.get("name"), found.get("expectations")
    if not isinstance(name, str) or not name:
        raise ConfigurationError(f"{file_name}: name must be a table's name, not {name!r}")
    if not isinstance(listed, list):
        raise ConfigurationError(f"{file_name}: expectations must be a list, not {type(listed).__name__}")
    return Suite(name, tuple(_expectation(entry, f"{file_name}: expectation {i}") for i, entry in enumerate(listed)))


def _expectation(entry: object, where: str) -> Expectation:
    if not isinstance(entry, dict):
        raise ConfigurationError(f"{where}: must be a JSON object, not {type(entry).__name__}")
    _refuse_unknown(entry, _EXPECTATION_KEYS, where)
    name, kwargs, meta = entry.get("type"), entry.get("kwargs", {}), entry.get("meta") or {}
    severity = entry.get("severity", "critical")
    if not isinstance(name, str) or name not in SUPPORTED_TYPES:
        raise ConfigurationError(
            f"{where}: type {name!r} is not supported; supported: {', '.join(sorted(SUPPORTED_TYPES))}"
        )
    if not isinstance(kwargs, dict) or not isinstance(meta, dict):
        raise ConfigurationError(f"{where} ({name}): kwargs and meta must be JSON objects")
    if not isinstance(severity, str) or severity not in _SEVERITIES:
        raise ConfigurationError(f"{where} ({name}): severity {severity!r} must be one of {', '.join(_SEVERITIES)}")
    _check_arguments(name, kwargs, f"{where} ({name})")
    return Expectation(name, MappingProxyType(kwargs), _SEVERITIES[severity], severity, MappingProxyType(meta))


def _check_arguments(name: str, kwargs: dict[str, Any], where: str) -> None:
    kind = SUPPORTED_TYPES[name]
    _refuse_unknown(kwargs, kind.required | kind.optional, where)
    missing = sorted(kind.required - kwargs.keys())
    if missing:
        raise ConfigurationError(f"{where}: argument {missing[0]} is missing")
    for argument, value in kwargs.items():
        problem = _problem(name, argument, value)
        if problem:
            raise ConfigurationError(f"{where}: {argument} {problem}, not {value!r}")
    if name in BOUNDED_TYPES:
        low, high = kwargs.get("min_value"), kwargs.get("max_value")
        if low is None and high is None:
            raise ConfigurationError(f"{where}: give min_value, max_value or both")
        if isinstance(low, int | float) and isinstance(high, int | float) and low > high:
            raise ConfigurationError(f"{where}: min_value {low} is greater than max_value {high}")


def is_parameter(value: object) -> bool:
    """True for `{"$PARAMETER": expression}`, the place of a value known only when the suite is run."""
    return isinstance(value, dict) and set(value) == {"$PARAMETER"} and isinstance(value["$PARAMETER"], str)


def _problem(name: str, argument: str, value: object) -> str | None:
    """What an argument's value must be, when it is not that; None when it is fine."""
    if argument in ("min_value", "max_value", "mostly") and is_parameter(value):
        return None
    if argument in ("column", "column_A", "column_B"):
        return None if isinstance(value, str) and value else "must be a column's name"
    if argument in ("column_list", "column_set"):
        is_list = isinstance(value, list) and len(value) > 0 and all(isinstance(v, str) and v for v in value)
        return None if is_list else "must be a list of column names"
    if argument in ("min_value", "max_value"):
        return (
            None if value is None or _is_number(value) or _is_time(value) else "must be a number or a time (RFC 3339)"
        )
    if argument == "mostly":
        return None if _is_number(value) and 0 <= value <= 1 else "must be from 0 to 1"  # type: ignore[operator]
    if argument in ("strict_min", "strict_max", "or_equal", "exact_match"):
        return None if isinstance(value, bool) else "must be true or false"
    if argument == "ignore_row_if":
        is_known = isinstance(value, str) and value in IGNORE_ROW_IF[name]
        return None if is_known else f"must be one of {', '.join(sorted(IGNORE_ROW_IF[name]))}"
    if argument == "value_set":
        is_set = isinstance(value, list) and all(v is None or isinstance(v, str | bool | int | float) for v in value)
        return None if is_set else "must be a list of strings, numbers or booleans"
    if argument == "regex":
        return None if isinstance(value, str) and _compiles(value) else "must be a regular expression"
    return None if isinstance(value, str) and _has_only_batch(value) else "must be SQL whose only {field} is {batch}"


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_time(value: object) -> bool:
    try:
        return isinstance(value, str) and datetime.fromisoformat(value) is not None
    except ValueError:
        return False


def _compiles(pattern: str) -> bool:
    try:
        re.compile(pattern)
    except (re.error, RecursionError, OverflowError):
        return False
    return True


def _has_only_batch(query: str) -> bool:
    try:
        parts = list(Formatter().parse(query))
    except ValueError:
        return False
    named = [(field, spec, conversion) for _, field, spec, conversion in parts if field is not None]
    return bool(named) and all(part == ("batch", "", None) for part in named)


def _refuse_unknown(found: Mapping[str, Any], known: set[str] | frozenset[str], where: str) -> None:
    unknown = sorted(set(found) - known)
    if unknown:
        raise ConfigurationError(f"{where}: unknown key {unknown[0]!r}; known: {', '.join(sorted(known))}")
