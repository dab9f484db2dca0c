"""Batches of postings and pages to rows of `CORE_TECHNOLOGY_MENTIONS`."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any  # rows hold values of every column type

import pyarrow as pa

from pipeline.extraction.extractor import Document, Extractor, Mention
from pipeline.extraction.site_detection import Detector
from pipeline.identifiers import make_id
from pipeline.tables.core import CORE_TECHNOLOGY_MENTIONS

_POSTING_COLUMNS = ("posting_id", "title", "description", "company_name")
_PAGE_COLUMNS = ("page_id", "html", "headers")


def posting_mentions(postings: pa.Table | pa.RecordBatch, extractor: Extractor) -> pa.Table:
    """`CORE_TECHNOLOGY_MENTIONS` of the titles and descriptions of `POSTING_RECORDS` (or core postings)."""
    rows: list[dict[str, Any]] = []
    texts = [
        (posting_id, Document(description or "", title or "", company or ""))
        for posting_id, title, description, company in _tuples(postings, _POSTING_COLUMNS)
    ]
    in_descriptions = list(extractor.mentions_of(document for _, document in texts))
    titles = [_title(document, found) for (_, document), found in zip(texts, in_descriptions, strict=True)]
    in_titles = extractor.mentions_of(titles)
    for (posting_id, _), in_title, in_description in zip(texts, in_titles, in_descriptions, strict=True):
        rows.extend(_mention_rows(posting_id, "title", in_title))
        rows.extend(_mention_rows(posting_id, "description", in_description))
    return CORE_TECHNOLOGY_MENTIONS.from_rows(rows)


def page_mentions(pages: pa.Table | pa.RecordBatch, detector: Detector) -> pa.Table:
    """`CORE_TECHNOLOGY_MENTIONS` of the markup and headers of `PAGE_RECORDS` (or core site pages)."""
    rows: list[dict[str, Any]] = []
    for page_id, html, headers in _tuples(pages, _PAGE_COLUMNS):
        for detection in detector.detect(html or "", header_pairs(headers)):
            rows.append(
                {
                    "mention_id": make_id("men", page_id, "html", None, None, detection.technology_id),
                    "document_id": page_id,
                    "document_kind": "page",
                    "field": "html",
                    "surface": detection.evidence,
                    "technology_id": detection.technology_id,
                    "method": f"site:{detection.where}",
                    "polarity": "used",
                    "reason": detection.rule,
                    "confidence": detection.confidence,
                }
            )
    return CORE_TECHNOLOGY_MENTIONS.from_rows(rows)


def header_pairs(headers: str | None) -> list[tuple[str, str]]:
    """The pairs of a JSON list of [name, value]; anything else in it is skipped."""
    try:
        listed = json.loads(headers) if headers else []
    except ValueError:
        return []
    if not isinstance(listed, list):
        return []
    return [(str(pair[0]), str(pair[1])) for pair in listed if isinstance(pair, list) and len(pair) == 2]


def _title(posting: Document, in_description: Iterable[Mention]) -> Document:
    """The title as a text of its own; names that the description uses too count as evidence for ambiguous ones."""
    return Document(posting.title, "", posting.company, frozenset(mention.technology_id for mention in in_description))


def _tuples(rows: pa.Table | pa.RecordBatch, columns: Sequence[str]) -> Iterable[tuple[Any, ...]]:
    return zip(*(rows.column(name).to_pylist() for name in columns), strict=True)


def _mention_rows(posting_id: str, field: str, mentions: Iterable[Mention]) -> Iterable[dict[str, Any]]:
    for mention in mentions:
        yield {
            "mention_id": make_id("men", posting_id, field, mention.start, mention.end, mention.technology_id),
            "document_id": posting_id,
            "document_kind": "posting",
            "field": field,
            "start_offset": mention.start,
            "end_offset": mention.end,
            "surface": mention.surface,
            "technology_id": mention.technology_id,
            "version": mention.version,
            "method": mention.method,
            "polarity": mention.polarity,
            "reason": mention.reason,
            "confidence": mention.confidence,
        }
