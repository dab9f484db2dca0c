"""The log of requests: one immutable object per request decided on, whatever became of it.

    landing/requests/<page_id>/<time>-answered.json       a page, or that it is unchanged
    landing/requests/<page_id>/<time>-<reason code>.json  no page, and why

A page is what one source asks one URL for, so its objects in key order are its history. The newest answer holds the
validators (ETag, Last-Modified) for the next conditional request; an answer at the very time of a collection means that
this page is done, so a message delivered twice asks nobody twice. Where two deliveries ask at once and see two versions
of a page, the first answer recorded stands, and the other one takes it over.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime

import orjson
import pyarrow as pa

from pipeline.errors import IntegrityError
from pipeline.identifiers import make_id
from pipeline.storage.lake import Lake
from pipeline.tables.landing import LANDING_REQUESTS

PREFIX = "landing/requests/"
ANSWERED = ("fetched", "unchanged")
_ANSWERED_NAMES = ("answered", *ANSWERED)  # answers were once named by their outcome


@dataclass(frozen=True, slots=True)
class RequestRecord:
    """One request and what became of it.

    Attributes:
        url: secrets hidden; pages of a POST carry their offset as its fragment.
        outcome: `fetched`, `unchanged`, or the reason code of what went wrong.
        payload_id: the payload it brought, or that is still valid.
        headers: those of the answer that its kind reads.
    """

    source: str
    kind: str
    url: str
    requested_at: datetime
    outcome: str
    status: int | None = None
    final_url: str | None = None
    payload_id: str | None = None
    size_bytes: int | None = None
    etag: str | None = None
    last_modified: str | None = None
    reason: str | None = None
    retry_after_seconds: float | None = None
    headers: tuple[tuple[str, str], ...] = ()

    @property
    def page_id(self) -> str:
        """Id of what is asked for: the same source, kind and URL."""
        return make_id("pag", self.source, self.kind, self.url)


def newest_answer(lake: Lake, source: str, kind: str, url: str, until: datetime) -> RequestRecord | None:
    """The newest request for a page up to `until` that was answered; None when there is none."""
    last = f"{_time(until)}-~"
    keys = [key for key in _answers(lake, make_id("pag", source, kind, url)) if key.rpartition("/")[2] <= last]
    return _read(lake, keys[-1]) if keys else None


def record_request(lake: Lake, record: RequestRecord) -> bool:
    """Write the request unless it is known; True when it is new."""
    body = {name: value for name, value in asdict(record).items() if value not in (None, (), [])}
    return lake.store.put_if_absent(_key(record), orjson.dumps(body, option=orjson.OPT_INDENT_2))


def record_answer(lake: Lake, record: RequestRecord) -> RequestRecord:
    """Write the answer unless there is one of its page and second; returns the one that stands.

    Its payload must be in the archive already: whoever finds the answer relies on it.
    """
    return record if record_request(lake, record) else _read(lake, _key(record))


def read_requests(lake: Lake) -> pa.Table:
    """All requests, as `LANDING_REQUESTS`, ordered by time and URL."""
    names = LANDING_REQUESTS.schema.names
    found = (_read(lake, entry.key) for entry in lake.store.list(PREFIX))
    rows = ({**asdict(record), "page_id": record.page_id} for record in found)
    return LANDING_REQUESTS.from_rows({name: row.get(name) for name in names} for row in rows)


def _answers(lake: Lake, page_id: str) -> Iterator[str]:
    """Keys of a page's answered requests, in order of time."""
    for entry in lake.store.list(f"{PREFIX}{page_id}/"):
        if entry.key.removesuffix(".json").rpartition("-")[2] in _ANSWERED_NAMES:
            yield entry.key


def _key(record: RequestRecord) -> str:
    name = "answered" if record.outcome in ANSWERED else record.outcome
    return f"{PREFIX}{record.page_id}/{_time(record.requested_at)}-{name}.json"


def _time(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _read(lake: Lake, key: str) -> RequestRecord:
    try:
        body = orjson.loads(lake.store.get(key) or b"")
        body["requested_at"] = datetime.fromisoformat(body["requested_at"])
        body["headers"] = tuple((str(name), str(value)) for name, value in body.get("headers", ()))
        record = RequestRecord(**body)
        if key.split("/")[2] != record.page_id:
            raise ValueError("it does not say what its name stands for")
    except (orjson.JSONDecodeError, KeyError, TypeError, ValueError) as error:
        raise IntegrityError(f"{lake.uri}/{key} is damaged: {error}; remove it and collect again") from error
    return record
