"""What every job format shares: find the jobs of a payload, read each by a table of columns, report the rest.

A format is a `JobFormat`: where its jobs are, which columns come from which fields, and which fields are left out on
purpose. A field that is in neither is reported, once a payload, with the number of jobs that have it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any  # raw values of a payload
from urllib.parse import unquote

from pipeline.sources.html_text import html_text
from pipeline.sources.job import Column, Job
from pipeline.sources.known_fields import KnownFields, UnknownFields
from pipeline.sources.listings import Listing
from pipeline.sources.parser import Parser, Payload, Record, Rejection
from pipeline.sources.record_ids import posting_id
from pipeline.sources.rejections import read_items, reject
from pipeline.tables.records import POSTING_RECORDS

_TOKEN = re.compile(r"[\w.&+ -]{1,100}")


def _always(_: Job) -> bool:
    return True


@dataclass(frozen=True, slots=True, kw_only=True)
class JobFormat:
    """A format of job postings.

    Attributes:
        find: the jobs of a payload; raises `PayloadError` for what is not one of this kind.
        columns: columns of `POSTING_RECORDS` by name. `description` is the text of `description_html` unless given.
        parts: columns that are read together: each reads a mapping of them.
        version: fields whose change makes another version of a posting: what it says, raw.
        ignored: fields left out on purpose; one of them stands for all below it.
        board: finds the employer's name on its board in an address, as group 1, for formats that do not name it.
        is_open: false for what the source lists but marks as not listed, removed or deleted.
    """

    kind: str
    description: str
    find: Callable[[Payload], Listing]
    columns: Mapping[str, Column]
    version: tuple[str, ...]
    ignored: Iterable[str]
    parts: tuple[Column, ...] = ()
    board: re.Pattern[str] | None = None
    is_open: Callable[[Job], bool] = _always
    known: KnownFields = field(init=False)

    def __post_init__(self) -> None:
        read = [path for column in (*self.columns.values(), *self.parts) for path in column.reads]
        object.__setattr__(self, "known", KnownFields((*read, *self.ignored)))

    def parser(self) -> Parser:
        """The format as a parser of `kinds.py`."""
        return Parser(self.kind, POSTING_RECORDS, self.description, self._parse)

    def _parse(self, payload: Payload) -> Iterator[Record | Rejection]:
        listing = self.find(payload)
        unknown = UnknownFields(self.known)

        def read(line: int, raw: Any) -> Iterator[Record | Rejection]:
            if not isinstance(raw, dict):
                return iter([reject(line, "wrong_type", f"expected a job object, got {type(raw).__name__}", raw)])
            unknown.add(raw)
            return self._posting(Job(payload, raw, listing.company), line)

        yield from read_items(enumerate(listing.jobs, 1), read)
        yield from unknown.report("jobs")
        if listing.damage is not None:
            yield reject(None, "damaged_xml", f"read up to job {len(listing.jobs)}: {listing.damage}")
        if listing.total is not None and listing.total != len(listing.jobs):
            reason = f"the source says it has {listing.total} jobs, the payload holds {len(listing.jobs)}"
            yield reject(None, "incomplete_board", reason)

    def _posting(self, job: Job, line: int) -> Iterator[Record | Rejection]:
        if not self.is_open(job):
            yield reject(line, "not_open", "the source marks it as not listed, removed or deleted", job.raw)
            return
        record: Record = {name: column.read(job) for name, column in self.columns.items()}
        for part in self.parts:
            record.update(part.read(job))
        markup = record.get("description_html")
        if record.get("description") is None:
            record["description"] = html_text(markup) if markup else None
        if record.get("title") is None and record["description"] is None:
            yield reject(line, "empty_posting", "expected a title or a description; both are empty", job.raw)
            return
        yield self._identified(job, record)
        yield from job.fields.rejections(line, job.raw)

    def _identified(self, job: Job, record: Record) -> Record:
        source, url = job.payload.source, record.get("url")
        quiet = Job(job.payload, job.raw)
        said = (quiet.at(path) for path in self.version)
        record["posting_id"] = posting_id(source, record.get("source_posting_id"), url, *said)
        named = record.get("company_name") or job.envelope_company
        record["company_name"] = named or job.payload.company or self._board_name(job, url)
        record["company_domain"] = record.get("company_domain") or job.payload.domain
        return record

    def _board_name(self, job: Job, url: str | None) -> str | None:
        for address in (job.payload.url, url):
            found = self.board.search(address) if self.board and address else None
            token = unquote(found.group(1)) if found else ""
            if _TOKEN.fullmatch(token):
                return token
        return None
