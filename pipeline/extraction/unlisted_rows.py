"""Postings and their mentions to rows of `CORE_UNLISTED_TERMS`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.extraction.discovery import unlisted_terms
from pipeline.tables.core import CORE_UNLISTED_TERMS
from pipeline.tables.technologies import Catalogue

DISCOVERY_VERSION = "1"
"""Raise it when the same texts give other rows."""

_AROUND = 50  # code points on each side of a name
_BATCH_ROWS = 1_000  # descriptions held as Python strings at a time


class TermFinder:
    """Finds unlisted terms in descriptions whose mentions are known; build once a catalogue."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._ordinary_words = catalogue.ordinary_words
        self._listed = frozenset(alias.surface.casefold() for alias in catalogue.aliases)

    def find(self, text: str, known_spans: list[tuple[int, int]]) -> Iterator[tuple[int, int, str, str]]:
        """Start, end, surface and context of each term, in order; a name listed in any case is none."""
        for start, end in unlisted_terms(text, known_spans, self._ordinary_words):
            surface = text[start:end]
            if surface.casefold() not in self._listed:
                yield start, end, surface, " ".join(text[max(0, start - _AROUND) : end + _AROUND].split())


def unlisted_rows(postings: pa.Table, mentions: pa.Table, catalogue: Catalogue) -> pa.Table:
    """`CORE_UNLISTED_TERMS` of the descriptions of `CORE_POSTINGS`, given their `CORE_TECHNOLOGY_MENTIONS`."""
    finder = TermFinder(catalogue)
    spans = _description_spans(mentions)
    rows = (
        (posting_id, *term)
        for batch in postings.select(["posting_id", "description"]).to_batches(max_chunksize=_BATCH_ROWS)
        for posting_id, text in zip(batch.column(0).to_pylist(), batch.column(1).to_pylist(), strict=True)
        if text and posting_id in spans
        for term in finder.find(text, sorted(spans[posting_id]))
    )
    return CORE_UNLISTED_TERMS.from_rows(dict(zip(CORE_UNLISTED_TERMS.schema.names, row, strict=True)) for row in rows)


def _description_spans(mentions: pa.Table) -> dict[str, list[tuple[int, int]]]:
    listed = mentions.filter(pc.equal(mentions.column("field"), "description"))
    columns = [listed.column(name).to_pylist() for name in ("document_id", "start_offset", "end_offset")]
    spans: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
    for document_id, start, end in zip(*columns, strict=True):
        spans[document_id].append((start, end))
    return spans
