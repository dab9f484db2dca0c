"""Dates that people wrote: month names of many languages, numeric orders, "3 days ago". For free text alone; a field of
an API has one format, and is read by it (`dates.py`, `timestamps.py`).
"""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, datetime
from functools import lru_cache

from pipeline.sources.dates import parse_iso

_LONGEST = 60  # characters; a longer text is no date
_NUMERIC = re.compile(r"\s*(\d{1,2})\s*([./-])\s*(\d{1,2})\s*\2\s*(\d{4}|\d{2})\.?(?=$|[\s,T])")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)|['’]\d\d\b|[./ -]\d\d(?:$|[\s,])")
_RELATIVE = re.compile(
    r"\bago\b|\byesterday\b|\btoday\b|\bjust now\b|\bvor\b|\bgestern\b|\bheute\b|\bil y a\b|\bhier\b|\bhace\b|\bayer\b"
    r"|\bhá\b|\bontem\b|\bgeleden\b|\bgisteren\b|\btemu\b|\bwczoraj\b|назад|вчера|前",
    re.IGNORECASE,
)


@lru_cache(maxsize=10_000)
def parse_free_date(text: str, fetched_at: datetime, day_first: bool | None = None) -> datetime | None:
    """A date in free text as UTC; a date without a zone is UTC, a date without a time its midnight.

    Args:
        fetched_at: what "yesterday" and "3 days ago" count from.
        day_first: whether 03/04/2026 is the third of April; None: such a date, which may be either, is unknown.
    Returns: None when it is no date, says no year, or may mean two days.

    >>> parse_free_date("13 Setembro, 2014", datetime(2026, 1, 1, tzinfo=UTC)).isoformat()
    '2014-09-13T00:00:00+00:00'
    >>> parse_free_date("03/04/2026", datetime(2026, 1, 1, tzinfo=UTC)) is None
    True
    """
    text = "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in text[: _LONGEST + 1].strip())
    exact = parse_iso(text)
    if exact is not None or not text or len(text) > _LONGEST or not any(map(str.isalnum, text)):
        return exact
    is_relative = bool(_RELATIVE.search(text))
    if not is_relative and not _YEAR.search(text):
        return None
    numeric = _NUMERIC.match(text)
    if numeric:
        first, second = int(numeric.group(1)), int(numeric.group(3))
        if first <= 12 and second <= 12 and first != second:
            # A dot stands between days and months only where days come first.
            if numeric.group(2) == "." and day_first is None:
                day_first = True
            if day_first is None:
                return None
        else:
            day_first = first > 12
    return _parsed(text, fetched_at, day_first, is_relative)


def _parsed(text: str, fetched_at: datetime, day_first: bool | None, is_relative: bool) -> datetime | None:
    import dateparser  # takes a third of a second to load

    settings = {
        "RELATIVE_BASE": fetched_at.astimezone(UTC).replace(tzinfo=None),
        "TIMEZONE": "UTC",
        "TO_TIMEZONE": "UTC",
        "RETURN_AS_TIMEZONE_AWARE": True,
        "STRICT_PARSING": not is_relative,
    }
    if day_first is not None:
        settings["DATE_ORDER"] = "DMY" if day_first else "MDY"
    try:
        found = dateparser.parse(text, settings=settings)
    except (ValueError, OverflowError, TypeError, RecursionError):
        return None
    return found.astimezone(UTC) if found else None
