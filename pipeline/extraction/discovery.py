"""Names that stand among technologies in a list but are none that the catalogue knows.

"Experience with Python, Riverboat, Kafka or Seacat is a plus" names two known technologies; "Riverboat" and "Seacat"
stand between them like names, so they may be technologies too. Only such neighbours count: an item must be short,
look like a name, and have two known technologies among the two items before and the two after it.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Container, Iterable, Iterator, Sequence

_SEPARATOR = re.compile(r"[,;|•·()\[\]/&]\s{0,3}|\s(?:and|or|und|oder|et|ou|y|o|e|[-–—*])\s|[:.]\s|\n", re.IGNORECASE)
_BREAK = re.compile(r"[\n:]|\.\s")  # a list goes on over commas, brackets and "and", not over lines or sentences
_REACH = 2  # items on each side
_KNOWN_NEIGHBOURS = 2
_LONGEST_NAME = 40
_MOST_WORDS = 3
_NAME_WORD = re.compile(r"[A-Z0-9.][\w.+#'-]{0,39}|[a-z]{1,20}[A-Z0-9.][\w.+#-]{0,30}")
_EDGES = " \t\"'“”‘’`*_-–—.!?"


def unlisted_terms(
    text: str, known_spans: Iterable[tuple[int, int]], ordinary_words: Container[str] = frozenset()
) -> list[tuple[int, int]]:
    """Spans of the names in `text` that may be technologies without an entry, sorted, apart.

    Args:
        text: a posting's description.
        known_spans: where known technologies stand, start and exclusive end in code points, sorted.
        ordinary_words: lower-case words; a name made of them alone is none.
    """
    found: list[tuple[int, int]] = []
    for begin, end, spans in _lines(text, list(known_spans)):
        starts = [start for start, _ in spans]
        for run in _runs(text, begin, end, spans):
            is_known = [_overlaps(spans, starts, *item) for item in run]
            for place, item in enumerate(run):
                if is_known[place] or not _is_among_known(is_known, place):
                    continue
                name = _name_span(text, *item, place == 0, place == len(run) - 1)
                if name and not _is_plain(text[name[0] : name[1]], ordinary_words):
                    found.append(name)
    return found


def _lines(text: str, spans: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int, Sequence[tuple[int, int]]]]:
    """Start, end and known spans of the lines that hold enough of them: most texts hold few."""
    place = 0
    while place < len(spans):
        begin = text.rfind("\n", 0, spans[place][0]) + 1
        end = text.find("\n", spans[place][1])
        end = len(text) if end < 0 else end
        after = place
        while after < len(spans) and spans[after][0] < end:
            after += 1
        if after - place >= _KNOWN_NEIGHBOURS:
            yield begin, end, spans[place:after]
        place = after


def _runs(text: str, begin: int, end: int, spans: Sequence[tuple[int, int]]) -> Iterator[list[tuple[int, int]]]:
    """Items of one list in a line, in order; a list ends with its sentence. Marks inside a known name part nothing."""
    run: list[tuple[int, int]] = []
    place = 0
    for mark in _SEPARATOR.finditer(text, begin, end):
        while place < len(spans) and spans[place][1] <= mark.start():
            place += 1
        if place < len(spans) and spans[place][0] <= mark.start():
            continue
        run.append((begin, mark.start()))
        begin = mark.end()
        if _BREAK.search(mark.group()):
            if len(run) > _KNOWN_NEIGHBOURS:
                yield run
            run = []
    run.append((begin, end))
    if len(run) > _KNOWN_NEIGHBOURS:
        yield run


def _overlaps(spans: Sequence[tuple[int, int]], starts: Sequence[int], start: int, end: int) -> bool:
    place = bisect_left(starts, end) - 1
    return place >= 0 and spans[place][1] > start


def _is_among_known(is_known: Sequence[bool], place: int) -> bool:
    around = is_known[max(0, place - _REACH) : place + _REACH + 1]
    return sum(around) >= _KNOWN_NEIGHBOURS


def _name_span(text: str, start: int, end: int, is_first: bool, is_last: bool) -> tuple[int, int] | None:
    """The item without the sentence around the list: "knowledge of Riverboat", "Seacat is a plus"."""
    if end - start > _LONGEST_NAME * 5:
        return None
    words = [(match.start() + start, match.end() + start) for match in re.finditer(r"\S+", text[start:end])]
    words = [(a, b) for a, b in (_trimmed(text, a, b) for a, b in words) if a < b]
    names = [_NAME_WORD.fullmatch(text, a, b) is not None for a, b in words]
    first, last = 0, len(words)
    if is_first:
        while last > 0 and first < last and not all(names[first:last]):
            first += 1
    elif is_last:
        while first < last and not all(names[first:last]):
            last -= 1
    kept = words[first:last]
    if not kept or len(kept) > _MOST_WORDS or not all(names[first:last]):
        return None
    span = (kept[0][0], kept[-1][1])
    return span if 2 <= span[1] - span[0] <= _LONGEST_NAME else None


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start] in _EDGES and not (text[start] == "." and text[start + 1 : end].isalpha()):
        start += 1
    while start < end and text[end - 1] in _EDGES:
        end -= 1
    return start, end


_NO_NAME = re.compile(
    r"(?:e\.?g|i\.?e|etc|et\.?al|incl|z\.?b|u\.?a|p\.?ex)\.?|\d[\d.]*[+x]?|[\w.-]+\.(?:com|org|net|uk|de|fr|ca)", re.I
)


def _is_plain(name: str, ordinary_words: Container[str]) -> bool:
    if _NO_NAME.fullmatch(name):
        return True
    words = re.findall(r"[^\W\d_]+", name.casefold())
    return not words or all(word in ordinary_words or word.rstrip("s") in ordinary_words for word in words)
