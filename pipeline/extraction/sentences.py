"""Sentences around mentions, and the lists that mentions form in them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Protocol, TypeVar

_SENTENCE_REACH = 600  # a longer stretch without a full stop is cut: bounds the work on text without sentences
# the signs come first, so that the search skips all other characters; then what may not stand before the sign
_SENTENCE_END = re.compile(
    r"[.!?\n](?:(?<=\n)|(?=\s+[A-Z(\"'\d])(?<![.\s]\w.)(?<!e\.g.)(?<!i\.e.)(?<!etc.)(?<!inc.)(?<!vs.))"
)
_GAP_REACH = 70
_LIST_GAP = re.compile(
    r"[\s\d.x+]*(?:version\s[\d.x]+)?(?:\([^()\n]{0,30}\))?[\s\d.x+)]*"
    r"(?:[,/;|&+•·(-]\s*(?:[\w.+#&-]{1,20}(?: [\w.+#&-]{1,20}){0,2}\s?[,/]\s?)?)?\s*"
    r"(?:and/or|or/and|und/oder|et/ou|and|or|und|oder|et|ou|y|lub|bzw\.?|as well as|e\.g\.)?\s*"
    r"(?:an? |the |in |with |either |some |even )?\(?"
)
_SIMPLE_GAPS = frozenset({", ", "/", " / ", " and ", " or ", ", and ", ", or ", " & ", ",", " (", " und ", " et "})

_NO_LIST = frozenset({" with ", " in ", " "})  # "replacing Jenkins with GitLab"


class Spanned(Protocol):
    """Anything with a place in a text."""

    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


S = TypeVar("S", bound=Spanned)


def by_sentence(plain: str, spots: Sequence[S]) -> Iterator[tuple[Sequence[S], int, int]]:
    """The spots of each sentence that holds any, with the sentence's bounds; `spots` sorted by start."""
    index = 0
    while index < len(spots):
        begin, end = _sentence(plain, spots[index].start)
        last = index + 1
        while last < len(spots) and spots[last].start < end:
            last += 1
        yield spots[index:last], begin, end
        index = last


def lists_of(folded: str, spots: Sequence[S]) -> Iterator[Sequence[S]]:
    """Runs of spots that form a list: joined by commas, slashes, "and", "or"."""
    first = 0
    for index in range(1, len(spots) + 1):
        if index == len(spots) or not _joined(folded, spots[index - 1].end, spots[index].start):
            yield spots[first:index]
            first = index


def sentence_around(plain: str, position: int, most: int = 300) -> str:
    """The sentence that holds `position`, on one line, cut to `most` code points around it."""
    begin, end = _sentence(plain, position)
    begin, end = max(begin, position - most // 2), min(end, position + most // 2)
    return " ".join(plain[begin:end].split())


def _sentence(plain: str, position: int) -> tuple[int, int]:
    lowest = max(0, position - _SENTENCE_REACH)
    begin = max(lowest, plain.rfind("\n", lowest, position) + 1)
    for match in _SENTENCE_END.finditer(plain, begin, position):
        begin = match.end()
    following = _SENTENCE_END.search(plain, position, position + _SENTENCE_REACH)
    return begin, following.start() if following else min(len(plain), position + _SENTENCE_REACH)


def _joined(folded: str, left: int, right: int) -> bool:
    """True if only list punctuation and joining words stand between two mentions, and no bracket closes."""
    gap = folded[left:right]
    if gap in _SIMPLE_GAPS:
        return True
    if len(gap) > _GAP_REACH or "\n" in gap or gap.count(")") > gap.count("("):
        return False
    return gap not in _NO_LIST and _LIST_GAP.fullmatch(gap) is not None
