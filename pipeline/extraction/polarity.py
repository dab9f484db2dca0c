"""What a mention says about the employer: used, alternative, negated, employer_product, boilerplate or not_evidence.

Decided per sentence: mentions joined by commas, slashes, "and" or "or" form a list, and what stands before and behind a
list holds for its members. The first rule that holds decides; its name is the reason.
"""

from __future__ import annotations

import itertools
import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import ahocorasick

from pipeline.extraction.company_names import CompanyName
from pipeline.extraction.context_rules import PolarityRule, cue_pattern, load_polarity_rules
from pipeline.tables.technologies import Technology

_REACH_BEFORE = 150
_REACH_AFTER = 90
_GAP_REACH = 70
_SENTENCE_REACH = 600  # a longer stretch without a full stop is cut: bounds the work on text without sentences
_SENTENCE_END = re.compile(r"(?<![.\s]\w)(?<!e\.g)(?<!i\.e)(?<!etc)(?<!inc)(?<!vs)[.!?](?=\s+[A-Z(\"'\d])|\n")
_LIST_GAP = re.compile(
    r"[\s\d.x+]*(?:version\s[\d.x]+)?(?:\([^()\n]{0,30}\))?[\s\d.x+)]*"
    r"(?:[,/;|&+•·(-]\s*(?:[\w.+#&-]{1,20}(?: [\w.+#&-]{1,20}){0,2}\s?[,/]\s?)?)?\s*"
    r"(?:and/or|or/and|und/oder|et/ou|and|or|und|oder|et|ou|y|bzw\.?|as well as|e\.g\.)?\s*"
    r"(?:an? |the |in |with |either |some |even )?\(?"
)
_NO_COMPANY = frozenset(
    {
        "Big data",
        "Build and package tools",
        "CSS framework",
        "Container",
        "Data format",
        "Database",
        "Frontend framework",
        "Infrastructure as code and configuration",
        "JavaScript library",
        "Library",
        "Machine learning",
        "Markup and style",
        "ORM and data access",
        "Operating system",
        "Orchestration and service mesh",
        "Platform and runtime",
        "Programming language",
        "Protocols and formats",
        "Python library",
        "Query language",
        "Template language",
        "Testing",
        "UI component library",
        "Web and application servers",
        "Web framework",
    }
)
_NO_BADGE = frozenset(
    {"Programming language", "Query language", "Markup and style", "Data format", "Protocols and formats"}
)
_CHANNELS = frozenset({"Collaboration", "Office and productivity", "Social media", "Communication APIs"})
_PROFILES = frozenset({"Social media", "Version control", "Collaboration"})
_PROFILE_NAMES = frozenset({"bitbucket", "github", "gitlab", "kaggle", "linkedin", "skype", "slack", "stack-overflow"})
_OR = r"(?:and/or|or/and|or|oder|und/oder|ou|et/ou|bzw\.?|either)"
_OR_BETWEEN = re.compile(rf"\b{_OR}\b")
_OR_BEFORE = re.compile(r"\w[\w.+#)]*,?\s(?:and/or|or|oder|ou)\s(?:\w+ )?$")
_OR_AFTER = re.compile(
    rf"[\s\d.x+]*(?:[,/]\s*[\w.+#&-]{{1,20}}(?: [\w.+#&-]{{1,20}})?){{0,3}}[,\s()/]{{0,3}}\b{_OR}\s"
    r"(?!if\b|willing|on\b|in\b|better|higher|above|more years|later|greater|newer|up\b|not\b|working in)"
)
_ETC_AFTER = re.compile(r"[^.;\n]{0,40}?(?:,|\band|\s)\s?(?:etc\b|\.\.\.|…|usw|others?\b|and (?:more|so on|the like))")
_LIST_OPENS = re.compile(r"(?:\(|\binclude:|\bincluding:|languages:|tools:|technologies:)\s?$")
_TARGET = re.compile(r"\b(?:to|into|vers|nach|auf)\b")
_AND_BETWEEN = re.compile(r"\b(?:and|und|et|y)\b|&")


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


