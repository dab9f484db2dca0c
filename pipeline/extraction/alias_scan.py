"""Finding every place where an alias stands as a word of its own: one automaton pass, then boundary checks.

Aliases of one or two letters would stop the automaton at every third letter of a text, so they enter it together with
the signs that may stand around them: " c,", "(go)".
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

import ahocorasick

from pipeline.extraction.known_names import KnownName, known_name
from pipeline.extraction.text_folding import FoldedText
from pipeline.extraction.word_boundaries import ends_anyway, is_in_address, starts_anyway
from pipeline.tables.technologies import Alias, Catalogue

_LONGEST_SHORT = 2
_BEFORE_SHORT = ' \n"(,/[{:;*=|•·>+.-~?!'
_AFTER_SHORT = ' \n"),/]}:;*=|•·<.-~?!'
# A node of the automaton tries its branches in the order they were added, so frequent letters are added first.
_FREQUENT_FIRST = str.maketrans({char: chr(rank) for rank, char in enumerate(" etaoinsrhldcumfpgwybvkxjqz\n,.-")})
_SIGNS_INSIDE = frozenset("_+#")
_JOINS_WORD = frozenset("_@")
_JOINS_ADDRESS = frozenset("/.-_=?&@%:~#")


class Candidate(NamedTuple):
    """A known name found at `start` to `end` of the folded text."""

    start: int
    end: int
    name: KnownName


class AliasScanner:
    """All aliases of a catalogue that count in running text, ready to scan."""

    def __init__(self, catalogue: Catalogue) -> None:
        by_surface: dict[str, list[Alias]] = defaultdict(list)
        for alias in catalogue.aliases:
            if not alias.is_lookup_only:
                by_surface[alias.surface.lower()].append(alias)
        self._automaton = ahocorasick.Automaton()
        meant: list[tuple[str, tuple[int, int, tuple[KnownName, ...]]]] = []
        for surface, aliases in sorted(by_surface.items()):
            if len(aliases) > 1:
                aliases.sort(key=lambda alias: (not alias.is_case_sensitive, alias.surface))
            names = tuple(known_name(alias, catalogue.technologies[alias.technology_id]) for alias in aliases)
            meant.extend((spelling, (len(surface), behind, names)) for spelling, behind in _with_boundaries(surface))
        for spelling, meaning in sorted(meant, key=lambda entry: entry[0].translate(_FREQUENT_FIRST)):
            self._automaton.add_word(spelling, meaning)
        self._automaton.make_automaton()

    def scan(self, text: FoldedText) -> list[Candidate]:
        """Every alias that stands as a word, longest first among overlapping ones removed; sorted by start."""
        found = self._as_words(text)
        if len(found) < 2:
            return found
        found.sort(key=_scan_order)
        return _longest(found)

    def _as_words(self, text: FoldedText) -> list[Candidate]:
        plain = text.plain
        padded = f"\n{text.folded}\n"  # a neighbour on both sides of every name; `at` counts in it, spans do not
        found: list[Candidate] = []
        for last, (length, behind, names) in self._automaton.iter(padded):
            stop = last + 1 - behind
            at = stop - length
            before, after = padded[at - 1], padded[stop]
            start, end = at - 1, stop - 1
            if (before.isalnum() or before in _JOINS_WORD) and (
                plain[start].islower() or not starts_anyway(plain, start)
            ):
                continue
            if (after.isalnum() or after in _SIGNS_INSIDE) and (
                plain[end].islower() or not ends_anyway(plain, start, end)
            ):
                continue
            if (before in _JOINS_ADDRESS or after in _JOINS_ADDRESS) and is_in_address(plain, start, end):
                continue
            for name in names:
                if not name.alias.is_case_sensitive or plain[start:end] == name.alias.surface:
                    found.append(Candidate(start, end, name))
                    break
        return found


def _with_boundaries(surface: str) -> Iterator[tuple[str, int]]:
    """What to search for `surface`, and how many signs behind the surface belong to it."""
    if len(surface) > _LONGEST_SHORT or not surface.isalnum():
        yield surface, 0
        return
    for before in _BEFORE_SHORT:
        for after in _AFTER_SHORT:
            yield f"{before}{surface}{after}", 1


def _scan_order(candidate: Candidate) -> tuple[int, int, bool, str]:
    alias = candidate.name.alias
    return candidate.start, -candidate.end, not alias.is_case_sensitive, alias.technology_id


def _longest(found: list[Candidate]) -> list[Candidate]:
    """Of overlapping candidates keep the longest; `found` is sorted by start, then longest first."""
    kept: list[Candidate] = []
    for candidate in found:
        if kept and candidate.start < kept[-1].end:
            if candidate.end - candidate.start > kept[-1].end - kept[-1].start:
                kept[-1] = candidate
            continue
        kept.append(candidate)
    return kept
