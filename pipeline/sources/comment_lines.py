"""The first line of a job comment: `Company | Role | Place | Terms`, by convention and in any order after the company.

A part is told by its words; what is none of a role, a place or terms stays unread. Nothing is taken from prose.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from pipeline.sources.html_text import html_text
from pipeline.sources.locations import read_location

_LONGEST_LINE = 400
_LONGEST_PART = 100
_ROLE = re.compile(
    r"\b(?:engineer(?:s|ing)?|developers?|programmers?|designers?|managers?|scientists?|analysts?|architects?|leads?|"
    r"directors?|heads? of|devops|sre|interns?|founder|cto|vp|researchers?|administrators?|consultants?|specialists?|"
    r"advocates?|devs?|hackers?|generalists?|full[ -]?stack|back[ -]?end|front[ -]?end|data|qa|product|marketing|sales|"
    r"professionals?)\b",
    re.IGNORECASE,
)
_TERMS = re.compile(
    r"\b(?:full[ -]?time|part[ -]?time|contract(?:ors?)?|permanent|visa|salary|equity|h-?1b|interns ok)\b|"
    r"[$€£]\s?\d|\d\s?k\b",
    re.IGNORECASE,
)
_REMOTE = re.compile(r"\b(?:remote|wfh|anywhere|worldwide)\b", re.IGNORECASE)
_AT_PLACE = re.compile(r"\b(?:on-?site|hybrid|in[ -]office)\b", re.IGNORECASE)
_ADDRESS = re.compile(r"(?:https?://|www\.)[^\s)]+|\b[\w-]+(?:\.[\w-]+)+/[^\s)]*", re.IGNORECASE)
_EMPTY_BRACKETS = re.compile(r"\(\s*\)|\[\s*\]")


class CommentLine(NamedTuple):
    """What the first line says; null where it does not."""

    company: str | None = None
    title: str | None = None
    location: str | None = None
    is_remote: bool | None = None


def read_comment_line(markup: str) -> CommentLine:
    """Read the first line of a comment's HTML; all null when it does not follow the convention.

    >>> read_comment_line("Brightloom (https://brightloom.com) | Rust Developer | Porto, Portugal | ONSITE<p>We weave.")
    CommentLine(company='Brightloom', title='Rust Developer', location='Porto, Portugal', is_remote=False)
    """
    line = (html_text(markup[: _LONGEST_LINE * 10]) or "").partition("\n")[0][:_LONGEST_LINE]
    company, *parts = [_bare(part) for part in line.split("|")]
    if not any(parts):
        return CommentLine()
    is_place = "," in company and _is_place(company)  # one word may be a town and a name
    is_named = not _is_role(company) and not is_place and len(company) <= _LONGEST_PART
    remote = any(map(_REMOTE.search, parts))
    return CommentLine(
        company or None if is_named else None,
        next(filter(_is_role, [*parts, company]), None),
        next(filter(_is_place, parts), None) or next(filter(_is_remote_area, parts), None),
        None if remote == any(map(_AT_PLACE.search, parts)) else remote,
    )


def _bare(part: str) -> str:
    """A part without addresses and what they leave behind."""
    return " ".join(_EMPTY_BRACKETS.sub(" ", _ADDRESS.sub(" ", part)).split()).strip(" -–—:,;*").rstrip(" (")


def _is_role(part: str) -> bool:
    return len(part) <= _LONGEST_PART and bool(_ROLE.search(part)) and not _TERMS.search(part)


def _is_place(part: str) -> bool:
    """`Porto, Portugal`, `Seattle, WA` or `Zurich`: words that name a place in a country."""
    if not part or len(part) > _LONGEST_PART or _TERMS.search(part) or _ROLE.search(part):
        return False
    place = _AT_PLACE.sub(" ", _REMOTE.sub(" ", part)).strip(" ()[]-/,")
    return bool(place) and read_location(place).country is not None


def _is_remote_area(part: str) -> bool:
    """`Remote (EMEA)`: where remote work is possible."""
    return len(part) <= _LONGEST_PART and bool(_REMOTE.search(part)) and not _TERMS.search(part)
