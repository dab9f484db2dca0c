"""Technology mentions of a posting: find aliases, decide in context which are technologies, and what they say.

fold        same length, lower case
scan        every alias that stands as a word; the longest wins
acceptance  "Go" the language or "go" the verb: probability from features, calibrated
versions    numbers behind names: kept beside the span, not in it
polarity    used, alternative, negated, employer_product, boilerplate, not_evidence
"""

from __future__ import annotations

from typing import NamedTuple

from pipeline.extraction.acceptance import Acceptance
from pipeline.extraction.alias_scan import AliasScanner
from pipeline.extraction.ambiguity import Evidence
from pipeline.extraction.company_names import CompanyName
from pipeline.extraction.polarity import PolarityJudge
from pipeline.extraction.sentences import sentence_around
from pipeline.extraction.text_folding import FoldedText, fold_text
from pipeline.extraction.versions import version_behind
from pipeline.tables.technologies import Catalogue

EXTRACTION_VERSION = "2026.11.11"
"""Changes whenever the same text may give other mentions with the same catalogue."""


class Mention(NamedTuple):
    """A technology named in a text; `start` and `end` are code points, end exclusive.

    `version` is what stands behind the name, as written in lower case: "8/11", "3.x", "2+"; None without any.
    """

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
    version: str | None


class Decision(NamedTuple):
    """Why a candidate was taken for its technology or left alone.

    Attributes:
        reasons: log-odds by reason, positive where it speaks for the technology.
        polarity, rule: what is said of it and which rule said so; None where the candidate was left alone.
        version: as of `Mention`; None where the candidate was left alone.
        sentence: the words the polarity was read from.
    """

    start: int
    end: int
    surface: str
    technology_id: str
    name: str
    is_accepted: bool
    reasons: dict[str, float]
    polarity: str | None
    rule: str | None
    version: str | None
    sentence: str


class Extractor:
    """Finds mentions; build once per catalogue, use for many texts."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._scanner = AliasScanner(catalogue)
        self._acceptance = Acceptance()
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
        elsewhere = self._certain_ids(title) if title else frozenset()
        evidence = self._evidence(fold_text(description), elsewhere, company)
        return [
            (
                *evidence.text.original_span(candidate.start, candidate.end),
                self._acceptance.features(evidence, index),
            )
            for index, candidate in enumerate(evidence.candidates)
            if candidate.name.alias.is_ambiguous
        ]

    def decisions(self, description: str, title: str = "", company: str = "") -> list[Decision]:
        """Why each candidate in `description` was taken or left, and what decided its polarity; sorted by start."""
        elsewhere = self._certain_ids(title) if title else frozenset()
        evidence = self._evidence(fold_text(description), elsewhere, company)
        found = {mention.start: mention for mention in self._find(description, company, elsewhere)}
        decided = []
        for index, candidate in enumerate(evidence.candidates):
            start, end = evidence.text.original_span(candidate.start, candidate.end)
            mention, technology = found.get(start), candidate.name.technology
            decided.append(
                Decision(
                    start,
                    end,
                    description[start:end],
                    technology.technology_id,
                    technology.name,
                    mention is not None,
                    self._acceptance.reasons(evidence, index),
                    mention.polarity if mention else None,
                    mention.reason if mention else None,
                    mention.version if mention else None,
                    sentence_around(evidence.text.plain, candidate.start),
                )
            )
        return decided

    def _certain_ids(self, text: str) -> frozenset[str]:
        found = self._scanner.scan(fold_text(text))
        return frozenset(c.name.alias.technology_id for c in found if not c.name.alias.is_ambiguous)

    def _find(self, text: str, company: str, elsewhere: frozenset[str]) -> list[Mention]:
        folded = fold_text(text)
        evidence = self._evidence(folded, elsewhere, company)
        if not evidence.candidates:
            return []
        kept = self._acceptance.accepted(evidence)
        candidates = [accepted.candidate for accepted in kept]
        verdicts = self._judge.verdicts(folded.plain, folded.folded, candidates, evidence.company)
        mentions: list[Mention] = []
        for ((start, end, name), certainty, method), verdict in zip(kept, verdicts, strict=True):
            version = version_behind(folded.folded, start, end)
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
                    version,
                )
            )
        return mentions

    def _evidence(self, text: FoldedText, elsewhere: frozenset[str], company: str) -> Evidence:
        candidates = self._scanner.scan(text)
        strong = [not candidate.name.alias.is_ambiguous for candidate in candidates]
        certain = {c.name.alias.technology_id for c, is_strong in zip(candidates, strong, strict=True) if is_strong}
        return Evidence(text, candidates, strong, len(certain), elsewhere | certain, CompanyName(company))
