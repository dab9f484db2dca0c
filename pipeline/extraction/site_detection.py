"""Technologies of a company page from its markup, addresses and headers, by the rules of `site_rules`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import ahocorasick

from pipeline.extraction.site_rules import PLACES, SiteRule, packaged_rules
from pipeline.tables.technologies import Catalogue, Technology

_WINDOW = 150  # code points on each side of a needle that a pattern may read
_TRIES = 8  # occurrences of a needle that a pattern is tried on: bounds the work on hostile pages
_TAG_REACH = 300  # code points before an address in which its tag begins
_EVIDENCE = 200
_IMPLIED_SHARE = 0.9
_ATTRIBUTE = re.compile(
    r"""(?:src|href|action|content|data-[\w-]{1,40}|srcset|poster)\s{0,5}=\s{0,5}["']?([^"'>\s]{4,2000})"""
)
_META = re.compile(r"<meta\b[^>]{0,1000}>")
_META_NAME = re.compile(r"""\b(?:name|property|http-equiv)\s?=\s?["']?([\w:.-]{1,80})""")
_META_CONTENT = re.compile(r"""\bcontent\s?=\s?(?:"([^"]{0,500})|'([^']{0,500}))""")
_GENERATOR = re.compile(r"""\bname\s?=\s?["']?generator\b""")
_LIMIT = 5_000_000  # code points of markup that are read


@dataclass(frozen=True, slots=True)
class Detection:
    """A technology found on a page.

    Attributes:
        evidence: piece of the page that shows it, at most 200 code points, as written.
        where: the place of the rule, or implied.
        rule: the needle that found it, or the technology that implies it.
    """

    technology_id: str
    name: str
    category: str
    confidence: float
    evidence: str
    where: str
    rule: str


class Detector:
    """Site rules, ready; build once per catalogue."""

    def __init__(
        self,
        catalogue: Catalogue,
        rules: Iterable[SiteRule] | None = None,
        more_technologies: Mapping[str, Technology] | None = None,
    ) -> None:
        """`rules`: instead of the packaged ones. `more_technologies`: what they name beyond the catalogue."""
        self._technologies = {**catalogue.technologies, **(more_technologies or {})}
        self._automata: dict[str, ahocorasick.Automaton] = {}
        by_place: dict[str, dict[str, list[SiteRule]]] = {place: {} for place in PLACES}
        self._implied: dict[str, tuple[str, ...]] = {}
        for rule in packaged_rules(catalogue) if rules is None else rules:
            implied = {*self._implied.get(rule.technology_id, ()), *rule.implies}
            self._implied[rule.technology_id] = tuple(sorted(implied))
            by_place["html" if rule.where == "asset" else rule.where].setdefault(rule.needle, []).append(rule)
        for where, needles in by_place.items():
            automaton = ahocorasick.Automaton()
            for needle in sorted(needles):
                automaton.add_word(needle, tuple(needles[needle]))
            if needles:
                automaton.make_automaton()
                self._automata[where] = automaton

    def detect(self, html: str, headers: Sequence[tuple[str, str]] = ()) -> list[Detection]:
        """Technologies of a page, most confident first, then by id; each once, with its best evidence."""
        markup = html[:_LIMIT]
        folded = markup.lower()
        if len(folded) != len(markup):
            markup = folded
        found: dict[str, Detection] = {}
        spans = [match.span(1) for match in _ATTRIBUTE.finditer(folded)]
        metas = [match.group() for match in _META.finditer(folded)]
        generators = "\n".join(meta for meta in metas if _GENERATOR.search(meta))
        header_text = "\n".join(f"{name}: {value}" for name, value in headers)
        self._search("url", _joined(folded, spans), _joined(markup, spans), found)
        self._search("generator", generators, generators, found)
        if "meta" in self._automata:
            lines = "\n".join(_meta_line(meta) for meta in metas)
            self._search("meta", lines, lines, found)
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
            start = last + 1 - len(rules[0].needle)
            for rule in rules:
                best = found.get(rule.technology_id)
                if best is not None and best.confidence >= rule.confidence:
                    continue
                tried = tries.get(rule.needle, 0)
                if tried >= _TRIES:
                    continue
                tries[rule.needle] = tried + 1
                if _holds(rule, folded, start, last + 1):
                    evidence = _snippet(shown, start, last + 1)
                    found[rule.technology_id] = self._detection(
                        rule.technology_id, rule.confidence, evidence, rule.where, rule.needle
                    )

    def _follow_implied(self, found: dict[str, Detection]) -> None:
        open_ids = sorted(found)
        while open_ids:
            source = found[open_ids.pop()]
            for technology_id in self._implied.get(source.technology_id, ()):
                if technology_id in found:
                    continue
                confidence = round(source.confidence * _IMPLIED_SHARE, 4)
                found[technology_id] = self._detection(
                    technology_id, confidence, source.evidence, "implied", source.technology_id
                )
                open_ids.append(technology_id)

    def _detection(self, technology_id: str, confidence: float, evidence: str, where: str, rule: str) -> Detection:
        technology = self._technologies[technology_id]
        return Detection(technology_id, technology.name, technology.category, confidence, evidence, where, rule)


def _holds(rule: SiteRule, folded: str, start: int, end: int) -> bool:
    if rule.where == "asset" and _is_followed_link(folded, start):
        return False
    return rule.pattern is None or rule.pattern.search(folded, max(0, start - _WINDOW), end + _WINDOW) is not None


def _is_followed_link(folded: str, start: int) -> bool:
    """True if the needle stands in the address of an <a>: that site is linked to, not used."""
    tag = folded.rfind("<", max(0, start - _TAG_REACH), start)
    return tag >= 0 and folded[tag + 1 : tag + 2] == "a" and folded[tag + 2 : tag + 3].isspace()


def _joined(text: str, spans: Sequence[tuple[int, int]]) -> str:
    return "\n".join(text[begin:end] for begin, end in spans)


def _meta_line(tag: str) -> str:
    name, content = _META_NAME.search(tag), _META_CONTENT.search(tag)
    return f"{name[1]}: {content[1] or content[2] or ''}" if name and content else ""


def _snippet(text: str, start: int, end: int) -> str:
    begin = max(0, start - 60)
    return " ".join(text[begin : min(len(text), end + 100)].split())[:_EVIDENCE]
