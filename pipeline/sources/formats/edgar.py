"""SEC EDGAR: the list of tickers (with or without exchanges), and a company's submissions with its former names."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any  # JSON values

from pipeline.errors import PayloadError
from pipeline.sources.dates import parse_iso
from pipeline.sources.job import Column, Job, computed, label
from pipeline.sources.json_text import load_json
from pipeline.sources.parser import Payload
from pipeline.sources.places import country_code
from pipeline.sources.register_format import RegisterFormat, day, former_name, identifiers
from pipeline.sources.text import undo_gzip

_DIGITS = re.compile(r"\d{1,10}")
_US_STATE = re.compile(r"[A-Z]{2}")  # EDGAR's codes of other countries and of Canada's provinces hold a digit
_NAMES = {"cik_str": "cik", "title": "name"}


def _find(payload: Payload) -> Iterator[Any]:
    document = load_json(undo_gzip(payload.data))
    if isinstance(document, dict) and "cik" in document and "name" in document:
        return iter([document])
    rows = _ticker_rows(document)
    if not rows:
        raise PayloadError("unknown_format", "expected company_tickers.json or a company's submissions of EDGAR")
    return _with_all_tickers(rows)


def _ticker_rows(document: Any) -> list[Any]:
    """Rows of a ticker file: an object of numbered rows, or columns under `fields` and rows under `data`."""
    if not isinstance(document, dict):
        return []
    names, data = document.get("fields"), document.get("data")
    if isinstance(names, list) and isinstance(data, list):
        keys = [str(name) for name in names]
        return [dict(zip(keys, row, strict=False)) if isinstance(row, list) else row for row in data]
    rows = list(document.values())
    return rows if any(isinstance(row, dict) and "cik_str" in row for row in rows) else []


def _with_all_tickers(rows: list[Any]) -> Iterator[Any]:
    """The rows, each with all tickers of its company: a company stands there once for each of its listings."""
    tickers: defaultdict[str, list[Any]] = defaultdict(list)
    named = [
        {_NAMES.get(key, key): value for key, value in row.items()} if isinstance(row, dict) else row for row in rows
    ]
    for row in named:
        if isinstance(row, Mapping):
            tickers[repr(row.get("cik"))].append(row.get("ticker"))
    for row in named:
        yield {**row, "tickers": tickers[repr(row.get("cik"))]} if isinstance(row, dict) else row


def _cik(entry: Job) -> str | None:
    """The CIK in ten digits."""
    raw = entry.fields.label("cik", entry.at("cik"))
    if raw is None or _DIGITS.fullmatch(raw):
        return None if raw is None else raw.zfill(10)
    entry.fields.note("cik", raw, "up to ten digits")
    return None


def _identifiers(entry: Job) -> list[str]:
    cik = _cik(entry)
    found: list[str] = _SIMPLE.read(entry)
    return [*found, f"cik:{cik}"] if cik else found


def _former_names(entry: Job) -> list[dict[str, str | None]]:
    found = []
    for raw in entry.items("formerNames"):
        name = entry.fields.label("formerNames.name", raw.get("name")) if isinstance(raw, dict) else None
        if name:
            since, until = (day(entry, f"formerNames.{end}", raw.get(end), parse_iso) for end in ("from", "to"))
            found.append(former_name(name, since, until))
    return found


def _country(entry: Job) -> str | None:
    for kind in ("business", "mailing"):
        code = entry.at(f"addresses.{kind}.stateOrCountry")
        if isinstance(code, str) and _US_STATE.fullmatch(code):
            return "US"
        described = entry.at(f"addresses.{kind}.stateOrCountryDescription")
        if isinstance(described, str) and described:
            return country_code(described) or country_code(described.rpartition(",")[2])
    return None


def _country_fields(*names: str) -> tuple[str, ...]:
    return tuple(f"addresses.{kind}.{name}" for kind in ("business", "mailing") for name in names)


_SIMPLE = identifiers(ticker="tickers", lei="lei", ein="ein")

FORMAT = RegisterFormat(
    kind="edgar",
    description="SEC EDGAR: company_tickers.json or a company's submissions",
    find=_find,
    columns={
        "source_registration_id": computed(_cik, "cik"),
        "legal_name": label("name"),
        "former_names": Column(("formerNames.name", "formerNames.from", "formerNames.to"), _former_names),
        "identifiers": computed(_identifiers, *_SIMPLE.reads, "cik"),
        "domain": Column(("website",), lambda entry: entry.fields.domain("website", entry.at("website"))),
        "country": Column(_country_fields("stateOrCountry", "stateOrCountryDescription"), _country),
        "city": label("addresses.business.city", "addresses.mailing.city"),
    },
    ignored=(
        "ticker", "exchange", "exchanges", "entityType", "sic", "sicDescription", "ownerOrg", "description",
        "investorWebsite", "category", "fiscalYearEnd", "stateOfIncorporation", "stateOfIncorporationDescription",
        "insiderTransactionForOwnerExists", "insiderTransactionForIssuerExists", "phone", "flags", "filings", "files",
        "addresses",
    ),
)  # fmt: skip
PARSER = FORMAT.parser()
