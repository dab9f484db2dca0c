"""Values that a suite leaves open until it is run: `{"$PARAMETER": "now"}`, `{"$PARAMETER": "trunc(rows * 3 / 10)"}`.

The expressions are a part of Great Expectations' own grammar: numbers, names, + - * /, parentheses, trunc, round, abs.
"""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any  # arguments of expectations are any JSON value

from pipeline.errors import ConfigurationError
from pipeline.quality.suites import Expectation, is_parameter
from pipeline.tables.all_tables import TABLES

Parameter = float | int | str

_OPERATORS: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}
_FUNCTIONS: dict[str, Callable[[Any], Any]] = {"trunc": int, "round": round, "abs": abs}
_LONGEST = 200  # characters; the longest expression in a suite has 80, and deep nesting would exhaust the parser


def suite_parameters(now: datetime, previous_row_counts: Mapping[str, int] | None = None) -> dict[str, Parameter]:
    """The parameters that the suites in `expectations/` use.

    Args:
        now: the run's time.
        previous_row_counts: rows of each table in the release before; none for a first release.
    Returns: `now` as RFC 3339, and `previous_rows_<table>` for every table, 0 where the release before has none.
    """
    counts = previous_row_counts or {}
    found: dict[str, Parameter] = {"now": now.astimezone(UTC).isoformat()}
    found.update({f"previous_rows_{table.name}": counts.get(table.name, 0) for table in TABLES})
    return found


def resolved(expectation: Expectation, parameters: Mapping[str, Parameter], where: str) -> Mapping[str, Any]:
    """The arguments of an expectation with every parameter replaced by its value.

    Raises: ConfigurationError: a parameter has no value, or the expression is not one.
    """
    return MappingProxyType(
        {
            name: _value(value["$PARAMETER"], parameters, f"{where}: {name}") if is_parameter(value) else value
            for name, value in expectation.kwargs.items()
        }
    )


def _value(expression: str, parameters: Mapping[str, Parameter], where: str) -> Parameter:
    if expression in parameters:
        return parameters[expression]
    problem = ConfigurationError(f"{where}: cannot evaluate $PARAMETER {expression[:_LONGEST]!r}")
    if len(expression) > _LONGEST:
        raise problem
    try:
        value: Parameter = _evaluate(ast.parse(expression, mode="eval").body, parameters, where)
    except (SyntaxError, ValueError, TypeError, ZeroDivisionError, OverflowError, RecursionError) as error:
        raise problem from error
    return value


def _evaluate(node: ast.expr, parameters: Mapping[str, Parameter], where: str) -> Any:
    if isinstance(node, ast.Constant) and isinstance(node.value, int | float) and not isinstance(node.value, bool):
        return node.value
    if isinstance(node, ast.Name):
        if node.id not in parameters:
            raise ConfigurationError(
                f"{where}: no value for $PARAMETER {node.id}; given: {', '.join(sorted(parameters))}"
            )
        value = parameters[node.id]
        if isinstance(value, str):
            raise TypeError("text in arithmetic")
        return value
    if isinstance(node, ast.BinOp) and type(node.op) in _OPERATORS:
        left, right = _evaluate(node.left, parameters, where), _evaluate(node.right, parameters, where)
        return _OPERATORS[type(node.op)](left, right)
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        return -_evaluate(node.operand, parameters, where)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and len(node.args) == 1 and not node.keywords:
        return _FUNCTIONS[_function_name(node.func.id)](_evaluate(node.args[0], parameters, where))
    raise ValueError("not an arithmetic expression")


def _function_name(name: str) -> str:
    if name not in _FUNCTIONS:
        raise ValueError(f"no function {name}")
    return name
