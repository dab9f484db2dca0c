"""All parsers by the name of their kind, and the one way to run them."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module

from rapidfuzz import process

from pipeline.errors import PayloadError, UsageError
from pipeline.sources.completion import complete_posting
from pipeline.sources.parser import Parser, Payload, Record, Rejection
from pipeline.sources.rejections import reject
from pipeline.sources.text import storable
from pipeline.tables.records import POSTING_RECORDS

# Each is a file of `formats/` that exports its `PARSER`; a file is imported when its kind is first used.
KINDS = (
    "adzuna",
    "arbeitnow",
    "ashby",
    "bamboohr",
    "breezy",
    "comeet",
    "companies_house",
    "edgar",
    "eightfold",
    "github",
    "gleif",
    "greenhouse",
    "himalayas",
    "hn_whoishiring",
    "icims",
    "jobicy",
    "jobtech_se",
    "jobvite",
    "jsonld",
    "justjoinit",
    "lever",
    "oracle_orc",
    "paylocity",
    "personio",
    "phenom",
    "postings",
    "recruitee",
    "register",
    "remoteok",
    "remotive",
    "rippling",
    "robots",
    "rss",
    "site",
    "sitemap",
    "smartrecruiters",
    "teamtailor",
    "themuse",
    "usajobs",
    "warc",
    "weworkremotely",
    "wikidata",
    "workable",
    "workday",
)

FOLLOWED = ("company",)
"""Kinds of sources without payloads of their own: what they lead to is of the kinds above."""

LOADED: dict[str, Parser] = {}


def get_parser(kind: str) -> Parser:
    """The parser of a kind.

    Raises: UsageError: there is none; the message names the nearest.
    """
    if kind not in LOADED:
        if kind not in KINDS:
            raise UsageError(f"unknown kind {kind!r}{suggestion(kind)}; kinds are {', '.join(KINDS)}")
        LOADED[kind] = import_module(f"pipeline.sources.formats.{kind}").PARSER
    return LOADED[kind]


def suggestion(kind: str) -> str:
    """`, did you mean ...?` for a misspelt kind; empty when nothing is near."""
    near = process.extractOne(kind.lower()[:100], KINDS, score_cutoff=60)
    return f", did you mean {near[0]!r}?" if near else ""


def parse_payload(payload: Payload) -> Iterator[Record | Rejection]:
    """Parse a payload to finished records: `source`, `payload_id` and `url` filled in, texts trimmed and storable,
    empty texts null, required columns present; place, remote work and language of a posting completed.

    Yields: records (columns of the kind's table; absent ones are null) and rejections, in payload order.
    Raises: PayloadError: the payload as a whole cannot be read; records may have come before it, as from a Parquet file
        damaged in the middle. UsageError: there is no such kind.
    """
    parser = get_parser(payload.kind)
    items = parser.parse(payload)
    while True:
        try:
            item = next(items)
        except StopIteration:
            return
        except PayloadError:
            raise
        except Exception as error:  # whatever a hostile payload brings about must not end a run
            raise PayloadError("parser_error", f"{type(error).__name__}: {error}") from error
        if isinstance(item, Rejection):
            yield item
            continue
        record = _finish(payload, item)
        missing = [name for name in parser.table.required if record.get(name) is None]
        if missing:
            yield reject(None, "missing_field", f"expected {', '.join(missing)}; it is empty", record.get("url"))
            continue
        if parser.table is POSTING_RECORDS:
            complete_posting(record)
        yield record


def _finish(payload: Payload, record: Record) -> Record:
    for name, value in record.items():
        if type(value) is str:
            text = storable(value).strip()
            if text is not value:
                record[name] = text or None
    record["source"] = payload.source
    record["payload_id"] = payload.payload_id
    if record.get("url") is None and payload.url.startswith(("http://", "https://")):
        record["url"] = payload.url
    return record
