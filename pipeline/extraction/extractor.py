"""Technology mentions of a posting: find aliases, decide in context which are technologies, and what they say.

fold        same length, lower case
scan        every alias that stands as a word; the longest wins
acceptance  "Go" the language or "go" the verb: probability from features, calibrated
versions    numbers behind names: kept beside the span, not in it
polarity    used, alternative, negated, employer_product, boilerplate, not_evidence

Each stage works on some dozens of texts before the next one begins: its code and tables then stay in the processor's
cache, which saves a sixth of the time that text by text would take.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from pipeline.extraction.acceptance import Acceptance, Accepted
from pipeline.extraction.alias_scan import AliasScanner, Candidate
from pipeline.extraction.ambiguity import Evidence
from pipeline.extraction.company_names import CompanyName
from pipeline.extraction.polarity import PolarityJudge, Verdict
from pipeline.extraction.sentences import sentence_around
from pipeline.extraction.text_folding import FoldedText, fold_text
from pipeline.extraction.versions import version_behind
from pipeline.tables.technologies import Catalogue

EXTRACTION_VERSION = "2026.11.12"
"""Changes whenever the same text may give other mentions with the same catalogue."""

_BATCH_CODE_POINTS = 250_000  # 100 postings; a third and three times as many are slower


class Document(NamedTuple):
    """A text to find mentions in.

    Attributes:
        title, company: of the posting; context only.
        elsewhere: technologies that its other parts name: evidence for ambiguous names.
    """

    text: str
    title: str = ""
    company: str = ""
    elsewhere: frozenset[str] = frozenset()


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
        return self._read([Document(description, title, company)])[0]

    def mentions_of(self, documents: Iterable[Document]) -> Iterator[list[Mention]]:
        """Mentions in each text, as of `mentions`; faster for many, memory by some dozens of texts."""
        for batch in _batches(documents):
            yield from self._read(batch)

    def ambiguous_candidates(
        self, description: str, title: str = "", company: str = ""
    ) -> list[tuple[int, int, list[str]]]:
        """Every candidate that needs evidence, accepted or not: start, end, and the features that hold for it."""
        evidence = self._evidence(Document(description, title, company))
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
        document = Document(description, title, company)
        evidence = self._evidence(document)
        found = {mention.start: mention for mention in self._read([document])[0]}
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

    def _read(self, documents: Sequence[Document]) -> list[list[Mention]]:
        texts = [fold_text(document.text) for document in documents]
        scanned = [self._scanner.scan(text) for text in texts]
        read = [self._weigh(*parts) for parts in zip(documents, texts, scanned, strict=True)]
        kept = [self._acceptance.accepted(evidence) for evidence in read]
        verdicts = [
            self._judge.verdicts(text.plain, text.folded, [one.candidate for one in accepted], evidence.company)
            for text, accepted, evidence in zip(texts, kept, read, strict=True)
        ]
        return [_mentions(*parts) for parts in zip(documents, texts, kept, verdicts, strict=True)]

    def _evidence(self, document: Document) -> Evidence:
        text = fold_text(document.text)
        return self._weigh(document, text, self._scanner.scan(text))

    def _weigh(self, document: Document, text: FoldedText, candidates: list[Candidate]) -> Evidence:
        strong = [not candidate.name.alias.is_ambiguous for candidate in candidates]
        certain = {c.name.alias.technology_id for c, is_strong in zip(candidates, strong, strict=True) if is_strong}
        elsewhere = document.elsewhere | certain
        if document.title:
            elsewhere |= self._certain_ids(document.title)
        return Evidence(text, candidates, strong, len(certain), elsewhere, _company_name(document.company))


_company_name = lru_cache(maxsize=1_000)(CompanyName)  # an employer posts many jobs


def _batches(documents: Iterable[Document]) -> Iterator[list[Document]]:
    batch: list[Document] = []
    size = 0
    for document in documents:
        batch.append(document)
        size += len(document.text)
        if size >= _BATCH_CODE_POINTS:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _mentions(
    document: Document, text: FoldedText, kept: Sequence[Accepted], verdicts: Sequence[Verdict]
) -> list[Mention]:
    found: list[Mention] = []
    for ((start, end, name), certainty, method), verdict in zip(kept, verdicts, strict=True):
        version = version_behind(text.folded, start, end)
        start, end = text.original_span(start, end)
        technology = name.technology
        found.append(
            Mention(
                start,
                end,
                document.text[start:end],
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
    return found
