"""What a mention says about the employer: used, alternative, negated, employer_product, boilerplate or not_evidence.

Decided per sentence: mentions joined by commas, slashes, "and" or "or" form a list, and what stands before and behind a
list holds for its members. The first rule that holds decides; its name is the reason. Every rule has cues, literals of
which one occurs wherever the rule can hold, so that most sentences ask no rule at all.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from ahocorasick_rs import AhoCorasick, Implementation

from pipeline.extraction import alternatives
from pipeline.extraction.alias_scan import Candidate
from pipeline.extraction.alternatives import AlternativeRules
from pipeline.extraction.company_names import CompanyName
from pipeline.extraction.context_rules import PolarityRule, load_polarity_rules
from pipeline.extraction.known_names import KnownName
from pipeline.extraction.sentences import by_sentence, lists_of
from pipeline.extraction.technology_kinds import kinds_of
from pipeline.tables.technologies import Technology

REACH_BEFORE = 150
_REACH_AFTER = 90
_TARGETS = (" to ", " into ", " vers ", " nach ", " auf ")


@dataclass(frozen=True, slots=True)
class Verdict:
    """A polarity and the rule that decided it."""

    polarity: str
    reason: str


_NAMED = Verdict("used", "named")


class _Asked:
    """What a sentence's cues leave to ask: rules in order, and kinds of wordings for alternatives."""

    def __init__(self, rules: tuple[PolarityRule, ...], alternatives: frozenset[str]) -> None:
        self.rules = rules
        self.alternatives = alternatives
        self._about: dict[frozenset[str], tuple[PolarityRule, ...]] = {}

    def rules_about(self, technology: Technology) -> tuple[PolarityRule, ...]:
        """The rules that speak about `technology`."""
        kinds = kinds_of(technology.technology_id, technology.category)
        found = self._about.get(kinds)
        if found is None:
            found = tuple(rule for rule in self.rules if not rule.only or rule.only in kinds)
            self._about[kinds] = found
        return found


class PolarityJudge:
    """The polarity rules, ready."""

    def __init__(self) -> None:
        self._rules = load_polarity_rules()
        self._alternatives = AlternativeRules()
        self._too = len(self._rules)  # bits of a mask: rules whose cues occur, then those whose second cues do
        bits: dict[str, int] = defaultdict(int)
        for index, rule in enumerate(self._rules):
            for cue in rule.cues:
                bits[cue] |= 1 << index
            for cue in rule.cues_too:
                bits[cue] |= 1 << (index + self._too)
        for index, cues in enumerate(alternatives.CUES.values(), start=2 * self._too):
            for cue in cues:
                bits[cue] |= 1 << index
        self._need_no_more = sum(1 << index for index, rule in enumerate(self._rules) if not rule.cues_too)
        literals = sorted(bits)
        self._bits = [bits[literal] for literal in literals]
        self._cues = AhoCorasick(
            literals, implementation=Implementation.DFA, store_patterns=False
        )  # few: it stays small
        self._asked: dict[int, _Asked] = {}

    def verdicts(self, plain: str, folded: str, spots: Sequence[Candidate], company: CompanyName) -> list[Verdict]:
        """One verdict a spot; `spots` sorted by start, not overlapping."""
        found: list[Verdict] = []
        for in_sentence, begin, end in by_sentence(plain, spots):
            found.extend(self._in_sentence(folded, in_sentence, begin, end, company))
        return found

    def _in_sentence(
        self, folded: str, spots: Sequence[Candidate], begin: int, end: int, company: CompanyName
    ) -> list[Verdict]:
        mask = 0
        sentence = folded[max(0, begin - 1) : end]  # a cue may take the blank before it
        for cue, _, _ in self._cues.find_matches_as_indexes(sentence, overlapping=True):
            mask |= self._bits[cue]
        if not mask:
            return [_own_product(spot.name, company) or _NAMED for spot in spots]
        asked = self._asked.get(mask) or self._ask(mask)
        verdicts: list[Verdict] = []
        for group in lists_of(folded, spots):
            verdicts.extend(self._in_list(folded, group, spots, (begin, end), company, asked))
        return verdicts

    def _ask(self, mask: int) -> _Asked:
        seen = mask & (mask >> self._too | self._need_no_more)
        rules = tuple(rule for index, rule in enumerate(self._rules) if seen >> index & 1)
        kinds = (kind for index, kind in enumerate(alternatives.CUES, start=2 * self._too) if mask >> index & 1)
        if len(self._asked) > 10_000:  # texts could hold more combinations of cues than are worth keeping
            self._asked.clear()
        return self._asked.setdefault(mask, _Asked(rules, frozenset(kinds)))

    def _in_list(
        self,
        folded: str,
        group: Sequence[Candidate],
        spots: Sequence[Candidate],
        bounds: tuple[int, int],
        company: CompanyName,
        asked: _Asked,
    ) -> list[Verdict]:
        cues = asked.alternatives
        reason = self._alternatives.reason(folded, group, *bounds, cues) if cues else None
        otherwise = Verdict("alternative", reason) if reason else _NAMED
        verdicts: list[Verdict] = []
        for spot in group:
            verdict = _own_product(spot.name, company)
            if verdict is None and asked.rules:
                rules = asked.rules_about(spot.name.technology)
                verdict = _by_rules(rules, folded, spot, group, *bounds) if rules else None
            if verdict is not None and _keeps_technology(verdict, folded, spot, group, spots):
                verdict = None
            verdicts.append(verdict or otherwise)
        return verdicts


