"""Company web pages: one page a payload."""

from __future__ import annotations

from collections.abc import Iterator

import orjson
from selectolax.lexbor import LexborHTMLParser

from pipeline.domains import registrable_domain
from pipeline.errors import PayloadError
from pipeline.sources.fields import Fields
from pipeline.sources.html_text import node_text, parse_html
from pipeline.sources.languages import language_tag
from pipeline.sources.organizations import Organization, read_organization
from pipeline.sources.parser import Parser, Payload, Record, Rejection
from pipeline.sources.record_ids import page_id
from pipeline.sources.text import content_type, decode, storable, tidy_label, undo_gzip
from pipeline.tables.records import PAGE_RECORDS

_NOT_HTML = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"PK\x03\x04", b"RIFF", b"wOFF", b"wOF2")
_TITLE_CHARACTERS = 1_000
_PROLOGUE_CHARACTERS = 4_000


def read_page(payload: Payload) -> Iterator[Record | Rejection]:
    """One page: its record, and a rejection that names values of its structured data that could not be interpreted.

    Raises: PayloadError: it is no page, or one whose address is unknown.
    """
    data = undo_gzip(payload.data)
    if not data.strip():
        raise PayloadError("empty_payload", "expected an HTML page; nothing came")
    declared = content_type(payload.headers)
    text = storable(decode(data, declared))
    if data.startswith(_NOT_HTML) or "<" not in text or _is_xml(text):
        raise PayloadError("not_html", f"expected an HTML page; Content-Type is {declared or 'unknown'}")
    page = parse_html(text)
    url = _address(payload, page)
    domain = registrable_domain(url) or payload.domain
    if domain is None:
        raise PayloadError(
            "missing_domain", "the page's address is unknown; give --url, an index.jsonl, or `domain` in SOURCES.yml"
        )
    fields = Fields()
    organization = read_organization(page, domain, fields)
    yield _record(payload, page, text, url, domain, organization)
    yield from fields.rejections(None, None)


def _record(
    payload: Payload, page: LexborHTMLParser, text: str, url: str | None, domain: str, organization: Organization
) -> Record:
    title = page.css_first("head > title") or page.css_first("body > title")  # and not that of an inline SVG
    return {
        "page_id": page_id(payload.source, payload.url, payload.payload_id),
        "url": url or payload.url,
        "domain": domain,
        "organization_name": organization.name or payload.company,
        "legal_name": organization.legal_name,
        "title": tidy_label(title.text()[:_TITLE_CHARACTERS]) if title is not None else None,
        "description": node_text(page.body),
        "language": _language(page),
        "country": organization.country,
        "city": organization.city,
        "identifiers": list(organization.identifiers) or None,
        "profiles": list(organization.profiles) or None,
        "html": text,
        "headers": _headers(payload.headers),
    }


def _headers(headers: tuple[tuple[str, str], ...]) -> str | None:
    pairs = [(storable(name), storable(value)) for name, value in headers]
    return orjson.dumps(pairs).decode() if pairs else None


def _address(payload: Payload, page: LexborHTMLParser) -> str | None:
    """Where the page stood: as fetched, else as the page itself says."""
    if payload.url.startswith(("http://", "https://")):
        return payload.url
    for selector, attribute in (("link[rel=canonical]", "href"), ('meta[property="og:url"]', "content")):
        node = page.css_first(selector)
        address = (node.attributes.get(attribute) or "").strip() if node is not None else ""
        if address.startswith(("http://", "https://")) and registrable_domain(address):
            return address
    return None


def _is_xml(text: str) -> bool:
    """XML other than XHTML: sitemaps and feeds under a page's address."""
    start = text[:_PROLOGUE_CHARACTERS].lstrip("\ufeff \t\r\n").lower()
    return start.startswith("<?xml") and "<html" not in start


def _language(page: LexborHTMLParser) -> str | None:
    html = page.css_first("html")
    declared = (html.attributes.get("lang") or html.attributes.get("xml:lang")) if html is not None else None
    return language_tag(declared) if declared else None


PARSER = Parser("site", PAGE_RECORDS, "company web page (HTML)", read_page)
