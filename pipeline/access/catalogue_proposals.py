"""A reviewer's answer to an unlisted name: the line for the catalogue, and what it would do to an archive."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any  # what is said holds values of every kind

from pipeline.access.catalogue_discovery import Document
from pipeline.access.catalogue_folders import open_catalogue, proposed_catalogue, write_catalogue_file
from pipeline.errors import UsageError
from pipeline.extraction.extractor import Extractor
from pipeline.normalization.catalogue_edits import (
    CatalogueLine,
    alias_line,
    rejection_line,
    spelling_lines,
    technology_line,
)
from pipeline.tables.technologies import Catalogue

_AROUND = 50  # code points on each side of an example
_EXAMPLES = 5


@dataclass(frozen=True, slots=True)
class Answer:
    """What a reviewer says of `surface`: exactly one of an alias, a new technology, no technology.

    `spellings` are further ways it is written; the catalogue gets those it would not read otherwise.
    """

    surface: str
    alias_of: str | None
    is_new: bool
    is_rejected: bool
    category: str
    vendor: str
    rule: str
    spellings: tuple[str, ...] = ()

    def line(self, catalogue: Catalogue) -> CatalogueLine:
        """The catalogue's line. Raises: UsageError: not exactly one is said, or what is named does not exist."""
        if [self.alias_of is not None, self.is_new, self.is_rejected].count(True) != 1:
            raise UsageError("say what it is: --alias-of NAME, --new --category CATEGORY, or --reject")
        if self.alias_of is not None:
            return alias_line(catalogue, self.surface, self.alias_of, self.rule)
        if self.is_new:
            return technology_line(catalogue, self.surface, self.category, self.vendor, self.rule)
        return rejection_line(self.surface)


@dataclass(frozen=True, slots=True)
class Impact:
    """Mentions that a change adds, takes away, or gives another technology; and documents it touches."""

    added: int
    removed: int
    changed: int
    document_count: int
    examples: tuple[str, ...]


def consider(answer: Answer, documents: Iterable[Document], folder: str | None, *, accept: bool) -> dict[str, Any]:
    """The line, what it adds and changes in the documents, and examples; with `accept` the line is written,
    and one for each further spelling.

    Raises: UsageError, ConfigurationError: the answer or the line does not fit; nothing was written.
    """
    before = open_catalogue(folder)
    line = answer.line(before)
    after, texts = proposed_catalogue(folder, [line])
    further = spelling_lines(after, line, answer.spellings)
    if further:
        after, texts = proposed_catalogue(folder, [line, *further])
    impact = measure_impact(documents, (answer.surface, *answer.spellings), before, after)
    if accept:
        for name in dict.fromkeys((line.file, *(one.file for one in further))):  # the technology before its aliases
            write_catalogue_file(folder, name, texts[name])
    return {
        "file": line.file,
        "line": line.text,
        "further_lines": [one.text for one in further],
        "technology_id": line.technology_id,
        "mentions_added": impact.added,
        "mentions_removed": impact.removed,
        "mentions_changed": impact.changed,
        "documents": impact.document_count,
        "examples": list(impact.examples),
        "accepted": accept,
    }


def measure_impact(
    documents: Iterable[Document], surfaces: Iterable[str], before: Catalogue, after: Catalogue
) -> Impact:
    """What becomes of the mentions in documents that hold any of `surfaces`; no other document can change."""
    old, new = Extractor(before), Extractor(after)
    needles = {surface.casefold() for surface in surfaces}
    counts: Counter[str] = Counter()
    touched = 0
    examples: list[str] = []
    for document in documents:
        text = document.description.casefold()
        if not any(needle in text for needle in needles):
            continue
        was, becomes = (_mentions(extractor, document) for extractor in (old, new))
        counts["changed"] += sum(span in was and was[span] != becomes[span] for span in becomes)
        counts["added"] += len(becomes.keys() - was.keys())
        counts["removed"] += len(was.keys() - becomes.keys())
        if was != becomes:
            touched += 1
            examples.extend(_examples(document.description, becomes, was) if len(examples) < _EXAMPLES else ())
    return Impact(counts["added"], counts["removed"], counts["changed"], touched, tuple(examples[:_EXAMPLES]))


def _mentions(extractor: Extractor, document: Document) -> dict[tuple[int, int], tuple[str, str]]:
    found = extractor.mentions(document.description, document.title, document.company)
    return {(mention.start, mention.end): (mention.technology_id, mention.polarity) for mention in found}


def _examples(
    text: str, becomes: dict[tuple[int, int], tuple[str, str]], was: dict[tuple[int, int], tuple[str, str]]
) -> Iterator[str]:
    for (start, end), said in sorted(becomes.items()):
        if was.get((start, end)) != said:
            yield " ".join(text[max(0, start - _AROUND) : end + _AROUND].split())
