"""Markup that no parser should be given.

Lexbor follows the HTML standard, whose tree construction is quadratic in nesting depth and in attributes of one tag:
160 kB of "<ul><li>" takes seconds, 10 MB never ends. Formatting elements left open are opened again in every block:
37 kB of "<font color=1><p>" take 2 GB. Such markup is recognised beforehand, in linear time.

Nearly all markup is acquitted by counting: what has few tags, or is short, cannot cost much, however it is built. The
rest is read tag by tag (`html_nesting.py`). What counts here does not depend on where comments, scripts or quotes
begin and end, about which two readers can be made to disagree.
"""

from __future__ import annotations

import re

from pipeline.sources.html_nesting import REOPENED_LIMIT, foreign_start, nests_too_deep, tag_pattern, tag_starts

ATTRIBUTES_LIMIT = 2_000
_SURELY_TOO_MANY = 8_000  # 0.1 s; where it is unclear whether it is a tag
_FEW_TAGS = 4_000  # 0.1 s at worst, however they are nested
_SHORT = 32_000  # characters: 0.1 s if all are attributes of one tag
_ALIKE = 13 * 3  # formatting elements without attributes that may be open
_READ_AGAIN = 10  # times the length of the markup, looking for the ends of tags

_SPACE = r"\t\n\f\r "
_NAMES = r"""[^<>"'=]{0,300}+"""
# Plainly few attributes: nothing stands in quotes but values, and names of attributes and blanks between them are few.
_PLAIN_VALUE = rf"""(?<=[^{_SPACE}/"'=])=(?:"[^"]*+"|'[^']*+'|[^{_SPACE}"'<>=]++(?=[{_SPACE}>]))"""
_PLAIN_TAG = rf"""[^{_SPACE}/<>"'=]*+(?:[{_SPACE}/]{_NAMES}(?:{_PLAIN_VALUE}{_NAMES}){{0,40}}+)?+>"""
_UNUSUAL_TAG = re.compile(rf"<[a-zA-Z](?!{_PLAIN_TAG})")
# Formatting elements that pile up: those with attributes, because no more than three alike are opened again; not <a>,
# of which each closes the one before.
_PILING_UP = re.compile(
    r"<[bBcCeEfFiInNsStTuU](?:(?i:ig|ode|m|ont|obr|mall|trike|trong|t)?)(?=[\t\n\f\r /])(?![\t\n\f\r ]*>)"
)


def is_too_complex(html: str) -> bool:
    """True for markup nested or attributed so much that parsing it would take more than linear time."""
    if len(html) > _SHORT and _has_long_tag(html):
        return True
    tags = html.count("<")
    if tags**2 <= REOPENED_LIMIT:
        return False
    if tags <= _FEW_TAGS:
        formatting = _ALIKE + len(_PILING_UP.findall(html))
        if tags * formatting <= REOPENED_LIMIT or (tags - html.count("</")) * formatting <= REOPENED_LIMIT:
            return False
    return nests_too_deep(html)


def _has_long_tag(html: str) -> bool:
    unusual = [found.start() for found in _UNUSUAL_TAG.finditer(html)]
    if not _reads_beyond(html, unusual, ATTRIBUTES_LIMIT):
        return False
    # Most are comparisons in scripts, which read as tags to the next ">".
    starts = tag_starts(html)
    if _reads_beyond(html, [start for start in unusual if start in starts], ATTRIBUTES_LIMIT):
        return True
    foreign = foreign_start(html)
    return _reads_beyond(html, [start for start in unusual if start >= foreign], _SURELY_TOO_MANY)


def _reads_beyond(html: str, starts: list[int], limit: int) -> bool:
    """Whether one of these tags has more attributes than the limit, or telling that would take too long."""
    tag, read = tag_pattern(limit), 0
    for start in starts:
        found = tag.match(html, start)
        if found is not None:
            read += found.end() - start
            if found[1] or read > _READ_AGAIN * len(html):
                return True
    return False
