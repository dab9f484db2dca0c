"""Job pages with schema.org JobPosting: JSON-LD in an HTML page or bare, microdata, RDFa Lite.

Mapped: title, description (with responsibilities, qualifications, skills and experienceRequirements, where pages put
the technologies), hiringOrganization, identifier, url, jobLocation, applicantLocationRequirements, jobLocationType,
employmentType, baseSalary, employmentUnit, datePosted, dateModified, validThrough, inLanguage. Every other property is
ignored on purpose: schema.org is an open vocabulary, and pages add logos, images, working hours and what they like.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import partial
from typing import Any  # JSON values

from pipeline.domains import registrable_domain
from pipeline.errors import PayloadError
from pipeline.sources.dates import parse_iso
from pipeline.sources.fields import Fields
from pipeline.sources.html_text import html_text, parse_html
from pipeline.sources.jsonld_blocks import Block, json_ld_blocks, objects_of_type, read_block
from pipeline.sources.jsonld_values import (
    describe_places,
    home_domain,
    items_of,
    name_of,
    read_salary,
)
from pipeline.sources.marked_items import marked_items
from pipeline.sources.parser import Parser, Payload, Record, Rejection
from pipeline.sources.record_ids import posting_id
from pipeline.sources.rejections import read_items, reject
from pipeline.sources.text import content_type, decode, undo_gzip, unescape
from pipeline.tables.records import POSTING_RECORDS

_TYPES = ("JobPosting",)
_TEXT_PROPERTIES = ("responsibilities", "qualifications", "skills", "experienceRequirements")
_ESCAPED_START = re.compile(r"\s*&lt;/?[a-zA-Z]")


def _parse(payload: Payload) -> Iterator[Record | Rejection]:
    data = undo_gzip(payload.data)
    if not data.strip():
        raise PayloadError("empty_payload", "expected a job page; nothing came")
    found = 0
    for item in _postings(decode(data, content_type(payload.headers))):
        if isinstance(item, Rejection):
            yield item
            continue
        found += 1
        yield from read_items([(found, item)], partial(_posting, payload))
    if not found:
        yield reject(None, "no_posting", "expected a schema.org JobPosting; the page marks none")


def _postings(text: str) -> Iterator[dict[str, Any] | Rejection]:
    """The JobPostings of a page: in JSON-LD, else in microdata or RDFa, which repeat it where a page has both."""
    start = text.lstrip("\ufeff \t\r\n")[:1]
    if start in ("{", "["):
        yield from _in_blocks(_bare_block(text))
        return
    if "<" not in text:
        raise PayloadError("unknown_format", "expected an HTML page or JSON-LD; found neither tags nor JSON")
    page = parse_html(text)
    found = 0
    for item in _in_blocks(json_ld_blocks(page)):
        found += isinstance(item, dict)
        yield item
    if not found and "JobPosting" in text:
        yield from marked_items(page, _TYPES)


def _bare_block(text: str) -> Iterator[Block | Rejection]:
    for block in read_block(1, text):
        if isinstance(block, Rejection) and block.reason_code == "invalid_json":
            raise PayloadError("invalid_json", block.reason)
        yield block


def _in_blocks(blocks: Iterable[Block | Rejection]) -> Iterator[dict[str, Any] | Rejection]:
    for block in blocks:
        if isinstance(block, Rejection):
            yield block
        else:
            yield from objects_of_type(block.value, _TYPES)


def _posting(payload: Payload, line: int, item: dict[str, Any]) -> Iterator[Record | Rejection]:
    fields = Fields()
    title = _plain(fields.label("title", item.get("title") or item.get("name")))
    markup = _markup(fields, item)
    description = html_text(markup) if markup else None
    if title is None and description is None:
        yield reject(line, "empty_posting", "expected a title or a description; both are empty", item)
        return
    own_url = fields.label("url", _first_text(item.get("url")))
    url = own_url or (payload.url if payload.url.startswith(("http://", "https://")) else None)
    source_id = fields.label("identifier", _identifier(item.get("identifier")))
    organization = item.get("hiringOrganization")
    company = name_of(fields, "hiringOrganization", organization)
    place = describe_places(fields, item)
    raw_texts = [item.get(name) for name in ("description", *_TEXT_PROPERTIES) if item.get(name)]
    yield {
        "posting_id": posting_id(
            payload.source,
            source_id,
            url,
            item.get("title") or item.get("name"),
            organization,
            item.get("jobLocation"),
            raw_texts[0] if len(raw_texts) == 1 else raw_texts,
        ),
        "source_posting_id": source_id,
        "url": url,
        "title": title,
        "company_name": company or payload.company,
        "company_domain": home_domain(organization, registrable_domain(url)) or payload.domain,
        "description": description,
        "description_html": markup,
        **place,
        "department": name_of(fields, "employmentUnit", item.get("employmentUnit")),
        "employment_type": _employment_type(fields, item.get("employmentType")),
        **read_salary(fields, item.get("baseSalary")),
        "posted_at": fields.moment("datePosted", item.get("datePosted"), parse_iso),
        "updated_at": fields.moment("dateModified", item.get("dateModified"), parse_iso),
        "valid_through": fields.moment("validThrough", item.get("validThrough"), parse_iso),
        "language": _language(fields, item.get("inLanguage")),
    }
    yield from fields.rejections(line, item)


def _markup(fields: Fields, item: dict[str, Any]) -> str | None:
    """Description and the texts beside it, as HTML; a text that the description already holds is not repeated."""
    pieces: list[str] = []
    for name in ("description", *_TEXT_PROPERTIES):
        for value in items_of(item.get(name)):
            if name != "description" and not isinstance(value, str):
                continue  # structured requirements such as months of experience
            text = fields.text(name, value)
            if not text:
                continue
            if _ESCAPED_START.match(text):
                text = unescape(text)
            if not any(text in piece for piece in pieces):
                pieces.append(text)
    return "\n".join(pieces if len(pieces) == 1 else [f"<div>{piece}</div>" for piece in pieces]) or None


def _plain(text: str | None) -> str | None:
    """Plain-text properties often carry entities, because the block was written into HTML."""
    return " ".join(unescape(text).split()) or None if text and "&" in text else text


def _identifier(value: Any) -> Any:
    for entry in items_of(value):
        found = entry.get("value") or entry.get("@id") if isinstance(entry, dict) else entry
        if found not in (None, "") and not isinstance(found, dict | list):
            return found
    return None


def _first_text(value: Any) -> Any:
    return next((entry for entry in items_of(value) if isinstance(entry, str)), value if value else None)


def _employment_type(fields: Fields, value: Any) -> str | None:
    """The first type of a list; one column holds one."""
    found = [fields.employment_type("employmentType", entry) for entry in items_of(value)]
    return next((name for name in found if name), None)


def _language(fields: Fields, value: Any) -> str | None:
    if isinstance(value, dict):
        value = value.get("alternateName") or value.get("name")
    return fields.language("inLanguage", _first_text(value))


PARSER = Parser(
    "jsonld",
    POSTING_RECORDS,
    "job page with a schema.org JobPosting: JSON-LD, microdata or RDFa; or bare JSON-LD",
    _parse,
)
