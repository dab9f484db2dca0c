"""Which version of a technology a text names: "8/11/17" behind "Java", "2+" behind "Angular", "18" in "React v18".

A number behind a name is mostly a version, but "Java 5+ years", "1. Java 2. Go" and "AWS 24/7" name none.
"""

from __future__ import annotations

import re

from pipeline.extraction.context_rules import cue_pattern

_REACH = 40  # code points behind a name that may belong to its versions and to what tells that they are none
_ITEM_REACH = 300
_NUMBER = r"(?:(?:19|20)\d\d|[1-9]\d?(?:\.\d{1,3}){1,3}|[1-9]\d?)(?:\.x|x\b)?(?: ?r[12]\b)?\+?"
_MARK = r"(?:version|versions|v)\.? ?"
_VERSION = re.compile(
    rf"(?: ?\(? ?(?P<mark>{_MARK}))?(?(mark)| ?\(?)(?!24/7)"
    rf"(?P<numbers>{_NUMBER}(?: ?[/,&] ?(?:v\.?)?{_NUMBER}){{0,5}})(?![\w%€$£:°]|[.,/-]\d)"
)
_OPENS = re.compile(r" ?\(? ?(?:v[e. 0-9]|[0-9])")
_AMOUNT = re.compile(
    rf"(?: ?(?:-|–|to|bis|à|or more|plus) ?\d{{0,2}}\+?)? ?(?:{cue_pattern('amount_of')}|[a-z]{{3,14}}s\b)"
)
_ENUMERATED = re.compile(r"\b\d{1,2}[.)] ?$")


def version_behind(folded: str, start: int, end: int) -> str | None:
    """The versions named right behind the name at `start` to `end` of a folded text, as written; None without any."""
    if not _OPENS.match(folded, end):  # most names: cheaper than the whole pattern
        return None
    found = _VERSION.match(folded, end, end + _REACH)
    if found is None or _ENUMERATED.search(folded, max(0, start - 4), start):
        return None
    if not found["mark"] and _AMOUNT.match(folded, found.end(), found.end() + _REACH):
        return None
    return None if _is_next_item(folded, start, found) else found["numbers"]


def _is_next_item(folded: str, start: int, found: re.Match[str]) -> bool:
    """True if the number opens the next item of a list on one line: "4. Knows SQL 5. Knows Java"."""
    numbers = found["numbers"]
    if not numbers.isdigit() or folded[found.end() : found.end() + 2] not in (". ", ") "):
        return False
    item = f"{int(numbers) - 1}{folded[found.end()]} "
    return item in folded[max(0, start - _ITEM_REACH) : start]
