"""Names in an archive of postings that the catalogue lacks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import pyarrow as pa

from pipeline.extraction.extractor import Extractor
from pipeline.extraction.unlisted_rows import TermFinder
from pipeline.normalization.near_technologies import NearTechnologies
from pipeline.normalization.term_questions import term_questions
from pipeline.normalization.unlisted_terms import Sighting
from pipeline.tables.technologies import Catalogue


@dataclass(frozen=True, slots=True)
class Document:
    """A posting's text and what helps to read it."""

    document_id: str
    description: str
    title: str = ""
    company: str = ""


def discover_terms(documents: Iterable[Document], catalogue: Catalogue, at_least: int = 1) -> pa.Table:
    """`TERM_QUESTIONS` as a `question` each, about names among technologies; one pass, memory by distinct names.

    Args:
        at_least: documents that must hold a term.
    """
    asked = term_questions(_sightings(documents, catalogue), catalogue, NearTechnologies(catalogue), documents=at_least)
    questions = [
        f"alias of {name}?" if name else "new technology?" for name in asked.column("technology_name").to_pylist()
    ]
    return asked.set_column(2, "question", pa.array(questions, pa.string())).drop_columns(
        ["term_key", "technology_name"]
    )


def _sightings(documents: Iterable[Document], catalogue: Catalogue) -> Iterator[Sighting]:
    extractor, finder = Extractor(catalogue), TermFinder(catalogue)
    for document in documents:
        mentions = extractor.mentions(document.description, document.title, document.company)
        spans = [(mention.start, mention.end) for mention in mentions]
        for _, _, surface, context in finder.find(document.description, spans):
            yield Sighting(surface, document.document_id, document.company or None, context)
