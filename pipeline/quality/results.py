"""What checks answer: a result per expectation, and the report that gates a release."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Any  # arguments and cells are of any type

from pipeline.quality.expectation_types import Kind
from pipeline.quality.suites import GATE, WARN, Expectation

_SHOWN_CHARACTERS = 60  # of one value: enough for an id, too little to spill a description into a report
_TEXT_CHARACTERS = 240  # of `observed` and `expected` as a whole


@dataclass(frozen=True, slots=True)
class Answer:
    """What DuckDB measured for one expectation.

    Attributes:
        kind: how it was asked.
        row_count: rows of the table.
        values: ROWS and GROUPS: judged and unexpected rows. QUERY: unexpected rows. VALUE: the value. Null on error.
        columns: the table's columns.
        error: why there is no measurement.
    """

    kind: Kind
    row_count: int
    values: tuple[Any, ...] | None
    columns: tuple[str, ...]
    error: str | None = None


@dataclass(frozen=True, slots=True)
class CheckResult:
    """The result of one expectation.

    Attributes:
        table_name: the suite and its table.
        position: place of the expectation in the suite, from 0.
        expectation: as in the suite.
        kwargs: its arguments with parameters replaced.
        success: whether it was met; False when it could not be measured.
        row_count: rows of the table.
        judged_count: rows that count for `mostly`; null for whole-table checks.
        unexpected_count: judged rows that did not meet it; null for whole-table checks.
        observed_value: the measured number, time or columns of a whole-table check; else null.
        sample: up to five unexpected rows, with the table's key where known.
        error: why it could not be measured.
    """

    table_name: str
    position: int
    expectation: Expectation
    kwargs: Mapping[str, Any]
    columns: tuple[str, ...]
    success: bool
    row_count: int
    judged_count: int | None = None
    unexpected_count: int | None = None
    observed_value: Any = None
    sample: tuple[Mapping[str, Any], ...] = ()
    error: str | None = None

    @property
    def check_id(self) -> str:
        """`<suite>.<position>.<type>`; the position has two digits, so that ids sort as the suite reads."""
        return f"{self.table_name}.{self.position:02d}.{self.expectation.type}"

    @property
    def severity(self) -> str:
        """`gate` or `warn`."""
        return self.expectation.severity

    @property
    def column_name(self) -> str | None:
        """The columns it is about; None for the whole table."""
        return ", ".join(self.columns) or None

    @property
    def observed(self) -> str:
        """What was observed, in a line."""
        if self.error is not None:
            return _cut(f"not measured: {self.error}")
        if self.unexpected_count is None:
            return _cut(_shown(self.observed_value))
        of = "" if self.judged_count is None else f" of {self.judged_count:,}"
        rows = f"{self.unexpected_count:,}{of} unexpected"
        if not self.sample:
            return rows
        return _cut(f"{rows}, such as {', '.join(f'{k}={_shown(v)}' for k, v in self.sample[0].items())}")

    @property
    def expected(self) -> str:
        """What was expected, in a line."""
        return _cut(_expected(self.kwargs))

    def with_sample(self, sample: tuple[Mapping[str, Any], ...]) -> CheckResult:
        """The same result with unexpected rows to show."""
        return replace(self, sample=sample)


@dataclass(frozen=True, slots=True)
class CheckReport:
    """All results of a candidate, in the order of suites and positions."""

    results: tuple[CheckResult, ...]

    @property
    def gate_failures(self) -> tuple[CheckResult, ...]:
        """Failures that forbid publishing."""
        return tuple(r for r in self.results if not r.success and r.severity == GATE)

    @property
    def warnings(self) -> tuple[CheckResult, ...]:
        """Failures that are reported only."""
        return tuple(r for r in self.results if not r.success and r.severity == WARN)


def failure_line(result: CheckResult) -> str:
    """A failed result for a reader: table, columns, what was expected, what came, and why it matters."""
    why = result.expectation.meta.get("why")
    about = f"{result.table_name}.{result.column_name}" if result.column_name else result.table_name
    line = f"{about}: expected {result.expected}; {result.observed} [{result.check_id}]"
    return f"{line} ({why})" if why else line


def judge(
    table_name: str,
    position: int,
    expectation: Expectation,
    kwargs: Mapping[str, Any],
    columns: tuple[str, ...],
    answer: Answer,
) -> CheckResult:
    """Turn a measurement into a result, by Great Expectations' rules.

    No judged row: met. `mostly`: met when the share of judged rows that are as expected is at least that. A whole-table
    value that does not exist (the mean of nothing) is not met.
    """
    base = CheckResult(
        table_name,
        position,
        expectation,
        MappingProxyType(dict(kwargs)),
        columns,
        False,
        answer.row_count,
        error=answer.error,
    )
    if answer.kind is Kind.COLUMNS and answer.error is None:
        return replace(base, success=_has_columns(kwargs, set(answer.columns)), observed_value=list(answer.columns))
    if answer.values is None:
        return replace(base, error=answer.error or "no answer")
    if answer.kind is Kind.VALUE:
        value = _plain(answer.values[0])
        return replace(base, success=_is_between(value, kwargs), observed_value=value)
    if answer.kind is Kind.QUERY:
        return replace(base, success=answer.values[0] == 0, unexpected_count=int(answer.values[0]))
    judged, unexpected = int(answer.values[0]), int(answer.values[1])
    met = judged == 0 or (judged - unexpected) / judged >= kwargs.get("mostly", 1)
    return replace(base, success=met, judged_count=judged, unexpected_count=unexpected)


def _has_columns(kwargs: Mapping[str, Any], found: set[str]) -> bool:
    if "column" in kwargs:
        return kwargs["column"] in found
    wanted = set(kwargs["column_set"])
    return wanted == found if kwargs.get("exact_match", True) else wanted <= found


def _plain(value: Any) -> Any:
    """DuckDB sums whole numbers to 128 bits, which arrive as Decimal."""
    if not isinstance(value, Decimal):
        return value
    return int(value) if value == value.to_integral_value() else float(value)


def _is_between(value: Any, kwargs: Mapping[str, Any]) -> bool:
    if value is None:
        return False
    low, high = (_limit(kwargs.get(bound), value) for bound in ("min_value", "max_value"))
    above = low is None or (value > low if kwargs.get("strict_min") else value >= low)
    below = high is None or (value < high if kwargs.get("strict_max") else value <= high)
    return bool(above and below)


def _limit(limit: Any, value: Any) -> Any:
    if not isinstance(limit, str) or not isinstance(value, datetime):
        return limit
    moment = datetime.fromisoformat(limit)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _expected(kwargs: Mapping[str, Any]) -> str:
    subjects = {"column", "column_A", "column_B", "column_list", "unexpected_rows_query"}
    parts = [f"{name} {_shown(value)}" for name, value in kwargs.items() if name not in subjects and value is not None]
    return ", ".join(parts) or ("no such row" if "unexpected_rows_query" in kwargs else "in every row")


def _shown(value: Any) -> str:
    if isinstance(value, str):
        text = value
    elif isinstance(value, datetime):
        text = value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if value.tzinfo else value.isoformat()
    elif isinstance(value, date):
        text = value.isoformat()
    else:
        text = json.dumps(value, default=str, ensure_ascii=False)
        return text if len(text) <= 2 * _SHOWN_CHARACTERS else text[: 2 * _SHOWN_CHARACTERS - 1] + "…"
    text = " ".join(text.split())
    return text if len(text) <= _SHOWN_CHARACTERS else text[: _SHOWN_CHARACTERS - 1] + "…"


def _cut(text: str) -> str:
    return text if len(text) <= _TEXT_CHARACTERS else text[: _TEXT_CHARACTERS - 1] + "…"
