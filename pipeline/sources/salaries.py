"""Pay from fields that hold numbers. Pay in prose stays prose."""

from __future__ import annotations

import math
import re

_PLAIN = re.compile(r"\d{1,12}(?:\.\d{1,6})?")
_GROUPED = re.compile(r"\d{1,3}(?:,\d{3}){1,3}(?:\.\d{1,6})?")
_CURRENCY = re.compile(r"[A-Z]{3}")
_PERIODS = {
    "hour": "hour",
    "hourly": "hour",
    "day": "day",
    "daily": "day",
    "week": "week",
    "weekly": "week",
    "month": "month",
    "monthly": "month",
    "year": "year",
    "yearly": "year",
    "annual": "year",
    "annually": "year",
    "annum": "year",
    "hur": "hour",  # UN/CEFACT codes, which schema.org allows as unitCode
    "wee": "week",
    "mon": "month",
    "ann": "year",
}


def amount(value: object) -> float | None:
    """A pay figure; None for text and for numbers that are not positive (zero means "not given" at several sources).

    >>> amount("28,333.20"), amount("28333"), amount("from 20k"), amount(0)
    (28333.2, 28333.0, None, None)
    """
    if isinstance(value, bool):
        return None
    if isinstance(value, str):
        text = value.strip()
        if not (_PLAIN.fullmatch(text) or _GROUPED.fullmatch(text)):
            return None
        number = float(text.replace(",", ""))
    elif isinstance(value, int | float) and abs(value) < 1e12:
        number = float(value)
    else:
        return None
    return number if math.isfinite(number) and number > 0 else None


def currency(text: str) -> str | None:
    """An ISO 4217 code, by its shape."""
    code = text.strip().upper()
    return code if _CURRENCY.fullmatch(code) else None


def period(text: str) -> str | None:
    """hour, day, week, month or year."""
    folded = text.strip().lower()
    return _PERIODS.get(folded) or _PERIODS.get(folded.removeprefix("per ").removeprefix("per-"))