class PolarityJudge:
    """The polarity rules, ready."""

    def __init__(self) -> None:
        self._rules = load_polarity_rules()
        by_cue: dict[str, list[int]] = defaultdict(list)
        for index, rule in enumerate(self._rules):
            for cue in rule.cues:
                by_cue[cue].append(index)
        self._cues = ahocorasick.Automaton()
        for cue in sorted(by_cue):
            self._cues.add_word(cue, tuple(by_cue[cue]))
        self._cues.make_automaton()
        self._one_of = re.compile(rf"\b{cue_pattern('one_of')}\b[^.;\n]{{0,60}}$")
        self._example = re.compile(rf"{cue_pattern('example')}\s?[:(\"']?\s?$")

    def verdicts(self, plain: str, folded: str, spots: Sequence[Spot], company: CompanyName) -> list[Verdict]:
        """One verdict a spot; `spots` sorted by start, not overlapping."""
        verdicts: list[Verdict] = []
        cue_ends: list[int] = []
        cue_rules: list[tuple[int, ...]] = []
        for cue_end, rules in self._cues.iter(folded):
            cue_ends.append(cue_end)
            cue_rules.append(rules)
        index = 0
        while index < len(spots):
            begin, end = _sentence(plain, spots[index].start)
            last = index + 1
            while last < len(spots) and spots[last].start < end:
                last += 1
            # a cue may take the blank before the sentence, so it counts from its end
            cued = cue_rules[bisect_left(cue_ends, begin) : bisect_left(cue_ends, end + 1)]
            rules = tuple(self._rules[number] for number in sorted({number for numbers in cued for number in numbers}))
            verdicts.extend(self._in_sentence(folded, spots[index:last], begin, end, company, rules))
            index = last
        return verdicts

    def _in_sentence(
        self,
        folded: str,
        spots: Sequence[Spot],
        begin: int,
        end: int,
        company: CompanyName,
        rules: Sequence[PolarityRule],
    ) -> list[Verdict]:
        verdicts: list[Verdict] = []
        first = 0
        while first < len(spots):
            last = first + 1
            while last < len(spots) and _joined(folded, spots[last - 1].end, spots[last].start):
                last += 1
            group = spots[first:last]
            alternative = self._alternative(folded, group, begin, end)
            for spot in group:
                verdict = _own_product(spot, company) or _by_rules(rules, folded, spot, group, begin, end)
                if verdict is not None and _keeps_technology(verdict, folded, spot, group, spots):
                    verdict = None
                verdicts.append(verdict or alternative or Verdict("used", "named"))
            first = last
        return verdicts

    def _alternative(self, folded: str, group: Sequence[Spot], begin: int, end: int) -> Verdict | None:
        before = folded[max(begin, group[0].start - _REACH_BEFORE) : group[0].start]
        after = folded[group[-1].end : min(end, group[-1].end + _REACH_AFTER)]
        inside = " ".join(folded[left.end : right.start] for left, right in itertools.pairwise(group))
        if _OR_BETWEEN.search(inside):
            return Verdict("alternative", "or_between")
        if _OR_AFTER.match(after):
            return Verdict("alternative", "or_other")
        if self._one_of.search(before):
            return Verdict("alternative", "one_of")
        if _OR_BEFORE.search(before):
            return Verdict("alternative", "or_before")
        if _LIST_OPENS.search(before) and len(group) > 1 and _ETC_AFTER.match(after) and "stack" not in before:
            return Verdict("alternative", "list_with_etc")
        if self._example.search(before) and (_ETC_AFTER.match(after) or not _AND_BETWEEN.search(inside)):
            return Verdict("alternative", "for_example")
        return None


def _sentence(plain: str, position: int) -> tuple[int, int]:
    begin = max(0, position - _SENTENCE_REACH)
    for match in _SENTENCE_END.finditer(plain, begin, position):
        begin = match.end()
    match_end = _SENTENCE_END.search(plain, position, position + _SENTENCE_REACH)
    return begin, match_end.start() if match_end else min(len(plain), position + _SENTENCE_REACH)


def _joined(folded: str, left: int, right: int) -> bool:
    """True if only list punctuation and joining words stand between two mentions, and no bracket closes."""
    gap = folded[left:right]
    if len(gap) > _GAP_REACH or "\n" in gap or gap.count(")") > gap.count("("):
        return False
    return _LIST_GAP.fullmatch(gap) is not None


def _own_product(spot: Spot, company: CompanyName) -> Verdict | None:
    if company.is_named_by(spot.written) or company.is_named_by(spot.technology.name):
        return Verdict("employer_product", "company_name")
    if company.begins(spot.written):
        return Verdict("employer_product", "company_name_in_product")
    if spot.technology.vendor and company.is_named_by(spot.technology.vendor):
        return Verdict("employer_product", "company_is_vendor")
    return None


def _by_rules(
    rules: Sequence[PolarityRule], folded: str, spot: Spot, group: Sequence[Spot], begin: int, end: int
) -> Verdict | None:
    if not rules:
        return None
    whole = _sides(folded, group[0].start, group[-1].end, begin, end)
    own = whole if len(group) == 1 else _sides(folded, spot.start, spot.end, begin, end)
    for rule in rules:
        if rule.only and not _applies(rule.only, spot.technology):
            continue
        if _holds(rule, *own) or (len(group) > 1 and rule.scope != "first" and _holds(rule, *whole)):
            return Verdict(rule.polarity, rule.name)
    return None


def _sides(folded: str, start: int, stop: int, begin: int, end: int) -> tuple[str, str]:
    return folded[max(begin, start - _REACH_BEFORE) : start], folded[stop : min(end, stop + _REACH_AFTER)]


def _holds(rule: PolarityRule, before: str, after: str) -> bool:
    wording = ""
    if rule.before is not None:
        match = rule.before.search(before)
        if match is None:
            return False
        wording = match.group()
    if rule.after is not None and not rule.after.match(after):
        return False
    return rule.unless is None or not (rule.unless.search(wording) or rule.unless.match(after.lstrip()))


def _keeps_technology(verdict: Verdict, folded: str, spot: Spot, group: Sequence[Spot], spots: Sequence[Spot]) -> bool:
    """True for "from Python 2 to Python 3" and "Viya rather than SAS 9": a version is left, the technology stays."""
    if verdict.polarity != "negated":
        return False
    mine = spot.technology.technology_id
    stop = group[-1].end
    for other in spots:
        if other.technology.parent_id == mine:
            return True
        if other.technology.technology_id == mine and other.start > stop and _TARGET.search(folded, stop, other.start):
            return True
    return False


def _applies(only: str, technology: Technology) -> bool:
    if only == "products":
        return technology.category not in _NO_COMPANY
    if only == "badges":
        return technology.category not in _NO_BADGE
    if only == "channels":
        return technology.category in _CHANNELS
    return technology.category in _PROFILES or technology.technology_id in _PROFILE_NAMES
