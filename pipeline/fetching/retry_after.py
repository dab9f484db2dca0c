"""`Retry-After`: seconds, or a date (RFC 9110, section 10.2.3)."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

LONGEST_SECONDS = 24 * 3_600.0
"""A source that wants longer is asked again after a day all the same."""


def retry_after_seconds(value: str | None, now: datetime) -> float | None:
    """Seconds to wait, from 0 to a day; None when the header is missing or says nothing.

    >>> retry_after_seconds("120", datetime(2026, 9, 1, tzinfo=UTC))
    120.0
    >>> retry_after_seconds("Tue, 01 Sep 2026 00:01:00 GMT", datetime(2026, 9, 1, tzinfo=UTC))
    60.0
    """
    text = (value or "").strip()
    if text.isascii() and text.isdigit() and len(text) < 12:
        return min(float(text), LONGEST_SECONDS)
    try:
        moment = parsedate_to_datetime(text)
    except (TypeError, ValueError):
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return min(max((moment - now).total_seconds(), 0.0), LONGEST_SECONDS)
