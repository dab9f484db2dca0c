"""Company registers: JSON Lines, a JSON list, CSV or Parquet, compressed or not.

Columns: company_id, name, aliases (a JSON list), domain, country, city, and optionally `identifiers` (a JSON list of
scheme:value) or a column per scheme of `_SCHEMES`; the names of `REGISTRATION_RECORDS` are accepted as well.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any  # raw values of a column

import orjson

from pipeline.sources.fields import Fields
from pipeline.sources.item_files import Item, read_items_of_file
from pipeline.sources.known_fields import KnownFields, UnknownFields
from pipeline.sources.parser import Parser, Payload, Record, Rejection
from pipeline.sources.record_ids import registration_id
from pipeline.sources.rejections import read_items, reject
from pipeline.tables.records import REGISTRATION_RECORDS

_ALIASES = {
    "source_registration_id": ("source_registration_id", "company_id", "registration_id", "id"),
    "legal_name": ("legal_name", "name"),
    "other_names": ("other_names", "aliases"),
}
_SCHEMES = frozenset({"lei", "cik", "isin", "wikidata", "ror", "duns", "vat", "opencorporates"})
# Where a row was taken from and under which licence.
_IGNORED = frozenset({"source", "payload_id", "licence", "license"})
_KNOWN = (
    frozenset(REGISTRATION_RECORDS.schema.names) | {name for names in _ALIASES.values() for name in names} | _SCHEMES
)
_FIELDS = KnownFields(_KNOWN | _IGNORED)


def _parse(payload: Payload) -> Iterator[Record | Rejection]:
    unknown = UnknownFields(_FIELDS)

    def read(line: int, item: Item) -> Iterator[Record | Rejection]:
        unknown.add(item)
        return _registration(payload, line, item)

    yield from read_items(read_items_of_file(payload.data, _KNOWN), read)
    yield from unknown.report("entries")


def _registration(payload: Payload, line: int, item: Item) -> Iterator[Record | Rejection]:
    fields = Fields()
    raw_id, raw_name, raw_others = (_first(item, names) for names in _ALIASES.values())
    source_id = fields.label("company_id", raw_id)
    name = fields.label("name", raw_name)
    if source_id is None or name is None:
        yield reject(line, "missing_field", "expected company_id and name; one of them is empty", dict(item))
        return
    others = fields.labels("aliases", _json_list(fields, "aliases", raw_others))
    yield {
        "registration_id": registration_id(payload.source, source_id),
        "source_registration_id": source_id,
        "url": fields.label("url", item.get("url")),
        "legal_name": name,
        "other_names": [other for other in others if other != name] or None if others else None,
        "identifiers": _identifiers(fields, item),
        "domain": fields.domain("domain", item.get("domain")),
        "country": fields.country("country", item.get("country")),
        "city": fields.label("city", item.get("city")),
    }
    yield from fields.rejections(line, dict(item))


def _identifiers(fields: Fields, item: Item) -> list[str] | None:
    raw = item.get("identifiers")
    found = (fields.labels("identifiers", _json_list(fields, "identifiers", raw)) or []) if raw else []
    for scheme in _SCHEMES & item.keys():
        value = fields.label(scheme, item[scheme])
        if value:
            found.append(f"{scheme}:{value}")
    return sorted(set(found)) or None


def _json_list(fields: Fields, field: str, value: Any) -> Any:
    """CSV holds lists as JSON text; other formats as lists."""
    if value is None or value in ("", "[]") or not isinstance(value, str):
        return value if value not in ("", "[]") else None
    try:
        return orjson.loads(value)
    except orjson.JSONDecodeError:
        fields.note(field, value, "a JSON list")
        return None


def _first(item: Item, names: tuple[str, ...]) -> object:
    for name in names:
        value = item.get(name)
        if value is not None and value != "":
            return value
    return None


PARSER = Parser("register", REGISTRATION_RECORDS, "company register: CSV, JSON Lines or Parquet", _parse)
