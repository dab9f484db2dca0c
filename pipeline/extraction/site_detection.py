"""Technologies of a company page from its markup, addresses and headers.

Rules are lines of `site_rules.csv`: technology_id, where, needle, pattern, confidence, implies.

    where     url        addresses in src, href, action, content and the like, lower-cased
              generator  content of <meta name="generator">
              html       the markup, lower-cased
              header     "name: value" of a response header, lower-cased
    needle    a literal that must occur there, lower case; one automaton pass finds all needles of a page
    pattern   regular expression that must match in a window around the needle; empty: the needle suffices
    implies   technology ids separated by blanks that come with it, at 0.9 of its confidence

All rules are written for this project.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib.resources import files

import ahocorasick

from pipeline.errors import ConfigurationError
from pipeline.tables.technologies import Catalogue

_WINDOW = 150  # code points on each side of a needle that a pattern may read
_TRIES = 8  # occurrences of a needle that a pattern is tried on: bounds the work on hostile pages
_EVIDENCE = 200
_IMPLIED_SHARE = 0.9
_ATTRIBUTE = re.compile(
    r"""(?:src|href|action|content|data-[\w-]{1,40}|srcset|poster)\s{0,5}=\s{0,5}["']?([^"'>\s]{4,2000})"""
)
_GENERATOR = re.compile(r"""<meta\b[^>]{0,300}?\bname\s?=\s?["']?generator\b[^>]{0,300}>""")
_LIMIT = 5_000_000  # code points of markup that are read


@dataclass(frozen=True, slots=True)
class Detection:
    """A technology found on a page.

    Attributes:
        evidence: piece of the page that shows it, at most 200 code points, as written.
        where: url, generator, html, header or implied.
        rule: the needle that found it, or the technology that implies it.
    """

    technology_id: str
    name: str
    category: str
    confidence: float
    evidence: str
    where: str
    rule: str


@dataclass(frozen=True, slots=True)
class _Rule:
    technology_id: str
    where: str
    needle: str
    pattern: re.Pattern[str] | None
    confidence: float
    implies: tuple[str, ...]


class Detector:
    """All site rules, ready; build once per catalogue."""

    def __init__(self, catalogue: Catalogue, rules_text: str | None = None) -> None:
        """`rules_text`: another text of rules instead of the packaged one. Raises: ConfigurationError."""
        self._technologies = catalogue.technologies
        text = _packaged_rules() if rules_text is None else rules_text
        self._automata: dict[str, ahocorasick.Automaton] = {}
        by_place: dict[str, dict[str, list[_Rule]]] = {"url": {}, "generator": {}, "html": {}, "header": {}}
        self._implied: dict[str, tuple[str, ...]] = {}
        for rule in _read_rules(text, catalogue):
            implied = {*self._implied.get(rule.technology_id, ()), *rule.implies}
            self._implied[rule.technology_id] = tuple(sorted(implied))
            by_place[rule.where].setdefault(rule.needle, []).append(rule)
        for where, needles in by_place.items():
            automaton = ahocorasick.Automaton()
            for needle in sorted(needles):
                automaton.add_word(needle, tuple(needles[needle]))
            if needles:
                automaton.make_automaton()
                self._automata[where] = automaton

    def detect(self, html: str, url: str | None = None, headers: Sequence[tuple[str, str]] = ()) -> list[Detection]:
        """Technologies of a page, most confident first, then by id; each once, with its best evidence."""
        markup = html[:_LIMIT]
        folded = markup.lower()
        if len(folded) != len(markup):
            markup = folded
        found: dict[str, Detection] = {}
        spans = [match.span(1) for match in _ATTRIBUTE.finditer(folded)]
        addresses = "\n".join(folded[begin:end] for begin, end in spans)
        shown_addresses = "\n".join(markup[begin:end] for begin, end in spans)
        generators = "\n".join(match.group() for match in _GENERATOR.finditer(folded))
        header_text = "\n".join(f"{name}: {value}" for name, value in headers)
        self._search("url", addresses, shown_addresses, found)
        self._search("generator", generators, generators, found)
        self._search("html", folded, markup, found)
        self._search("header", header_text.lower(), header_text, found)
        self._follow_implied(found)
        return sorted(found.values(), key=lambda d: (-d.confidence, d.technology_id))

    def _search(self, where: str, folded: str, shown: str, found: dict[str, Detection]) -> None:
        automaton = self._automata.get(where)
        if automaton is None or not folded:
            return
        if len(shown) != len(folded):
            shown = folded
        tries: dict[str, int] = {}
        for last, rules in automaton.iter(folded):
            for rule in rules:
                best = found.get(rule.technology_id)
                if best is not None and best.confidence >= rule.confidence:
                    continue
                tried = tries.get(rule.needle, 0)
                if tried >= _TRIES:
                    continue
                tries[rule.needle] = tried + 1
                start = last + 1 - len(rule.needle)
                if rule.pattern is not None:
                    match = rule.pattern.search(folded, max(0, start - _WINDOW), last + 1 + _WINDOW)
                    if match is None:
                        continue
                evidence = _snippet(shown, start, last + 1)
                technology = self._technologies[rule.technology_id]
                found[rule.technology_id] = Detection(
                    rule.technology_id,
                    technology.name,
                    technology.category,
                    rule.confidence,
                    evidence,
                    where,
                    rule.needle,
                )

    def _follow_implied(self, found: dict[str, Detection]) -> None:
        open_ids = sorted(found)
        while open_ids:
            source = found[open_ids.pop()]
            for technology_id in self._implied.get(source.technology_id, ()):
                confidence = round(source.confidence * _IMPLIED_SHARE, 4)
                if technology_id in found:
                    continue
                technology = self._technologies[technology_id]
                found[technology_id] = Detection(
                    technology_id,
                    technology.name,
                    technology.category,
                    confidence,
                    source.evidence,
                    "implied",
                    source.technology_id,
                )
                open_ids.append(technology_id)


def _snippet(text: str, start: int, end: int) -> str:
    begin = max(0, start - 60)
    return " ".join(text[begin : min(len(text), end + 100)].split())[:_EVIDENCE]


def _packaged_rules() -> str:
    return (files("pipeline.extraction") / "site_rules.csv").read_text(encoding="utf-8")


def _read_rules(text: str, catalogue: Catalogue) -> Iterable[_Rule]:
    for line, row in enumerate(csv.DictReader(io.StringIO(text)), start=2):
        problem = None
        implies = tuple(row["implies"].split())
        unknown = [i for i in (row["technology_id"], *implies) if i not in catalogue.technologies]
        if unknown:
            problem = f"unknown technology_id {unknown[0]!r}; add it to the catalogue first"
        elif row["where"] not in ("url", "generator", "html", "header"):
            problem = f"unknown place {row['where']!r}; use url, generator, html or header"
        elif len(row["needle"]) < 3 or row["needle"] != row["needle"].lower():
            problem = f"needle {row['needle']!r}; give at least 3 characters in lower case"
        if problem:
            raise ConfigurationError(f"extraction/site_rules.csv, line {line}: {problem}")
        pattern = re.compile(row["pattern"]) if row["pattern"] else None
        yield _Rule(row["technology_id"], row["where"], row["needle"], pattern, float(row["confidence"]), implies)
