"""The values a source in SOURCES.yml may have: one reader and one advice per key."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any  # values of a source's settings
from urllib.parse import urlsplit

from pipeline.domains import registrable_domain
from pipeline.sources.dates import parse_iso
from pipeline.sources.kinds import FOLLOWED, KINDS

_NAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]{0,98}[A-Za-z0-9])?")
_EVERY = re.compile(r"([1-9]\d{0,4})\s?(s|m|min|h|d|w)")
_RATE = re.compile(r"(\d{1,6}(?:\.\d{1,3})?)\s?/\s?(s|sec|m|min|h|d)")
_SECONDS = {"s": 1, "sec": 1, "m": 60, "min": 60, "h": 3_600, "d": 86_400, "w": 604_800}
_BUCKET = re.compile(r"s3://[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](?:/[^\x00-\x1f\\]*)?")
_OBJECT = re.compile(r"s3://[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]/[^\x00-\x1f\\]+")
_BOARD = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,99}(?:/[A-Za-z0-9][A-Za-z0-9_-]{0,99})?")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")

STRING_TAG = "tag:yaml.org,2002:str"
DATE_TAG = "tag:yaml.org,2002:timestamp"


@dataclass(frozen=True, slots=True)
class Key:
    """A key of a source.

    Attributes:
        read: its value from its text; None when the text does not fit.
        advice: what to do then.
        tags: YAML types its text may resolve to unquoted. A company called 7 or Yes must be quoted, or YAML would read
            a number or a truth value; a date is a date either way.
        is_list: a list of texts may be given; the value is a tuple either way.
    """

    read: Callable[[str], Any]
    advice: str
    tags: frozenset[str] = frozenset({STRING_TAG})
    is_list: bool = False


def _web_address(text: str) -> str | None:
    try:
        parts = urlsplit(text)
        is_address = (
            parts.scheme in ("http", "https") and bool(parts.hostname) and not re.search(r"[\s\x00-\x1f]", text)
        )
    except ValueError:
        return None
    return text if is_address else None


def _plain_path(text: str) -> str | None:
    return None if _CONTROL.search(text) or "://" in text else text


def _every(text: str) -> timedelta | None:
    found = _EVERY.fullmatch(text)
    return timedelta(seconds=int(found.group(1)) * _SECONDS[found.group(2)]) if found else None


def _rate(text: str) -> float | None:
    found = _RATE.fullmatch(text)
    rate = float(found.group(1)) / _SECONDS[found.group(2)] if found else 0.0
    return rate or None


_EITHER = frozenset({STRING_TAG, DATE_TAG})
KEYS: dict[str, Key] = {
    "name": Key(
        lambda text: text if _NAME.fullmatch(text) else None,
        "use up to 100 letters, digits, dots, dashes and underscores",
        _EITHER,
    ),
    "kind": Key(
        lambda text: text if text in (*KINDS, *FOLLOWED) else None, f"kinds are {', '.join((*KINDS, *FOLLOWED))}"
    ),
    "path": Key(_plain_path, "give a path or glob without control characters; addresses go to `url` or `s3`", _EITHER),
    "url": Key(_web_address, "give an address, or a list of them, that begins with http:// or https://", is_list=True),
    "board": Key(
        lambda text: text if _BOARD.fullmatch(text) else None,
        "give the board's name as it stands in its address; for Workday tenant.wd5/Site",
        _EITHER,
    ),
    "s3": Key(lambda text: text if _BUCKET.fullmatch(text) else None, "write it as s3://bucket/prefix"),
    "every": Key(_every, "write it as 30m, 6h, 1d or 1w"),
    "rate": Key(_rate, "write it as 2/s, 30/min or 1000/h"),
    "company": Key(lambda text: text if len(text) <= 300 else None, "give the company's name, up to 300 characters"),
    "domain": Key(registrable_domain, "give a domain such as example.com"),
    "renew": Key(
        lambda text: text if _OBJECT.fullmatch(text) else _web_address(text),
        "give the object as s3://bucket/key, or an http(s) address whose answer names a fresh URL",
    ),
    "robots": Key(lambda text: text if text in ("obey", "ignore") else None, "write obey or ignore"),
    "observed_at": Key(parse_iso, "write a date such as 2026-09-01 or 2026-09-01T08:00:00Z", _EITHER),
}
