"""Finding every place where an alias stands as a word of its own: one automaton pass, then boundary checks."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

import ahocorasick

from pipeline.extraction.context_rules import cue_pattern
from pipeline.extraction.text_folding import FoldedText
from pipeline.tables.technologies import Alias, Catalogue

_SHORTEST_IN_AUTOMATON = 3  # shorter surfaces would stop the automaton at every third letter; a regex finds them
# Scraped texts lose line breaks: "ExcelExperience with". Only these words are taken for the next or previous line.
_GLUED_AFTER = re.compile(cue_pattern("glued_after"))
_GLUED_BEFORE = re.compile(rf"{cue_pattern('glued_before')}$")
_ADDRESS = re.compile(
    r"https?://|www\.|@[\w-]+\.|^[\w-]+(?:\.[\w-]+)*\.(?:com|org|net|io|co|de|ch|fr|edu|gov|ai)/", re.IGNORECASE
)
_JOINING = frozenset("/.-_=?&@%:~#")
_ADDRESS_REACH = 200  # code points: an address longer than this before a name is not recognised, which bounds the work
_VERSION_TAIL = re.compile(r"(?:\.?\d+)+(?:\.?x)?(?![^\W\d_])|(?:\d+[a-z]?)(?!\w)")


@dataclass(frozen=True, slots=True)
class Candidate:
    """An alias found at `start` to `end` of the folded text."""

    start: int
    end: int
    alias: Alias


class AliasScanner:
    """All aliases of a catalogue that count in running text, ready to scan."""

    def __init__(self, catalogue: Catalogue) -> None:
        by_surface: dict[str, list[Alias]] = defaultdict(list)
        for alias in catalogue.aliases:
            if not alias.is_lookup_only:
                by_surface[alias.surface.lower()].append(alias)
        self._automaton = ahocorasick.Automaton()
        short: list[str] = []
        self._short: dict[str, tuple[Alias, ...]] = {}
        for surface in sorted(by_surface):
            aliases = tuple(sorted(by_surface[surface], key=lambda a: (not a.is_case_sensitive, a.surface)))
            if len(surface) < _SHORTEST_IN_AUTOMATON and surface.isalnum():
                short.append(surface)
                self._short[surface] = aliases
            else:
                self._automaton.add_word(surface, (len(surface), aliases))
        self._automaton.make_automaton()
        spellings = {spelling for surface in short for spelling in _cases(surface, self._short[surface])}
        pattern = "|".join(sorted(map(re.escape, spellings))) or r"(?!)"
        self._short_pattern = re.compile(rf"\b(?:{pattern})\b")

    def scan(self, text: FoldedText) -> list[Candidate]:
        """Every alias that stands as a word, longest first among overlapping ones removed; sorted by start."""
        found = self._long_names(text)
        found.extend(self._short_names(text))
        if not found:
            return found
        found = [c for c in found if not _in_address(text.plain, c.start, c.end)]
        found.sort(key=lambda c: (c.start, -c.end, c.alias.is_case_sensitive is False, c.alias.technology_id))
        return _longest(found)

    def _long_names(self, text: FoldedText) -> list[Candidate]:
        folded, plain = text.folded, text.plain
        limit = len(folded)
        found: list[Candidate] = []
        for last, (length, aliases) in self._automaton.iter(folded):
            end = last + 1
            start = end - length
            if end < limit:
                following = folded[end]
                if (following.isalnum() or following in "_+#") and not _ends_anyway(plain, folded, start, end):
                    continue
            if start:
                before = folded[start - 1]
                inside = (before.isalnum() or before in "_@") and folded[start].isalnum()
                if inside and not _starts_anyway(plain, start):
                    continue
            written = plain[start:end]
            for alias in aliases:
                if not alias.is_case_sensitive or alias.surface == written:
                    found.append(Candidate(start, end, alias))
                    break
        return found

    def _short_names(self, text: FoldedText) -> Iterable[Candidate]:
        plain = text.plain
        for match in self._short_pattern.finditer(plain):
            start, end = match.span()
            if plain[start - 1 : start] in ("@", "&", "'", "_") or plain[end : end + 1] in ("+", "#", "&", "_", "'"):
                continue
            written = match.group()
            for alias in self._short[written.lower()]:
                if not alias.is_case_sensitive or alias.surface == written:
                    yield Candidate(start, end, alias)
                    break


def _cases(surface: str, aliases: tuple[Alias, ...]) -> set[str]:
    spellings: set[str] = set()
    for alias in aliases:
        spellings.add(alias.surface)
        if not alias.is_case_sensitive:
            spellings |= {surface, surface.upper(), surface.capitalize()}
    return spellings


def _ends_anyway(plain: str, folded: str, start: int, end: int) -> bool:
    """True if the name ends here although a letter, digit or sign follows: a version, a plus, or a glued word."""
    following = plain[end]
    if following.isdigit():
        return end - start >= 3 and folded[end - 1].isalpha() and _VERSION_TAIL.match(folded, end, end + 12) is not None
    if following == "+":
        return end - start > 1 and plain[end : end + 2] != "++"
    if following.isupper():
        return end - start >= 3 and _GLUED_AFTER.match(plain, end, end + 20) is not None
    return False


def _starts_anyway(plain: str, start: int) -> bool:
    """True if the name starts here although a letter precedes: the end of a glued word."""
    if not plain[start].isupper() or not plain[start - 1].islower():
        return False
    return _GLUED_BEFORE.search(plain, max(0, start - 20), start) is not None


def _in_address(plain: str, start: int, end: int) -> bool:
    """True if the name is part of a URL, an e-mail address, or the first part of a host or file name."""
    if plain[end : end + 1] == "." and plain[end + 1 : end + 2].islower():
        return True  # "stripe.com", "d3.min.js"
    if start > 1 and plain[start - 1] == "." and plain[start - 2].isalnum() and plain[start].islower():
        return True  # "main.js", "jobs.lever"
    if plain[start - 1 : start] not in _JOINING and plain[end : end + 1] not in _JOINING:
        return False
    left = max(0, start - _ADDRESS_REACH)
    token = plain[left : end + _ADDRESS_REACH]
    begin = (
        max(token.rfind(" ", 0, start - left), token.rfind("\n", 0, start - left), token.rfind("(", 0, start - left))
        + 1
    )
    token = token[begin:].split(maxsplit=1)[0]
    match = _ADDRESS.search(token)
    return match is not None


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
