"""The landing archive: what arrived, immutable, under keys that are functions of content.

    landing/payloads/<hh>/<sha256>             the bytes as fetched; hh is the hash's first two digits
    landing/fetches/<fetch_id>.json            one object a fetch: source, url, payload, when; written once
    landing/records/<step>/<fetch_id>.parquet  what parsing version <step> made of the fetch
    landing/rejected/<step>/<fetch_id>.parquet what it could not read; only where there is any
    landing/mentions/<step>/<fetch_id>.parquet what extraction version <step> found in the records
    landing/judgements/<judgement_id>.json     what people decided (`judgements.py`)
    landing/requests/<page_id>/<time>-<name>.json     what was asked of the web (`requests.py`)
    landing/robots/<origin_id>/<time>.json     what robots.txt files said (`robots.py`)
    landing/schedules/<occasion_id>.json       periods whose messages were sent (`runners/schedules.py`)

Everything is created conditionally and never overwritten: the same input twice, a message delivered twice, a worker
killed anywhere leave the same bytes. Records are written after rejections, so a fetch that has records is complete.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

import orjson
import pyarrow as pa

from pipeline.errors import IntegrityError
from pipeline.identifiers import content_hash, make_id
from pipeline.storage.lake import Lake
from pipeline.storage.parquet_files import GroupWriter, read_parquet
from pipeline.tables.landing import LANDING_QUARANTINE
from pipeline.tables.schema import Table

_FETCHES = "landing/fetches/"
_PAYLOAD_ADVICE = "restore it from a copy, or collect again while its source still has it"


@dataclass(frozen=True, slots=True)
class Fetch:
    """One fetch of one item.

    Attributes:
        url: a URL, or a path beside SOURCES.yml.
        payload_id: SHA-256 of the bytes; None when the item could not be fetched (then `failure_code` says why).
        fetched_at: when it was fetched or saved, UTC.
        is_dated: the source says when; otherwise fetched_at is a file's modification time, which any copy changes.
        company, domain: what SOURCES.yml says of the whole payload.
        headers: response headers, (name, value).
    """

    source: str
    kind: str
    url: str
    payload_id: str | None
    fetched_at: datetime
    media_type: str | None = None
    size_bytes: int = 0
    company: str | None = None
    domain: str | None = None
    headers: tuple[tuple[str, str], ...] = ()
    failure_code: str | None = None
    failure: str | None = None
    is_dated: bool = False

    @property
    def fetch_id(self) -> str:
        """Id from what was fetched, and from when if the source says so: seen again on another day is another fetch."""
        found = self.payload_id or self.failure_code
        when = self.fetched_at.isoformat() if self.is_dated else None
        return _fetch_id(self.source, self.kind, self.url, found, self.company, self.domain, when)


@lru_cache(maxsize=64)
def _fetch_id(*parts: str | None) -> str:
    """Kept for a while: who lands a fetch names it in each of its objects."""
    return make_id("fet", *parts)


def payload_key(payload_id: str) -> str:
    """Key of a payload's bytes."""
    return f"landing/payloads/{payload_id[:2]}/{payload_id}"


def records_key(fetch_id: str, step: str) -> str:
    """Key of the records that parsing version `step` made of a fetch."""
    return f"landing/records/{step}/{fetch_id}.parquet"


def mentions_key(fetch_id: str, step: str) -> str:
    """Key of the mentions that extraction version `step` found in a fetch's records."""
    return f"landing/mentions/{step}/{fetch_id}.parquet"


def _rejected_key(fetch_id: str, step: str) -> str:
    return f"landing/rejected/{step}/{fetch_id}.parquet"


def archive_payload(lake: Lake, data: bytes) -> str:
    """Keep the bytes; returns their payload_id."""
    payload_id = content_hash(data)
    lake.store.put_if_absent(payload_key(payload_id), data)
    return payload_id


def read_payload(lake: Lake, payload_id: str) -> bytes:
    """The bytes of a payload.

    Raises: IntegrityError: they are missing, or not those that were archived.
    """
    data = lake.store.get(payload_key(payload_id))
    if data is None:
        raise IntegrityError(f"{lake.uri}/{payload_key(payload_id)} is missing: {_PAYLOAD_ADVICE}")
    if content_hash(data) != payload_id:
        raise IntegrityError(
            f"{lake.uri}/{payload_key(payload_id)} was changed after it was archived: remove it, then {_PAYLOAD_ADVICE}"
        )
    return data


def record_fetch(lake: Lake, fetch: Fetch) -> bool:
    """Write the fetch unless it is known; True when it is new."""
    values = ((name, getattr(fetch, name)) for name in Fetch.__slots__)
    body = {name: value for name, value in values if value not in (None, False, (), [])}
    return lake.store.put_if_absent(_fetch_key(fetch), orjson.dumps(body, option=orjson.OPT_INDENT_2))


