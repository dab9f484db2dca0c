"""What a mention says about the employer: used, alternative, negated, employer_product, boilerplate or not_evidence.

Decided per sentence: mentions joined by commas, slashes, "and" or "or" form a list, and what stands before and behind a
list holds for its members. The first rule that holds decides; its name is the reason.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.extraction.company_names import CompanyName
from pipeline.extraction.polarity_rules import (
    ALTERNATIVE_AFTER,
    ALTERNATIVE_BEFORE,
    AND_LAST,
    ETC_AFTER,
    EXAMPLE_BEFORE,
    OR_BEFORE,
    OR_BETWEEN,
    RULE_CUES,
    RULES,
)
from pipeline.tables.technologies import Technology

_REACH_BEFORE = 150
_REACH_AFTER = 90
_SENTENCE_REACH = 600  # a longer stretch without a full stop is cut: bounds the work on text without sentences
_SENTENCE_END = re.compile(r"(?<![.\s]\w)(?<!e\.g)(?<!i\.e)(?<!etc)(?<!inc)(?<!vs)[.!?](?=\s+[A-Z(\"'\d])|\n")
_LIST_GAP = re.compile(
    r"[\s\d.x+]*(?:version\s[\d.x]+)?(?:\([^()\n]{0,30}\))?[\s\d.x+)]*"
    r"(?:[,/;|&+•·(-]\s*(?:[\w.+#&-]{1,20}(?: [\w.+#&-]{1,20}){0,2}\s?[,/]\s?)?)?\s*"
    r"(?:and/or|und/oder|et/ou|and|or|und|oder|et|ou|y|bzw\.?|as well as|e\.g\.)?\s*(?:an? |the |in |with |either |some |even )?\(?"
)
_NO_COMPANY = frozenset(
    "Programming language;Query language;Markup and style;Template language;Data format;Frontend framework;JavaScript library"
    ";Web framework;UI component library;CSS framework;Library;Python library;ORM and data access;Platform and runtime"
    ";Protocols and formats;Database;Big data;Operating system;Testing;Build and package tools;Web and application servers"
    ";Container;Orchestration and service mesh;Infrastructure as code and configuration;Machine learning".split(";")
)
_CHANNELS = frozenset({"Collaboration", "Office and productivity", "Social media", "Communication APIs"})
_PROFILES = frozenset({"Social media", "Version control", "Collaboration"})
_PROFILE_NAMES = frozenset(
    {"github", "gitlab", "bitbucket", "stack-overflow", "kaggle", "linkedin", "skype", "slack", "whatsapp"}
)


@dataclass(frozen=True, slots=True)
class Spot:
    """A place whose polarity is asked: its span in the folded text, its technology, and the text as written."""

    start: int
    end: int
    technology: Technology
    written: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """A polarity and the rule that decided it."""

    polarity: str
    reason: str


def polarities(plain: str, folded: str, spots: Sequence[Spot], company: CompanyName) -> list[Verdict]:
    """One verdict a spot; `spots` sorted by start, not overlapping."""
    verdicts: list[Verdict] = []
    index = 0
    while index < len(spots):
        begin, end = _sentence(plain, spots[index].start)
        last = index + 1
        while last < len(spots) and spots[last].start < end:
            last += 1
        verdicts.extend(_sentence_verdicts(folded, spots[index:last], begin, end, company))
        index = last
    return verdicts


def _sentence(plain: str, position: int) -> tuple[int, int]:
    begin = max(0, position - _SENTENCE_REACH)
    for match in _SENTENCE_END.finditer(plain, begin, position):
        begin = match.end()
    match_end = _SENTENCE_END.search(plain, position, position + _SENTENCE_REACH)
    return begin, match_end.start() if match_end else min(len(plain), position + _SENTENCE_REACH)


def _sentence_verdicts(folded: str, spots: Sequence[Spot], begin: int, end: int, company: CompanyName) -> list[Verdict]:
    has_cue = RULE_CUES.search(folded, begin, end) is not None
    verdicts: list[Verdict] = []
    first = 0
    while first < len(spots):
        last = first + 1
        while last < len(spots) and _joined(folded, spots[last - 1].end, spots[last].start):
            last += 1
        group = spots[first:last]
        alternative = _alternative(folded, group, begin, end)
        for spot in group:
            verdict = _own_product(spot, company)
            if verdict is None and has_cue:
                verdict = _by_rules(folded, spot, group, begin, end)
            verdicts.append(verdict or alternative or Verdict("used", "named"))
        first = last
    return verdicts


def _joined(folded: str, left: int, right: int) -> bool:
    return (
        right - left <= 70 and "\n" not in folded[left:right] and _LIST_GAP.fullmatch(folded, left, right) is not None
    )


def _own_product(spot: Spot, company: CompanyName) -> Verdict | None:
    if company.is_named_by(spot.written) or company.is_named_by(spot.technology.name):
        return Verdict("employer_product", "company_name")
    if company.begins(spot.written):
        return Verdict("employer_product", "company_name_in_product")
    if spot.technology.vendor and company.is_named_by(spot.technology.vendor):
        return Verdict("employer_product", "company_is_vendor")
    return None


def _by_rules(folded: str, spot: Spot, group: Sequence[Spot], begin: int, end: int) -> Verdict | None:
    before = folded[max(begin, group[0].start - _REACH_BEFORE) : group[0].start]
    after = folded[group[-1].end : min(end, group[-1].end + _REACH_AFTER)]
    own_before, own_after = before, after
    if len(group) > 1:
        own_before = folded[max(begin, spot.start - _REACH_BEFORE) : spot.start]
        own_after = folded[spot.end : min(end, spot.end + _REACH_AFTER)]
    for rule in RULES:
        if rule.only is not None and not _applies(rule.only, spot.technology):
            continue
        for left, right in ((before, after), (own_before, own_after)):
            if rule.before is not None and not rule.before.search(left):
                continue
            if rule.after is not None and not rule.after.match(right):
                continue
            if rule.unless is not None and (rule.unless.search(left) or rule.unless.match(right.lstrip())):
                continue
            return Verdict(rule.polarity, rule.name)
            break
    return None


def _applies(only: str, technology: Technology) -> bool:
    if only == "products":
        return technology.category not in _NO_COMPANY
    if only == "channels":
        return technology.category in _CHANNELS
    return technology.category in _PROFILES or technology.technology_id in _PROFILE_NAMES


def _alternative(folded: str, group: Sequence[Spot], begin: int, end: int) -> Verdict | None:
    before = folded[max(begin, group[0].start - _REACH_BEFORE) : group[0].start]
    after = folded[group[-1].end : min(end, group[-1].end + _REACH_AFTER)]
    inside = " ".join(folded[a.end : b.start] for a, b in zip(group, group[1:], strict=False))
    if OR_BETWEEN.search(inside):
        return Verdict("alternative", "or_between")
    if ALTERNATIVE_AFTER.match(after):
        return Verdict("alternative", "or_other")
    if ALTERNATIVE_BEFORE.search(before):
        return Verdict("alternative", "one_of")
    if OR_BEFORE.search(before):
        return Verdict("alternative", "or_before")
    if EXAMPLE_BEFORE.search(before):
        if ETC_AFTER.match(after) or not AND_LAST.search(inside):
            return Verdict("alternative", "for_example")
    return None
