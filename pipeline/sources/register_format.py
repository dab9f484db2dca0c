"""What every register has in common: find its entries, read each company by a table of columns, report the rest."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any  # raw values of a payload

import orjson

from pipeline.sources.job import Column, Job
from pipeline.sources.known_fields import KnownFields, UnknownFields
from pipeline.sources.parser import Parser, Payload, Record, Rejection
from pipeline.sources.record_ids import registration_id
from pipeline.sources.rejections import read_items, reject
from pipeline.tables.records import REGISTRATION_RECORDS

_OTHER_NAMES_LIMIT = 300  # the largest companies have labels in that many languages
ACTIVE, INACTIVE, INSOLVENT = "active", "inactive", "insolvent"


def _nothing(_: Job) -> str | None:
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterFormat:
    """A format of register entries.

    Attributes:
        find: raw entries of a payload, or rejections of them; raises `PayloadError` for what is not of this kind.
        columns: columns of `REGISTRATION_RECORDS` by name; `former_names` as a list of `former_name`.
        ignored: fields left out on purpose; one of them stands for all below it.
        no_company: why an entry is no company, in words; None when it is one.
    """

    kind: str
    description: str
    find: Callable[[Payload], Iterable[Any]]
    columns: Mapping[str, Column]
    ignored: Iterable[str]
    no_company: Callable[[Job], str | None] = _nothing
    known: KnownFields = field(init=False)

    def __post_init__(self) -> None:
        read = [path for column in self.columns.values() for path in column.reads]
        object.__setattr__(self, "known", KnownFields((*read, *self.ignored)))

    def parser(self) -> Parser:
        """The format as a parser of `kinds.py`."""
        return Parser(self.kind, REGISTRATION_RECORDS, self.description, self._parse)

    def _parse(self, payload: Payload) -> Iterator[Record | Rejection]:
        unknown = UnknownFields(self.known)

        def read(line: int, raw: Any) -> Iterator[Record | Rejection]:
            if not isinstance(raw, dict):
                return iter([reject(line, "wrong_type", f"expected an object, got {type(raw).__name__}", raw)])
            entry = Job(payload, raw)
            why_not = self.no_company(entry)
            if why_not is not None:
                return iter([reject(line, "no_company", why_not, raw)])
            unknown.add(raw)
            return self._entry(entry, line)

        yield from read_items(enumerate(self.find(payload), 1), read)
        yield from unknown.report("entries")

    def _entry(self, entry: Job, line: int) -> Iterator[Record | Rejection]:
        record: Record = {name: column.read(entry) for name, column in self.columns.items()}
        source_id, name = record["source_registration_id"], record["legal_name"]
        if source_id is None or name is None:
            yield reject(line, "missing_field", "expected an id and a name; one of them is empty", entry.raw)
            return
        former = record.get("former_names") or []
        others = dict.fromkeys([*(record.get("other_names") or []), *(found["name"] for found in former)])
        record["other_names"] = [other for other in others if other != name][:_OTHER_NAMES_LIMIT] or None
        record["former_names"] = orjson.dumps(former).decode() if former else None
        record["identifiers"] = sorted(set(record.get("identifiers") or [])) or None
        record["registration_id"] = registration_id(entry.payload.source, source_id)
        yield record
        yield from entry.fields.rejections(line, entry.raw)


def former_name(name: str, since: str | None = None, until: str | None = None) -> dict[str, str | None]:
    """A name a company had; dates as ISO days, null when unknown."""
    return {"name": name, "from": since, "to": until}


def identifiers(**paths: str) -> Column:
    """Identifiers as scheme:value from a field each, one value or a list."""

    def read(entry: Job) -> list[str]:
        found = ((scheme, entry.fields.labels(path, entry.items(path)) or []) for scheme, path in paths.items())
        return [f"{scheme}:{value}" for scheme, values in found for value in values]

    return Column(tuple(paths.values()), read)


def day(entry: Job, path: str, value: Any, parse: Callable[[Any], Any]) -> str | None:
    """A date of the register as an ISO day."""
    moment = entry.fields.moment(path, value, parse)
    return None if moment is None else moment.date().isoformat()
