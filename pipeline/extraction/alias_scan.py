"""Finding every place where an alias stands as a word of its own: one automaton pass, then boundary checks.

The automaton reads a copy of the text in which every sign is a blank, and its patterns begin with one: inside of words
it rests. What it finds is compared with the text itself. The copy has one byte a code point, so spots are code points.
"""

from __future__ import annotations

from collections import defaultdict
from typing import NamedTuple

from ahocorasick_rs import BytesAhoCorasick, Implementation

from pipeline.extraction.known_names import KnownName, known_name
from pipeline.extraction.text_folding import FoldedText
from pipeline.extraction.word_boundaries import ends_anyway, glued_starts, is_in_address, starts_anyway
from pipeline.tables.technologies import Alias, Catalogue

_LONGEST_SHORT = 2
_BEFORE_SHORT = frozenset('\n "(,/[{:;*=|•·>+.-~?!')
_AFTER_SHORT = frozenset('\n "),/]}:;*=|•·<.-~?!')
_SMALL_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyz")
_SIGNS_INSIDE = frozenset("_+#")
_JOINS_WORD = frozenset("_@")
_JOINS_ADDRESS = frozenset("/.-_=?&@%:~#")
_BLANK_SIGNS = bytes(
    code if chr(code).isalnum() or chr(code) in _JOINS_WORD else ord(" ") for code in range(256)
)  # Latin-1


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
        self._meant: dict[str, tuple[KnownName, ...]] = {}
        for surface, aliases in sorted(by_surface.items()):
            if len(aliases) > 1:
                aliases.sort(key=lambda alias: (not alias.is_case_sensitive, alias.surface))
            self._meant[surface] = tuple(
                known_name(alias, catalogue.technologies[alias.technology_id]) for alias in aliases
            )
        self._shorts = frozenset(filter(_is_short, self._meant))
        self._longest = max(map(len, self._meant), default=0)
        shorts = [_signs_blank(f" {surface} ") for surface in sorted(self._shorts)]
        patterns = sorted({_signs_blank(surface) for surface in self._meant if surface not in self._shorts})
        words = [b" " + pattern for pattern in patterns if not pattern.startswith(b" ")]
        signs_first = [pattern for pattern in patterns if pattern.startswith(b" ")]
        self._first_word = len(shorts)
        self._first_sign = len(shorts) + len(words)
        # contiguous: a fully expanded automaton is ready too late
        self._automaton = BytesAhoCorasick([*shorts, *words, *signs_first], implementation=Implementation.ContiguousNFA)

    def scan(self, text: FoldedText) -> list[Candidate]:
        """Every alias that stands as a word, longest first among overlapping ones removed; sorted by start."""
        found = self._as_words(text)
        if len(found) < 2:
            return found
        found.sort(key=_scan_order)
        return _longest(found)

    def _as_words(self, text: FoldedText) -> list[Candidate]:
        folded = f"\n{text.folded}\n\n"  # neighbours on both sides of every name: spots count in it, candidates do not
        plain = f"\n{text.plain}\n\n"
        found: list[Candidate] = []
        meant, first_word, first_sign = self._meant, self._first_word, self._first_sign
        for pattern, at, stop in self._spots(text):
            if pattern < first_word:
                stop -= 1
                if folded[at] not in _BEFORE_SHORT or folded[stop] not in _AFTER_SHORT:
                    continue
            elif plain[stop] in _SMALL_LETTERS:
                continue  # most spots: a longer word begins like a name
            at += pattern < first_sign  # without the blank
            names = meant.get(folded[at:stop])
            if names is None:
                continue  # other signs
            start, end = at - 1, stop - 1
            before, after = folded[start], folded[stop]
            if (before.isalnum() or before in _JOINS_WORD) and (
                plain[at].islower() or not starts_anyway(text.plain, start)
            ):
                continue
            if (after.isalnum() or after in _SIGNS_INSIDE) and (
                plain[stop].islower() or not ends_anyway(text.plain, start, end)
            ):
                continue
            if (before in _JOINS_ADDRESS or after in _JOINS_ADDRESS) and is_in_address(text.plain, start, end):
                continue
            for name in names:
                if not name.alias.is_case_sensitive or plain[at:stop] == name.alias.surface:
                    found.append(Candidate(start, end, name))
                    break
        return found

    def _spots(self, text: FoldedText) -> list[tuple[int, int, int]]:
        """(pattern, start, stop) wherever a name may stand, counted in the text with a neighbour on both sides."""
        copy = _signs_blank(f"\n{text.folded}\n")
        spots = self._automaton.find_matches_as_indexes(copy, overlapping=True)
        for start in glued_starts(text.plain):
            behind = b" " + copy[start + 1 : start + 1 + self._longest]
            found = self._automaton.find_matches_as_indexes(behind, overlapping=True)
            spots.extend((pattern, start, start + stop) for pattern, at, stop in found if at == 0)
        return spots


def _is_short(surface: str) -> bool:
    return len(surface) <= _LONGEST_SHORT and surface.isalnum()


def _signs_blank(text: str) -> bytes:
    """`text` with a blank for every sign and every letter beyond Latin-1, a byte a code point."""
    return text.encode("latin-1", "replace").translate(_BLANK_SIGNS)


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
