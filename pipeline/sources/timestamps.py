"""Moments as machines write them: counts since 1970, mail dates, and times of a known zone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from zoneinfo import ZoneInfo

from pipeline.sources.dates import parse_iso

_LONGEST_MAIL_DATE = 100
_LONGEST_COUNT = 15
_LAST_SECOND = 253_402_300_799  # of the year 9999


def from_seconds(value: object) -> datetime | None:
    """Seconds since 1970 as UTC; also as digits in text.

    >>> from_seconds(1785792634).isoformat()
    '2026-08-03T21:30:34+00:00'
    """
    count = _count(value)
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=count) if 0 < count <= _LAST_SECOND else None


def from_milliseconds(value: object) -> datetime | None:
    """Milliseconds since 1970 as UTC; also as digits in text.

    >>> from_milliseconds("1711403416463").isoformat()
    '2024-03-25T21:50:16.463000+00:00'
    """
    count = _count(value)
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=count) if 0 < count < _LAST_SECOND * 1000 else None


def _count(value: object) -> int | float:
    """A number, or digits in text; 0 for anything else."""
    if isinstance(value, str) and len(value) <= _LONGEST_COUNT and value.isascii() and value.isdigit():
        return int(value)
    return value if isinstance(value, int | float) and not isinstance(value, bool) else 0


def from_mail_date(text: str) -> datetime | None:
    """A date of RFC 822, as RSS has it; without a zone it is UTC.

    >>> from_mail_date("Fri, 10 Jul 2026 22:45:30 +0200").isoformat()
    '2026-07-10T20:45:30+00:00'
    """
    if len(text) > _LONGEST_MAIL_DATE:
        return None
    try:
        moment = parsedate_to_datetime(text.strip())
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def from_feed_date(text: str) -> datetime | None:
    """A date of RSS (RFC 822) or Atom (ISO 8601)."""
    return parse_iso(text) or from_mail_date(text)


def iso_in(zone: str) -> Callable[[str], datetime | None]:
    """A reader of ISO date-times that are local times of `zone` unless they name another.

    >>> iso_in("Europe/Stockholm")("2026-01-22T00:30:00").isoformat()
    '2026-01-21T23:30:00+00:00'
    """
    local = ZoneInfo(zone)

    def read(text: str) -> datetime | None:
        moment = parse_iso(text)
        if moment is None or "T" not in text or text.rstrip().endswith(("Z", "z", "UTC", "GMT")) or _has_offset(text):
            return moment
        try:
            return moment.replace(tzinfo=local).astimezone(UTC)
        except OverflowError:
            return None

    return read


def _has_offset(text: str) -> bool:
    time = text.partition("T")[2]
    return "+" in time or "-" in time
