"""Names in an archive of postings that the catalogue lacks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import pyarrow as pa

from pipeline.extraction.discovery import unlisted_terms
from pipeline.extraction.extractor import Extractor
from pipeline.normalization.normalizer import Normalizer
from pipeline.normalization.unlisted_terms import group_terms
from pipeline.tables.technologies import Catalogue

_AROUND = 50  # code points on each side of an example


@dataclass(frozen=True, slots=True)
class Document:
    """A posting's text and what helps to read it."""

    document_id: str
    description: str
    title: str = ""
    company: str = ""


def discover_terms(documents: Iterable[Document], catalogue: Catalogue) -> pa.Table:
    """`TERMS_SCHEMA` of the unlisted names that stand among technologies; one pass, memory by distinct names."""
    return group_terms(_unlisted(documents, catalogue), Normalizer(catalogue), catalogue.rejected_terms)


def _unlisted(documents: Iterable[Document], catalogue: Catalogue) -> Iterator[tuple[str, str, str]]:
    extractor = Extractor(catalogue)
    for document in documents:
        text = document.description
        mentions = extractor.mentions(text, document.title, document.company)
        spans = [(mention.start, mention.end) for mention in mentions]
        for start, end in unlisted_terms(text, spans, catalogue.ordinary_words):
            context = " ".join(text[max(0, start - _AROUND) : end + _AROUND].split())
            yield text[start:end], document.document_id, context
