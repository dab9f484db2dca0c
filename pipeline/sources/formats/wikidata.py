"""Wikidata: companies among the entities of `wbgetentities`, `Special:EntityData` or a dump's lines.

An entity is a company when it has a statement that only organizations have, whatever its class is called: classes of
companies are endless. Values of the best rank count, as Wikidata itself shows them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any  # JSON values

from pipeline.domains import registrable_domain
from pipeline.errors import PayloadError
from pipeline.sources.job import Column, Job
from pipeline.sources.json_text import load_json
from pipeline.sources.parser import Payload
from pipeline.sources.places import country_of_item
from pipeline.sources.register_format import ACTIVE, INACTIVE, RegisterFormat, former_name
from pipeline.sources.text import undo_gzip

_ITEM = re.compile(r"Q[1-9]\d{0,11}")
_TIME = re.compile(r"\+(\d{4})-(\d\d)-(\d\d)T\d\d:\d\d:\d\dZ")
_YEAR = 9  # precision of a time value: 9 is a year, 10 a month, 11 a day

# Identifiers by their property; the field's own names for the schemes.
_IDENTIFIERS = {
    "P1278": "lei", "P5531": "cik", "P946": "isin", "P249": "ticker", "P6782": "ror", "P2771": "duns", "P3608": "vat",
    "P1320": "opencorporates", "P2622": "companies_house", "P2037": "github", "P4264": "linkedin",
    "P2088": "crunchbase", "P1297": "ein", "P3548": "abn", "P1616": "siren", "P3220": "kvk",
}  # fmt: skip
_LEGAL_FORM, _INDUSTRY, _EXCHANGE, _PARENT, _SUBSIDIARY, _CHIEF = "P1454", "P452", "P414", "P749", "P355", "P169"
_EMPLOYEES, _REVENUE, _PRODUCT, _FOUNDER, _SEAT, _SITE = "P1128", "P2139", "P1056", "P112", "P159", "P856"
_OFFICIAL_NAME, _SHORT_NAME, _COUNTRY, _FOUNDED, _DISSOLVED = "P1448", "P1813", "P17", "P571", "P576"
_START, _END = "P580", "P582"
_OF_ORGANIZATIONS = frozenset({
    _LEGAL_FORM, _EXCHANGE, _PARENT, _SUBSIDIARY, _CHIEF, _EMPLOYEES, _REVENUE, "P1278", "P5531", "P946", "P3320",
    "P2403", "P3362", "P2295", "P2226"
})  # fmt: skip
_TOGETHER = frozenset({_INDUSTRY, _PRODUCT, _FOUNDER, _SEAT, _SITE})  # two of these do as well
_LANGUAGES = ("en", "mul", "en-gb", "en-us", "de", "fr", "es")


def _find(payload: Payload) -> Iterator[Any]:
    document = load_json(undo_gzip(payload.data))
    if isinstance(document, dict) and isinstance(document.get("entities"), dict):
        return iter(document["entities"].values())
    if isinstance(document, dict) and "claims" in document:
        return iter([document])
    if isinstance(document, list) and all(isinstance(entry, dict) and "id" in entry for entry in document):
        return iter(document)
    if isinstance(document, dict) and document.get("error"):
        raise PayloadError("error_response", f"Wikidata answered: {str(document['error'])[:200]}")
    raise PayloadError("unknown_format", "expected entities of Wikidata: an object with `entities`")


def _no_company(entry: Job) -> str | None:
    if "missing" in entry.raw:
        return f"{entry.raw.get('id')} was deleted"
    claims = entry.raw.get("claims")
    named = set(claims) if isinstance(claims, dict) else set()
    if named & _OF_ORGANIZATIONS or len(named & _TOGETHER) > 1:
        return None
    return f"{entry.raw.get('id')} has no statement that only organizations have"


def _statements(entry: Job, name: str) -> list[dict[str, Any]]:
    """Statements of a property that are not deprecated; only the preferred ones, where there are such."""
    claims = entry.raw.get("claims")
    listed = claims.get(name) if isinstance(claims, dict) else None
    found = [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
    preferred = [one for one in found if one.get("rank") == "preferred"]
    return preferred or [one for one in found if one.get("rank") != "deprecated"]


def _value(snak: Any) -> Any:
    """The value of a snak; None for "some value" and "no value"."""
    if not isinstance(snak, dict) or snak.get("snaktype") != "value" or not isinstance(snak.get("datavalue"), dict):
        return None
    return snak["datavalue"].get("value")


def _values(entry: Job, name: str) -> list[Any]:
    """Values of the statements that still hold."""
    current = [one for one in _statements(entry, name) if _qualifier(one, _END) is None]
    found = (_value(one.get("mainsnak")) for one in current)
    return [value for value in found if value is not None]


def _qualifier(statement: dict[str, Any], name: str) -> Any:
    qualifiers = statement.get("qualifiers")
    snaks = qualifiers.get(name) if isinstance(qualifiers, dict) else None
    return _value(snaks[0]) if isinstance(snaks, list) and snaks else None


def _texts(entry: Job, name: str) -> list[str]:
    raw = [value.get("text") if isinstance(value, dict) else value for value in _values(entry, name)]
    return entry.fields.labels(name, raw) or []


def _items(entry: Job, name: str) -> list[str]:
    found = (value.get("id") for value in _values(entry, name) if isinstance(value, dict))
    return [item for item in found if isinstance(item, str) and _ITEM.fullmatch(item)]


def _moment(value: Any) -> datetime | None:
    """A time value as UTC; a year or month as its first day; None before year 1 or when vaguer than a year."""
    if not isinstance(value, dict) or not isinstance(value.get("precision"), int) or value["precision"] < _YEAR:
        return None
    found = _TIME.fullmatch(str(value.get("time"))[:40])
    if found is None:
        return None
    year, month, day = map(int, found.groups())
    try:
        return datetime(year, month or 1, day or 1, tzinfo=UTC)
    except ValueError:
        return None


def _time(name: str) -> Column:
    return Column((), lambda entry: next(filter(None, map(_moment, _values(entry, name))), None))


def _id(entry: Job) -> str | None:
    found = entry.raw.get("id")
    return found if isinstance(found, str) and _ITEM.fullmatch(found) else None


def _labels(entry: Job) -> list[str]:
    """Labels by language, those of `_LANGUAGES` first, then in the order of their codes."""
    raw = entry.raw.get("labels")
    labels = raw if isinstance(raw, dict) else {}
    order = [*(code for code in _LANGUAGES if code in labels), *sorted(set(labels) - set(_LANGUAGES))]
    texts = [labels[code].get("value") if isinstance(labels[code], dict) else None for code in order]
    return entry.fields.labels("labels", texts) or []


def _other_names(entry: Job) -> list[str]:
    raw = entry.raw.get("aliases")
    aliases = [
        alias.get("value")
        for _, listed in sorted(raw.items() if isinstance(raw, dict) else ())
        for alias in (listed if isinstance(listed, list) else ())
        if isinstance(alias, dict)
    ]
    named = entry.fields.labels("aliases", aliases) or []
    return [*_texts(entry, _OFFICIAL_NAME), *_texts(entry, _SHORT_NAME), *_labels(entry), *named]


def _former_names(entry: Job) -> list[dict[str, str | None]]:
    found = []
    for statement in _statements(entry, _OFFICIAL_NAME):
        value, until = _value(statement.get("mainsnak")), _moment(_qualifier(statement, _END))
        name = entry.fields.label(_OFFICIAL_NAME, value.get("text")) if isinstance(value, dict) else None
        if name and until:
            since = _moment(_qualifier(statement, _START))
            found.append(former_name(name, since.date().isoformat() if since else None, until.date().isoformat()))
    return found


def _identifiers(entry: Job) -> list[str]:
    found = [f"{scheme}:{text}" for name, scheme in _IDENTIFIERS.items() for text in _texts(entry, name)]
    listings = (_qualifier(statement, "P249") for statement in _statements(entry, _EXCHANGE))
    tickers = entry.fields.labels("P249", [ticker for ticker in listings if ticker]) or []
    own = _id(entry)
    return [*found, *(f"ticker:{ticker}" for ticker in tickers), *([f"wikidata:{own}"] if own else [])]


def _domain(entry: Job) -> str | None:
    return next(filter(None, map(registrable_domain, _texts(entry, _SITE))), None)


FORMAT = RegisterFormat(
    kind="wikidata",
    description="Wikidata entities of companies",
    find=_find,
    no_company=_no_company,
    columns={
        "source_registration_id": Column(("id",), _id),
        "legal_name": Column(("labels",), lambda entry: next(iter(_labels(entry)), None)),
        "other_names": Column(("aliases", "claims"), _other_names),
        "former_names": Column((), _former_names),
        "identifiers": Column((), _identifiers),
        "domain": Column((), _domain),
        "country": Column((), lambda entry: next(filter(None, map(country_of_item, _items(entry, _COUNTRY))), None)),
        "status": Column((), lambda entry: INACTIVE if _values(entry, _DISSOLVED) else ACTIVE),
        "founded_at": _time(_FOUNDED),
        "dissolved_at": _time(_DISSOLVED),
        "parent_identifiers": Column((), lambda entry: [f"wikidata:{item}" for item in _items(entry, _PARENT)] or None),
        "url": Column((), lambda entry: f"https://www.wikidata.org/wiki/{_id(entry)}" if _id(entry) else None),
    },
    ignored=("pageid", "ns", "title", "lastrevid", "modified", "type", "descriptions", "sitelinks", "redirects"),
)
PARSER = FORMAT.parser()
