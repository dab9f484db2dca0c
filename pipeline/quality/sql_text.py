"""Names and values as DuckDB SQL text; nothing else in the checks puts text of others into SQL."""

from __future__ import annotations

import math
from datetime import UTC, datetime


def identifier(name: str) -> str:
    """A quoted identifier.

    >>> identifier('a"b')
    '"a""b"'
    """
    if not name or "\0" in name:
        raise ValueError(f"not a name: {name!r}")
    return '"' + name.replace('"', '""') + '"'


def literal(value: str | float | int | bool) -> str:
    """A value as SQL.

    >>> literal("it's")
    "'it''s'"
    >>> literal(float("nan"))
    Traceback (most recent call last):
    ValueError: not a finite number: nan
    """
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        if not math.isfinite(value):
            raise ValueError(f"not a finite number: {value}")
        return f"CAST('{value!r}' AS DOUBLE)"
    parts = ["'" + part.replace("'", "''") + "'" for part in value.split("\0")]
    return parts[0] if len(parts) == 1 else "(" + " || chr(0) || ".join(parts) + ")"


def time_literal(text: str, column_type: str) -> str:
    """A time or date written as RFC 3339, for comparison with a column of that type; without an offset it is UTC."""
    moment = datetime.fromisoformat(text)
    if column_type == "TIMESTAMP WITH TIME ZONE":
        moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        return f"CAST('{moment.astimezone(UTC).isoformat()}' AS TIMESTAMP WITH TIME ZONE)"
    moment = moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment
    return f"CAST('{moment.isoformat()}' AS TIMESTAMP)"
