"""Finding every place where an alias stands as a word of its own: one automaton pass, then boundary checks.

Aliases of one or two letters would stop the automaton at every third letter of a text, so they enter it together with
the signs that may stand around them: " c,", "(go)".
"""

from __future__ import annotations

from collections import defaultdict
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick, Implementation

from pipeline.extraction.known_names import KnownName, known_name
from pipeline.extraction.text_folding import FoldedText
from pipeline.extraction.word_boundaries import ends_anyway, is_in_address, starts_anyway
from pipeline.tables.technologies import Alias, Catalogue

_LONGEST_SHORT = 2
_BEFORE_SHORT = ' \n"(,/[{:;*=|•·>+.-~?!'
_AFTER_SHORT = ' \n"),/]}:;*=|•·<.-~?!'
_SMALL_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyz")
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
        spellings: list[str] = []
        self._meant: list[tuple[KnownName, ...]] = []  # by spelling; the short ones first
        for surface, aliases in sorted(by_surface.items(), key=lambda entry: (not _is_short(entry[0]), entry[0])):
            if len(aliases) > 1:
                aliases.sort(key=lambda alias: (not alias.is_case_sensitive, alias.surface))
            names = tuple(known_name(alias, catalogue.technologies[alias.technology_id]) for alias in aliases)
            written = _between_signs(surface) if _is_short(surface) else [surface]
            spellings.extend(written)
            self._meant.extend([names] * len(written))
        shorts = sum(map(_is_short, by_surface))
        self._first_long = shorts * len(_BEFORE_SHORT) * len(_AFTER_SHORT)
        # contiguous: a fully expanded automaton answers faster alone, but falls out of the cache between texts
        self._automaton = AhoCorasick(spellings, implementation=Implementation.ContiguousNFA, store_patterns=False)

    def scan(self, text: FoldedText) -> list[Candidate]:
        """Every alias that stands as a word, longest first among overlapping ones removed; sorted by start."""
        found = self._as_words(text)
        if len(found) < 2:
            return found
        found.sort(key=_scan_order)
        return _longest(found)

    def _as_words(self, text: FoldedText) -> list[Candidate]:
        folded = f"\n{text.folded}\n"  # a neighbour on both sides of every name: spots count in it, candidates do not
        plain = f"\n{text.plain}\n"
        found: list[Candidate] = []
        first_long, meant = self._first_long, self._meant
        for spelling, at, stop in self._automaton.find_matches_as_indexes(folded, overlapping=True):
            if spelling < first_long:
                at, stop = at + 1, stop - 1
            elif plain[stop] in _SMALL_LETTERS:
                continue  # most spots: a longer word begins like a name
            start, before = at - 1, folded[at - 1]
            if (before.isalnum() or before in _JOINS_WORD) and (
                plain[at].islower() or not starts_anyway(text.plain, start)
            ):
                continue
            end, after = stop - 1, folded[stop]
            if (after.isalnum() or after in _SIGNS_INSIDE) and (
                plain[stop].islower() or not ends_anyway(text.plain, start, end)
            ):
                continue
            if (before in _JOINS_ADDRESS or after in _JOINS_ADDRESS) and is_in_address(text.plain, start, end):
                continue
            for name in meant[spelling]:
                if not name.alias.is_case_sensitive or plain[at:stop] == name.alias.surface:
                    found.append(Candidate(start, end, name))
                    break
        return found


def _is_short(surface: str) -> bool:
    return len(surface) <= _LONGEST_SHORT and surface.isalnum()


def _between_signs(surface: str) -> list[str]:
    return [f"{before}{surface}{after}" for before in _BEFORE_SHORT for after in _AFTER_SHORT]


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
