"""Dates of known formats, strictly, to UTC. What does not fit is None, never a guess."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, timezone

_ISO = re.compile(
    r"(\d{4})-(\d{2})-(\d{2})"
    r"(?:[Tt ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?"
    r"(?: ?([Zz]|UTC|[+-]\d{2}:?\d{2}|[+-]\d{2}))?)?"
)
_MONTH = re.compile(r"(\d{4})-(\d{2})")


def parse_iso(text: str) -> datetime | None:
    """An ISO 8601 date or date-time as UTC: a date alone is its midnight, a time without zone is UTC.

    >>> parse_iso("2026-07-29T08:50:01-04:00").isoformat()
    '2026-07-29T12:50:01+00:00'
    >>> parse_iso("2026-13-01") is None
    True
    """
    found = _ISO.fullmatch(text.strip())
    if found is None:
        return None
    year, month, day, hour, minute, second, fraction, zone = found.groups()
    try:
        moment = datetime(
            int(year),
            int(month),
            int(day),
            int(hour or 0),
            int(minute or 0),
            int(second or 0),
            int((fraction or "0").ljust(6, "0")[:6]),
            tzinfo=_zone(zone),
        )
        return moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def parse_month(text: str) -> datetime | None:
    """`YYYY-MM` as the first midnight of the month, UTC.

    >>> parse_month("2024-05").isoformat()
    '2024-05-01T00:00:00+00:00'
    """
    found = _MONTH.fullmatch(text.strip())
    return parse_iso(f"{found.group()}-01") if found else None


def parse_date_or_month(value: object) -> datetime | None:
    """A canonical date: `YYYY-MM-DD`, `YYYY-MM`, ISO date-time, or a date of a typed format such as Parquet."""
    if isinstance(value, datetime):
        try:
            return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)
        except OverflowError:
            return None
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day, tzinfo=UTC)
    if isinstance(value, str):
        return parse_iso(value) or parse_month(value)
    return None


def _zone(text: str | None) -> timezone:
    if text is None or text in {"Z", "z", "UTC"}:
        return UTC
    hours, minutes = int(text[1:3]), int(text[-2:] if len(text) > 3 else 0)
    if hours > 14 or minutes > 59:
        raise ValueError(text)
    offset = timedelta(hours=hours, minutes=minutes)
    return timezone(-offset if text[0] == "-" else offset)
