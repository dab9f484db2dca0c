"""Sitemaps: the addresses that a site publishes for crawlers."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.domains import registrable_domain
from pipeline.identifiers import make_id
from pipeline.sources.parser import Parser, Payload, Record, Rejection
from pipeline.sources.rejections import reject
from pipeline.sources.sitemap_entries import SitemapEntry, read_sitemap
from pipeline.sources.text import undo_gzip
from pipeline.tables.records import SITEMAP_RECORDS


def _parse(payload: Payload) -> Iterator[Record | Rejection]:
    for entry in read_sitemap(undo_gzip(payload.data), payload.url):
        if isinstance(entry, Rejection):
            yield entry
            continue
        yield _record(payload, entry)
        if entry.notes:
            yield reject(entry.number, "unknown_value", "; ".join(entry.notes), entry.address)


def _record(payload: Payload, entry: SitemapEntry) -> Record:
    return {
        "entry_id": make_id("sme", payload.source, payload.url, entry.address),
        "url": entry.address,
        "sitemap_url": payload.url,
        "domain": registrable_domain(entry.address),
        "entry_kind": entry.entry_kind,
        "last_modified_at": entry.last_modified_at,
        "change_frequency": entry.change_frequency,
        "priority": entry.priority,
        "alternates": [f"{tag} {address}" for tag, address in entry.alternates] or None,
        "title": entry.title,
        "published_at": entry.published_at,
    }


PARSER = Parser("sitemap", SITEMAP_RECORDS, "sitemap: XML, index, text, RSS or Atom, gzip or not", _parse)