def read_fetches(lake: Lake, until: datetime) -> list[Fetch]:
    """All fetches up to `until`, ordered by (fetched_at, fetch_id).

    Raises: IntegrityError: a fetch object is damaged.
    """
    read = (_fetch_of_object(lake, entry.key, lake.store.get(entry.key)) for entry in lake.store.list(_FETCHES))
    found = [fetch for fetch in read if fetch.fetched_at <= until]
    return sorted(found, key=lambda fetch: (fetch.fetched_at, fetch.fetch_id))


def read_fetch(lake: Lake, fetch_id: str) -> Fetch | None:
    """One fetch; None when there is none.

    Raises: IntegrityError: its object is damaged.
    """
    key = f"{_FETCHES}{fetch_id}.json"
    data = lake.store.get(key)
    return None if data is None else _fetch_of_object(lake, key, data)


def _fetch_of_object(lake: Lake, key: str, data: bytes | None) -> Fetch:
    try:
        body = orjson.loads(data or b"")
        body["fetched_at"] = datetime.fromisoformat(body["fetched_at"])
        body["headers"] = tuple((str(name), str(value)) for name, value in body.get("headers", ()))
        fetch = Fetch(**{"payload_id": None, **body})
        if key != _fetch_key(fetch) or fetch.fetched_at.tzinfo is None:
            raise ValueError("it does not say what its name stands for")
    except (orjson.JSONDecodeError, KeyError, TypeError, ValueError) as error:
        raise IntegrityError(f"{lake.uri}/{key} is damaged: {error}; remove it and collect again") from error
    return fetch


def parsed_fetches(lake: Lake, step: str) -> set[str]:
    """Fetches that parsing version `step` has been over."""
    return {_fetch_of(entry.key) for entry in lake.store.list(f"landing/records/{step}/")}


def older_steps(lake: Lake, step: str) -> dict[str, str]:
    """For each fetch that a parsing version other than `step` has been over: the newest such version."""
    found: dict[str, str] = {}
    for entry in lake.store.list("landing/records/"):
        version, fetch_id = entry.key.split("/")[2], _fetch_of(entry.key)
        if version != step and _order(version) >= _order(found.get(fetch_id, "")):
            found[fetch_id] = version
    return found


def _order(version: str) -> tuple[int, str]:
    """Versions as numbers, so that p10 comes after p9."""
    digits = version.lstrip("p")
    return (int(digits) if digits.isascii() and digits.isdigit() else -1, version)


def extracted_fetches(lake: Lake, step: str) -> set[str]:
    """Fetches that extraction version `step` has been over."""
    return {_fetch_of(entry.key) for entry in lake.store.list(f"landing/mentions/{step}/")}


def _fetch_key(fetch: Fetch) -> str:
    return f"{_FETCHES}{fetch.fetch_id}.json"


def _fetch_of(key: str) -> str:
    return key.rpartition("/")[2].removesuffix(".parquet")


def write_parsed(lake: Lake, fetch_id: str, step: str, batches: Iterable[tuple[pa.Table, pa.Table]]) -> None:
    """Keep what parsing made of a fetch, records and rejections as they come: rejections are written first."""
    records: GroupWriter | None = None
    rejected: GroupWriter | None = None
    with ExitStack() as opened:
        for some_records, some_rejected in batches:
            records = records or opened.enter_context(GroupWriter(some_records.schema))
            records.add(some_records)
            if some_rejected.num_rows:
                rejected = rejected or opened.enter_context(GroupWriter(some_rejected.schema))
                rejected.add(some_rejected)
        if rejected is not None:
            lake.store.put_if_absent(_rejected_key(fetch_id, step), rejected.encoded())
        if records is not None:
            lake.store.put_if_absent(records_key(fetch_id, step), records.encoded())


def write_mentions(lake: Lake, fetch_id: str, step: str, mentions: bytes) -> None:
    """Keep the mentions of a fetch, encoded as Parquet."""
    lake.store.put_if_absent(mentions_key(fetch_id, step), mentions)


def read_records(lake: Lake, fetch_id: str, step: str, table: Table, columns: list[str] | None = None) -> pa.Table:
    """The records of a fetch, in payload order."""
    return read_parquet(lake, [records_key(fetch_id, step)], table.schema, columns)


def read_rejected(lake: Lake, fetch_ids: list[str], step: str) -> pa.Table:
    """The rejections of these fetches, as `LANDING_QUARANTINE`."""
    keys = [_rejected_key(fetch_id, step) for fetch_id in fetch_ids]
    present = {entry.key for entry in lake.store.list(f"landing/rejected/{step}/")}
    return read_parquet(lake, [key for key in keys if key in present], LANDING_QUARANTINE.schema)
