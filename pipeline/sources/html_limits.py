"""Markup that no parser should be given.

Lexbor follows the HTML standard, whose tree construction is quadratic in nesting depth and in attributes of one tag:
160 kB of "<ul><li>" takes seconds, 10 MB never ends. Formatting elements left open are opened again in every block:
37 kB of "<font color=1><p>" take 2 GB. Such markup is recognised beforehand, in linear time.

Nearly all markup is acquitted by counting: what has few tags, or is short, cannot cost much, however it is built. The
rest is read tag by tag (`html_nesting.py`). What counts here does not depend on where comments, scripts or quotes
begin and end, about which two readers can be made to disagree. Markup is UTF-8 here, which is what the parser takes
and is searched sooner than characters.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.sources.html_nesting import REOPENED_LIMIT, foreign_start, nests_too_deep, tag_pattern, tag_starts

ATTRIBUTES_LIMIT = 2_000
_SURELY_TOO_MANY = 8_000  # 0.1 s; where it is unclear whether it is a tag
_FEW_TAGS = 4_000  # 0.1 s at worst, however they are nested
_SHORT = 32_000  # bytes: 0.1 s if all are attributes of one tag
_ALIKE = 13 * 3  # formatting elements without attributes that may be open
_READ_AGAIN = 10  # times the length of the markup, looking for the ends of tags

_TAG_START = re.compile(b"<[a-zA-Z]")
_LONG = 2 * ATTRIBUTES_LIMIT  # bytes: what is shorter has fewer attributes
_NEAR = _LONG // 2
_BEFORE_VALUE = b"=\t\n\f\r "
_BEFORE_ATTRIBUTE = b"\t\n\f\r /\"'"
# Formatting elements that pile up: those with attributes, because no more than three alike are opened again; not <a>,
# of which each closes the one before.
_PILING_UP = re.compile(
    rb"<[bBcCeEfFiInNsStTuU](?:(?i:ig|ode|m|ont|obr|mall|trike|trong|t)?)(?=[\t\n\f\r /])(?![\t\n\f\r ]*>)"
)


def is_too_complex(html: bytes) -> bool:
    """True for markup nested or attributed so much that parsing it would take more than linear time."""
    if len(html) > _SHORT and _has_long_tag(html):
        return True
    tags = html.count(b"<")
    if tags**2 <= REOPENED_LIMIT:
        return False
    if tags <= _FEW_TAGS:
        formatting = _ALIKE + len(_PILING_UP.findall(html))
        if tags * formatting <= REOPENED_LIMIT or (tags - html.count(b"</")) * formatting <= REOPENED_LIMIT:
            return False
    return nests_too_deep(html)


def _has_long_tag(html: bytes) -> bool:
    # What begins too near the end of a stretch is short.
    far = [found.start() for start, end in _stretches(html) for found in _TAG_START.finditer(html, start, end - _LONG)]
    if not _reads_beyond(html, far, ATTRIBUTES_LIMIT):
        return False
    # Most are comparisons in scripts, which read as tags to the next ">".
    starts = tag_starts(html)
    if _reads_beyond(html, [start for start in far if start in starts], ATTRIBUTES_LIMIT):
        return True
    foreign = foreign_start(html)
    return _reads_beyond(html, [start for start in far if start >= foreign], _SURELY_TOO_MANY)


def _stretches(html: bytes) -> Iterator[tuple[int, int]]:
    """Start and end of all that no tag reaches beyond and that is long, and divided, enough for too many attributes."""
    start = 0
    for end in _sure_ends(html):
        if end - start > _LONG:
            undivided = html[start:end].translate(None, _BEFORE_ATTRIBUTE)
            if end - start - len(undivided) > ATTRIBUTES_LIMIT:
                yield start, end
        start = end


def _sure_ends(html: bytes) -> Iterator[int]:
    """The last place in each few bytes where no tag is open, wherever tags began, if it is found; and the end.

    That is a ">" that surely is not in quotes: the last `"` before it, and the last "'", cannot have opened a value.
    """
    double = single = False
    read = 0
    for start in range(0, len(html), _NEAR):
        end = html.rfind(b">", start, start + _NEAR)
        if end >= 0:
            double, single = _opened(html, b'"', read, end, double), _opened(html, b"'", read, end, single)
            read = end
            if not double and not single:
                yield end
    yield len(html)


def _opened(html: bytes, quote: bytes, start: int, end: int, before: bool) -> bool:
    """Whether the last of these quotes may have opened a value; if there is none, what held before."""
    last = html.rfind(quote, start, end)
    return before if last < 0 else html[last - 1] in _BEFORE_VALUE


def _reads_beyond(html: bytes, starts: list[int], limit: int) -> bool:
    """Whether one of these tags has more attributes than the limit, or telling that would take too long."""
    tag, read = tag_pattern(limit), 0
    for start in starts:
        found = tag.match(html, start)
        if found is not None:
            read += found.end() - start
            if found[1] or read > _READ_AGAIN * len(html):
                return True
    return False