def _own_product(name: KnownName, company: CompanyName) -> Verdict | None:
    if not company.keys:
        return None
    if name.key in company.keys or name.technology_key in company.keys:
        return Verdict("employer_product", "company_name")
    if company.begins(name.words):
        return Verdict("employer_product", "company_name_in_product")
    if name.vendor_key in company.keys:
        return Verdict("employer_product", "company_is_vendor")
    return None


def _by_rules(
    rules: Sequence[PolarityRule], folded: str, spot: Candidate, group: Sequence[Candidate], begin: int, end: int
) -> Verdict | None:
    whole = _sides(folded, group[0].start, group[-1].end, begin, end)
    own = whole if len(group) == 1 else _sides(folded, spot.start, spot.end, begin, end)
    for rule in rules:
        if _holds(rule, *own) or (len(group) > 1 and rule.scope != "first" and _holds(rule, *whole)):
            return Verdict(rule.polarity, rule.name)
    return None


def _sides(folded: str, start: int, stop: int, begin: int, end: int) -> tuple[str, str]:
    return folded[max(begin, start - REACH_BEFORE) : start], folded[stop : min(end, stop + _REACH_AFTER)]


def _holds(rule: PolarityRule, before: str, after: str) -> bool:
    if rule.after is not None and not rule.after.match(after):  # first, because it is the cheaper one
        return False
    wording = ""
    if rule.before is not None:
        match = rule.before.search(before, max(0, len(before) - rule.reach))
        if match is None:
            return False
        wording = match.group()
    return rule.unless is None or not (rule.unless.search(wording) or rule.unless.match(after.lstrip()))


def _keeps_technology(
    verdict: Verdict, folded: str, spot: Candidate, group: Sequence[Candidate], spots: Sequence[Candidate]
) -> bool:
    """True for "from Python 2 to Python 3" and "Viya rather than SAS 9": a version is left, the technology stays."""
    if verdict.polarity != "negated":
        return False
    mine = spot.name.technology.technology_id
    stop = group[-1].end
    for other in spots:
        technology = other.name.technology
        if technology.parent_id == mine:
            return True
        if technology.technology_id == mine and other.start > stop:
            between = folded[stop : other.start]
            if any(target in between for target in _TARGETS):
                return True
    return False
