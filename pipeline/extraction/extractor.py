"""Technology mentions of a posting: find aliases, decide in context which are technologies, and what they say.

fold        same length, lower case
scan        every alias that stands as a word; the longest wins
ambiguity   "Go" the language or "go" the verb: probability from features
polarity    used, alternative, negated, employer_product, boilerplate, not_evidence
"""

from __future__ import annotations

from bisect import bisect_right
from typing import NamedTuple

from pipeline.extraction.alias_scan import AliasScanner, Candidate
from pipeline.extraction.ambiguity import Evidence, features_of, probability
from pipeline.extraction.calibration import confidence
from pipeline.extraction.company_names import CompanyName
from pipeline.extraction.context_rules import load_calibration, load_context_rules, load_weights
from pipeline.extraction.polarity import PolarityJudge
from pipeline.extraction.text_folding import FoldedText, fold_text
from pipeline.tables.technologies import Catalogue

EXTRACTION_VERSION = "2026.11.7"
"""Changes whenever the same text may give other mentions with the same catalogue."""

_ACCEPT_AT = 0.5
_OWN_NAME = 0.9  # score of an ambiguous name that is the company's: mostly right, and no evidence in any case


class Mention(NamedTuple):
    """A technology named in a text; `start` and `end` are code points, end exclusive."""

    start: int
    end: int
    surface: str
    technology_id: str
    name: str
    category: str
    polarity: str
    confidence: float
    method: str
    reason: str


class Extractor:
    """Finds mentions; build once per catalogue, use for many texts."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._technologies = catalogue.technologies
        self._scanner = AliasScanner(catalogue)
        self._rules = load_context_rules()
        self._weights = load_weights()
        self._calibration = load_calibration()
        self._certain = confidence(1.0, self._calibration["dictionary"])
        self._judge = PolarityJudge()

    def mentions(self, description: str, title: str = "", company: str = "") -> list[Mention]:
        """Mentions in `description`, sorted by (start, end, technology_id); `title` and `company` are context only."""
        elsewhere = self._certain_ids(title) if title else frozenset()
        return self._find(description, company, elsewhere)

    def title_mentions(self, title: str, description_mentions: list[Mention], company: str = "") -> list[Mention]:
        """Mentions in `title`; names that the description uses too count as evidence for ambiguous ones."""
        return self._find(title, company, frozenset(mention.technology_id for mention in description_mentions))

    def ambiguous_candidates(
        self, description: str, title: str = "", company: str = ""
    ) -> list[tuple[int, int, list[str]]]:
        """Every candidate that needs evidence, accepted or not: start, end, and the features that hold for it."""
        text = fold_text(description)
        candidates = self._scanner.scan(text)
        elsewhere = self._certain_ids(title) if title else frozenset()
        evidence = self._evidence(text, candidates, elsewhere, CompanyName(company))
        return [
            (*text.original_span(candidate.start, candidate.end), features_of(evidence, index, self._rules))
            for index, candidate in enumerate(candidates)
            if candidate.name.alias.is_ambiguous
        ]

    def _certain_ids(self, text: str) -> frozenset[str]:
        found = self._scanner.scan(fold_text(text))
        return frozenset(c.name.alias.technology_id for c in found if not c.name.alias.is_ambiguous)

    def _find(self, text: str, company: str, elsewhere: frozenset[str]) -> list[Mention]:
        folded = fold_text(text)
        candidates = self._scanner.scan(folded)
        if not candidates:
            return []
        employer = CompanyName(company)
        kept = self._decide(folded, candidates, elsewhere, employer)
        verdicts = self._judge.verdicts(folded.plain, folded.folded, [candidate for candidate, _, _ in kept], employer)
        mentions: list[Mention] = []
        for ((start, end, name), certainty, method), verdict in zip(kept, verdicts, strict=True):
            start, end = folded.original_span(start, end)
            technology = name.technology
            mentions.append(
                Mention(
                    start,
                    end,
                    text[start:end],
                    technology.technology_id,
                    technology.name,
                    technology.category,
                    verdict.polarity,
                    certainty,
                    method,
                    verdict.reason,
                )
            )
        return mentions

    def _evidence(
        self, text: FoldedText, candidates: list[Candidate], elsewhere: frozenset[str], employer: CompanyName
    ) -> Evidence:
        strong = [not candidate.name.alias.is_ambiguous for candidate in candidates]
        certain = {c.name.alias.technology_id for c, is_strong in zip(candidates, strong, strict=True) if is_strong}
        return Evidence(text, candidates, strong, len(certain), elsewhere | certain, employer)

    def _decide(
        self, text: FoldedText, candidates: list[Candidate], elsewhere: frozenset[str], employer: CompanyName
    ) -> list[tuple[Candidate, float, str]]:
        evidence = self._evidence(text, candidates, elsewhere, employer)
        own_name = employer.spans(text.plain, text.folded)
        kept: list[tuple[Candidate, float, str]] = []
        for index, candidate in enumerate(candidates):
            if own_name and candidate.name.key not in employer.keys and _begins_name(own_name, candidate):
                continue  # "Redox" of "Redox Chemicals"
            if evidence.strong[index]:
                if not self._rules.blocks(text.folded, candidate.start, candidate.end):
                    kept.append((candidate, self._certain, "dictionary"))
                continue
            if own_name and _is_within(own_name, candidate):
                continue
            score = self._score(evidence, index)
            if score >= _ACCEPT_AT:
                kept.append((candidate, confidence(score, self._calibration["context"]), "context"))
        return kept

    def _score(self, evidence: Evidence, index: int) -> float:
        """Probability that an ambiguous candidate is the technology, before calibration."""
        candidate = evidence.candidates[index]
        alias = candidate.name.alias
        if candidate.name.key in evidence.company.keys and not alias.is_ordinary:
            return 0.0 if evidence.text.plain[candidate.start : candidate.end].islower() else _OWN_NAME
        return probability(features_of(evidence, index, self._rules), self._weights)


def _begins_name(spans: list[tuple[int, int]], candidate: Candidate) -> bool:
    """True if the candidate is the beginning of a longer name at one of `spans`, sorted and apart."""
    place = bisect_right(spans, (candidate.start, candidate.end))
    return place < len(spans) and spans[place][0] == candidate.start


def _is_within(spans: list[tuple[int, int]], candidate: Candidate) -> bool:
    """True if one of `spans`, sorted and apart, holds the candidate."""
    place = bisect_right(spans, (candidate.start, len(spans) and spans[-1][1])) - 1
    return place >= 0 and candidate.end <= spans[place][1]
