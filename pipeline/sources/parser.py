"""What a parser takes and gives."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any  # a record's values are of every column type

from pipeline.tables.schema import Table

ORIGINAL_LIMIT = 64 * 1024


@dataclass(frozen=True, slots=True)
class Payload:
    """One fetched payload, as a parser sees it.

    Attributes:
        data: its bytes, as fetched; parsers undo gzip themselves (`text.py`), bounded.
        payload_id: SHA-256 of `data`, in hex.
        source: name of the source; the kind when there is no SOURCES.yml.
        kind: format it is to be read as.
        url: where it came from: a URL, or a path beside SOURCES.yml.
        fetched_at: when it was fetched or saved, UTC.
        company: company of the whole payload as SOURCES.yml says, for formats that do not name it.
        domain: registrable domain of that company, likewise.
        headers: response headers, (name, value), where kept.
    """

    data: bytes
    payload_id: str
    source: str
    kind: str
    url: str
    fetched_at: datetime
    company: str | None = None
    domain: str | None = None
    headers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Rejection:
    """One item of a payload that could not be read: where, why, and the original (cut at `ORIGINAL_LIMIT`)."""

    line: int | None
    reason_code: str
    reason: str
    original: str | None


Record = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Parser:
    """A format.

    Attributes:
        kind: its name in SOURCES.yml and on the command line.
        table: `POSTING_RECORDS`, `PAGE_RECORDS` or `REGISTRATION_RECORDS`.
        description: one line for `stacktrail parse --list`.
        parse: yields records (columns of `table`; absent ones are null) and rejections, in payload order; raises
            `PayloadError` when the payload as a whole cannot be read, and nothing else.
        is_export: the payload lists what was once posted, not what its source shows when it is fetched: an item was
            last seen on its own date, not on the day of the fetch.
    """

    kind: str
    table: Table
    description: str
    parse: Callable[[Payload], Iterator[Record | Rejection]]
    is_export: bool = False
