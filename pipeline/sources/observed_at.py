"""When a saved payload was fetched, by the name it was saved under."""

from __future__ import annotations

import re
from datetime import datetime

from pipeline.sources.dates import parse_iso

_BASIC = re.compile(
    r"(?<![0-9A-Za-z])(\d{4})(\d{2})(\d{2})[T_-](\d{2})(\d{2})(\d{2})(?:[.,]?(\d{1,9}))?(Z|[+-]\d{4})?(?![0-9A-Za-z])"
)
_EXTENDED = re.compile(
    r"(?<!\d)(\d{4}-\d{2}-\d{2})[T_](\d{2})[:.-](\d{2})[:.-](\d{2})(?:[.,](\d{1,9}))?(Z|[+-]\d{2}:?\d{2})?(?![0-9A-Za-z])"
)
_DATE = re.compile(r"(?<!\d)(?:(\d{4})[-_](\d{2})[-_](\d{2})|(\d{4})(\d{2})(\d{2}))(?!\d)")
_DATE_FOLDERS = re.compile(r"(?:^|/)(?:year=)?(\d{4})/(?:month=)?(\d{2})/(?:day=)?(\d{2})(?:/|$)")
_PATH_CHARACTERS = 4_096


def observed_at(path: str) -> datetime | None:
    """The UTC moment that a path or file name tells; a date alone is its midnight; None when it tells none.

    The last part of the path that tells one counts, and in it a time goes before a date.

    >>> observed_at("boards/acme__20260808T195722Z.json").isoformat()
    '2026-08-08T19:57:22+00:00'
    >>> observed_at("2026-09-01/acme.json").isoformat()
    '2026-09-01T00:00:00+00:00'
    """
    path = path.replace("\\", "/")[-_PATH_CHARACTERS:]
    for part in reversed(path.split("/")):
        moment = _time_in(part) or _date_in(part)
        if moment is not None:
            return moment
    folders = list(_DATE_FOLDERS.finditer(path))
    return parse_iso("-".join(folders[-1].groups())) if folders else None


def _time_in(part: str) -> datetime | None:
    moments = [
        parse_iso(f"{year}-{month}-{day}T{hour}:{minute}:{second}.{fraction or 0}{zone or 'Z'}")
        for year, month, day, hour, minute, second, fraction, zone in _BASIC.findall(part)
    ]
    moments += [
        parse_iso(f"{day}T{hour}:{minute}:{second}.{fraction or 0}{zone or 'Z'}")
        for day, hour, minute, second, fraction, zone in _EXTENDED.findall(part)
    ]
    return next((moment for moment in reversed(moments) if moment is not None), None)


def _date_in(part: str) -> datetime | None:
    for found in reversed(list(_DATE.finditer(part))):
        year, month, day = [group for group in found.groups() if group is not None]
        moment = parse_iso(f"{year}-{month}-{day}")
        if moment is not None and 1990 <= moment.year <= 2100:  # eight digits are as often a number
            return moment
    return None
