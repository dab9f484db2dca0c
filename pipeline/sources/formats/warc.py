"""Web archives: each archived page is a page of its own address and date, so a Common Crawl segment is a source."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from pipeline.domains import registrable_domain
from pipeline.errors import PayloadError
from pipeline.identifiers import content_hash
from pipeline.sources.formats.site import read_page
from pipeline.sources.parser import Parser, Payload, Record, Rejection
from pipeline.sources.record_ids import page_id
from pipeline.sources.rejections import reject
from pipeline.sources.text import decode, storable
from pipeline.sources.warc_records import ArchivedPage, read_archive
from pipeline.sources.wat_markup import described_page
from pipeline.tables.records import PAGE_RECORDS

_TITLE_CHARACTERS = 200


def _parse(payload: Payload) -> Iterator[Record | Rejection]:
    if not payload.data.strip():
        raise PayloadError("empty_payload", "expected a web archive; nothing came")
    for found in read_archive(payload.data):
        if isinstance(found, Rejection):
            yield found
            continue
        try:
            yield from _with_place(payload, found)
        except PayloadError as error:
            yield reject(found.number, error.reason_code, error.reason, found.url)


def _with_place(payload: Payload, page: ArchivedPage) -> Iterator[Record | Rejection]:
    """The page's record, seen when it was archived; rejections name the number of the archive's record."""
    for item in _records(_payload_of(payload, page), page):
        if isinstance(item, Rejection):
            yield replace(item, line=page.number, original=item.original or page.url)
        else:
            item["observed_at"] = page.archived_at
            yield item


def _records(payload: Payload, page: ArchivedPage) -> Iterator[Record | Rejection]:
    if page.form == "text":
        return iter([_text_record(payload, page)])
    if page.form == "wat":
        found = described_page(page.body)
        if found is None:
            return iter([reject(page.number, "not_html", "the record describes no web page", page.url)])
        return read_page(replace(payload, headers=found[0], data=found[1]))
    return read_page(payload)


def _payload_of(payload: Payload, page: ArchivedPage) -> Payload:
    return replace(
        payload, data=page.body, payload_id=content_hash(page.body), url=page.url, headers=page.headers, company=None
    )


def _text_record(payload: Payload, page: ArchivedPage) -> Record:
    text = storable(decode(page.body))
    domain = registrable_domain(page.url)
    if domain is None:
        raise PayloadError("missing_domain", f"the page's address has no domain: {page.url[:200]}")
    return {
        "page_id": page_id(payload.source, page.url, payload.payload_id),
        "url": page.url,
        "domain": domain,
        "title": text.partition("\n")[0][:_TITLE_CHARACTERS],
        "description": text,
    }


PARSER = Parser("warc", PAGE_RECORDS, "web archive: WARC, WAT or WET; gzip, zstd or lz4", _parse)
