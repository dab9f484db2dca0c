"""Canonical postings: JSON Lines, a JSON list, CSV or Parquet, compressed or not.

Columns are those of `POSTING_RECORDS`; `_ALIASES` lists other names for them. An id that the file gives, `id` or
`posting_id`, becomes `source_posting_id`: a file cannot know which version of a posting it holds.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime

from pipeline.sources.dates import parse_date_or_month
from pipeline.sources.fields import Fields
from pipeline.sources.free_dates import parse_free_date
from pipeline.sources.html_text import html_text
from pipeline.sources.item_files import Item, read_items_of_file
from pipeline.sources.known_fields import KnownFields, UnknownFields
from pipeline.sources.parser import Parser, Payload, Record, Rejection
from pipeline.sources.record_ids import posting_id
from pipeline.sources.rejections import read_items, reject
from pipeline.tables.records import POSTING_RECORDS

_ALIASES = {
    "source_posting_id": ("source_posting_id", "posting_id", "id"),
    "company_name": ("company_name", "company"),
    "company_domain": ("company_domain", "domain"),
}
# What a collector says about itself; the source, payload and version of a record are for the pipeline to say.
# skills_field is a site's own list of tags: weak labels, kept out of the text they label.
_IGNORED = frozenset({"source", "payload_id", "source_repo", "source_path", "skills_field"})
_MARKUP = re.compile(r"<(?:div|p|ul|ol|h[1-6]|span|section|strong|b|table|html)\b[^<>]{0,500}>", re.IGNORECASE)
_KNOWN = frozenset(POSTING_RECORDS.schema.names) | {name for names in _ALIASES.values() for name in names}
_FIELDS = KnownFields(_KNOWN | _IGNORED)


def _parse(payload: Payload) -> Iterator[Record | Rejection]:
    unknown = UnknownFields(_FIELDS)

    def read(line: int, item: Item) -> Iterator[Record | Rejection]:
        unknown.add(item)
        return _posting(payload, line, item)

    yield from read_items(read_items_of_file(payload.data, _KNOWN), read)
    yield from unknown.report("postings")


def _posting(payload: Payload, line: int, item: Item) -> Iterator[Record | Rejection]:
    fields = Fields()
    raw_id, raw_company, raw_domain = (_first(item, names) for names in _ALIASES.values())
    source_id = fields.label("source_posting_id", raw_id)
    url = fields.label("url", item.get("url"))
    raw_html = item.get("description_html")
    html = fields.text("description_html", raw_html)
    description = fields.text("description", item.get("description"))
    if description and _MARKUP.match(description) and "</" in description:  # boards hand HTML out as text
        html, description = html or description, html_text(description)
    description = description or (html_text(html) if html else None)
    title = fields.label("title", item.get("title"))
    if title is None and description is None:
        yield reject(line, "empty_posting", "expected a title or a description; both are empty", dict(item))
        return
    raw_text = item.get("description") or raw_html

    def read_date(value: object) -> datetime | None:
        found = parse_date_or_month(value)
        return parse_free_date(value, payload.fetched_at) if found is None and isinstance(value, str) else found

    yield {
        "posting_id": posting_id(
            payload.source, source_id, url, item.get("title"), raw_company, item.get("location"), raw_text
        ),
        "source_posting_id": source_id,
        "url": url,
        "title": title,
        "company_name": fields.label("company_name", raw_company) or payload.company,
        "company_domain": fields.domain("company_domain", raw_domain) or payload.domain,
        "description": description,
        "description_html": html,
        "location": fields.label("location", item.get("location")),
        "city": fields.label("city", item.get("city")),
        "region": fields.label("region", item.get("region")),
        "country": fields.country("country", item.get("country")),
        "is_remote": fields.boolean("is_remote", item.get("is_remote")),
        "department": fields.label("department", item.get("department")),
        "employment_type": fields.employment_type("employment_type", item.get("employment_type")),
        "salary_min": fields.amount("salary_min", item.get("salary_min")),
        "salary_max": fields.amount("salary_max", item.get("salary_max")),
        "salary_currency": fields.currency("salary_currency", item.get("salary_currency")),
        "salary_period": fields.period("salary_period", item.get("salary_period")),
        "posted_at": fields.moment("posted_at", item.get("posted_at"), read_date),
        "updated_at": fields.moment("updated_at", item.get("updated_at"), read_date),
        "valid_through": fields.moment("valid_through", item.get("valid_through"), read_date),
        "language": fields.language("language", item.get("language")),
    }
    yield from fields.rejections(line, dict(item))


def _first(item: Item, names: tuple[str, ...]) -> object:
    for name in names:
        value = item.get(name)
        if value is not None and value != "":
            return value
    return None


PARSER = Parser("postings", POSTING_RECORDS, "canonical postings: JSON Lines, CSV or Parquet", _parse, is_export=True)
