"""Which candidates are technologies: certain names unless a rule speaks against them, ambiguous ones on evidence."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from pipeline.extraction.alias_scan import Candidate
from pipeline.extraction.ambiguity import Evidence, features_of, probability
from pipeline.extraction.calibration import confidence
from pipeline.extraction.context_rules import load_calibration, load_context_rules, load_weights

_ACCEPT_AT = 0.5
_OWN_NAME = 0.9  # score of an ambiguous name that is the company's: mostly right, and no evidence in any case


class Accepted(NamedTuple):
    """A candidate taken for its technology, with a calibrated confidence."""

    candidate: Candidate
    confidence: float
    method: str


class Acceptance:
    """The rules and weights of acceptance, ready."""

    def __init__(self) -> None:
        self._rules = load_context_rules()
        self._weights = load_weights()
        self._calibration = load_calibration()
        self._certain = confidence(1.0, self._calibration["dictionary"])

    def accepted(self, evidence: Evidence) -> list[Accepted]:
        """The candidates of `evidence` that are technologies, in order."""
        text, company = evidence.text, evidence.company
        own_name = company.spans(text.plain, text.folded)
        kept: list[Accepted] = []
        for index, candidate in enumerate(evidence.candidates):
            if own_name and self._is_company(own_name, evidence, index):
                continue
            if evidence.strong[index]:
                if not self._rules.blocks(text.folded, candidate.start, candidate.end):
                    kept.append(Accepted(candidate, self._certain, "dictionary"))
                continue
            score = self._score(evidence, index)
            if score >= _ACCEPT_AT:
                kept.append(Accepted(candidate, confidence(score, self._calibration["context"]), "context"))
        return kept

    def features(self, evidence: Evidence, index: int) -> list[str]:
        """Names of the features of an ambiguous candidate."""
        return features_of(evidence, index, self._rules)

    def reasons(self, evidence: Evidence, index: int) -> dict[str, float]:
        """What speaks for (positive log-odds) and against a candidate being its technology, by name of the reason."""
        candidate, text = evidence.candidates[index], evidence.text
        if self._is_company(evidence.company.spans(text.plain, text.folded), evidence, index):
            return {"part_of_the_companys_name": -14.0}
        if evidence.strong[index]:
            blocks = self._rules.blocks(text.folded, candidate.start, candidate.end)
            return {"blocked_by_context": -14.0} if blocks else {"unambiguous_name": 14.0}
        if self._is_own_product(evidence, candidate):
            return {"the_companys_own_name": 2.2}
        return {name: self._weights.get(name, 0.0) for name in features_of(evidence, index, self._rules)}

    def _is_company(self, own_name: Sequence[tuple[int, int]], evidence: Evidence, index: int) -> bool:
        """True if the candidate is part of a longer name of the company: "Redox" of "Redox Chemicals"."""
        candidate = evidence.candidates[index]
        place = bisect_right(own_name, (candidate.start, len(evidence.text.plain))) - 1
        if place < 0 or candidate.end > own_name[place][1] or candidate.name.key in evidence.company.keys:
            return False
        return not evidence.strong[index] or candidate.start == own_name[place][0]

    def _is_own_product(self, evidence: Evidence, candidate: Candidate) -> bool:
        return candidate.name.key in evidence.company.keys and not candidate.name.alias.is_ordinary

    def _score(self, evidence: Evidence, index: int) -> float:
        """Probability that an ambiguous candidate is the technology, before calibration."""
        candidate = evidence.candidates[index]
        if self._is_own_product(evidence, candidate):
            return 0.0 if evidence.text.plain[candidate.start : candidate.end].islower() else _OWN_NAME
        return probability(features_of(evidence, index, self._rules), self._weights)
