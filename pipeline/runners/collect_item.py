"""Collect one item: read or fetch it, archive its payloads, record its fetches. The same for every host.

A host (the local run, an SQS worker, a Lambda function) lists items with `listing.list_items` and gives each to
`collect_item`, with the time `now` that its observation carries. What lands is a function of item, time and bytes:

- a payload is archived under the hash of its bytes; a fetch under its source, url, payload and time. The same item
  collected twice at the same `now` lands once; at another `now` it is one payload and two dated fetches;
- so a worker passes the time its message names, never its own clock, and a message delivered twice does no harm.

It returns what landed, or raises:

- `TransientError` (with `retry_after_seconds` when the source said so): nothing is lost, try the same item again;
- `PermanentError`: give it to `quarantine_item`, which records a fetch without payload that builds list in
  `landing_quarantine`, and be done with the item.
"""

from __future__ import annotations

import mimetypes
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from pipeline.errors import (
    ItemError,
    LakeError,
    PayloadError,
    SourceBusyError,
    StacktrailError,
    StorageBusyError,
)
from pipeline.fetching.client import WebClient
from pipeline.fetching.connections import Limits
from pipeline.fetching.pace import Pace
from pipeline.fetching.secrets import Secret
from pipeline.fetching.web_urls import redacted
from pipeline.landing import archive
from pipeline.landing.archive import Fetch
from pipeline.landing.robots import LandingRobots
from pipeline.runners.discovery import discover
from pipeline.runners.fetched_pages import Asker
from pipeline.runners.items import FileItem, Item, ObjectItem, Problem, WebItem
from pipeline.runners.object_items import open_bucket, split_uri
from pipeline.runners.renewal import renewal_of
from pipeline.runners.web_items import fetch_item
from pipeline.settings import Settings, clock, secret
from pipeline.sources.kinds import FOLLOWED
from pipeline.storage.lake import Lake


@dataclass(frozen=True, slots=True)
class Ports:
    """What collecting reaches: made once a process by `open_ports`, shared by threads.

    Attributes:
        sleep: waits that many seconds, for hosts that try again by themselves.
        secret: the keys of APIs, by name.
    """

    lake: Lake
    settings: Settings
    client: WebClient
    sleep: Callable[[float], object] = time.sleep
    secret: Secret = secret


@dataclass(frozen=True, slots=True)
class Collected:
    """What collecting an item landed.

    Attributes:
        fetches: a payload each; new_count: how many of them were new.
        notes: what an operator should know though the item was collected.
        payloads: the bytes by payload_id, so that nobody has to read back what was just archived.
    """

    fetches: tuple[Fetch, ...]
    new_count: int
    notes: tuple[Problem, ...] = ()
    payloads: Mapping[str, bytes] = field(default_factory=dict)


def open_ports(lake: Lake, settings: Settings, longest_pause_seconds: float = 60.0) -> Ports:
    """Ports for this lake, with one client for everything from the web.

    Args:
        longest_pause_seconds: of the pauses that hosts ask for no more is slept through; longer ones are raised.
    """
    client = WebClient(
        contact=settings.contact,
        pace=Pace(time.monotonic, time.sleep, longest_pause_seconds),
        clock=clock,
        monotonic=time.monotonic,
        limits=Limits(maximum_bytes=settings.maximum_payload_bytes),
        allow_loopback=settings.allow_loopback > 0,
        memory=LandingRobots(lake),
    )
    return Ports(lake, settings, client)


def collect_item(ports: Ports, item: Item, now: datetime) -> Collected:
    """Land one item.

    Args:
        now: the time of the observation, for items that are observed when they are fetched.
    Raises: TransientError: try again later. PermanentError: quarantine it.
    """
    if isinstance(item, FileItem):
        return _land(ports.lake, item, _read_file(item, ports.settings.maximum_payload_bytes))
    if isinstance(item, ObjectItem):
        return _land(ports.lake, item, _read_object(item, ports.settings.maximum_payload_bytes))
    source = item.source
    asker = Asker(
        lake=ports.lake,
        client=ports.client,
        source=source.name,
        kind=source.kind,
        now=now,
        rate=source.rate,
        renew=renewal_of(source, ports.client, ports.secret),
        ignores_robots=source.ignores_robots,
        secret=ports.secret,
    )
    observed = discover(asker, item) if item.source.kind in FOLLOWED else fetch_item(asker, item)
    new_count = sum(archive.record_fetch(ports.lake, fetch) for fetch in observed.fetches)
    return Collected(observed.fetches, new_count, observed.notes)


def problem_of(item: Item, error: StacktrailError) -> Problem:
    """An item that could not be collected, as data."""
    code = error.reason_code if isinstance(error, ItemError | PayloadError | SourceBusyError) else "uncollectable"
    moment = None if isinstance(item, WebItem) else item.fetched_at
    return Problem(item.source, redacted(item.url), code, str(error), moment)


def quarantine_item(lake: Lake, problem: Problem, now: datetime) -> bool:
    """Record a problem as a fetch without a payload, for `landing_quarantine`; True when it is new.

    Args:
        now: its time, where the problem has none of its own.
    """
    detail = "" if problem.original is None else f": {problem.original[:500]}"
    fetch = Fetch(
        source=problem.source.name,
        kind=problem.source.kind,
        url=problem.url,
        payload_id=None,
        fetched_at=problem.fetched_at or now,
        failure_code=problem.reason_code,
        failure=f"{problem.reason}{detail}",
    )
    return archive.record_fetch(lake, fetch)


def _land(lake: Lake, item: FileItem | ObjectItem, data: bytes) -> Collected:
    payload_id = archive.archive_payload(lake, data)
    fetch = Fetch(
        source=item.source.name,
        kind=item.source.kind,
        url=item.url,
        payload_id=payload_id,
        fetched_at=item.fetched_at,
        media_type=mimetypes.guess_type(item.path.name if isinstance(item, FileItem) else item.url)[0],
        size_bytes=len(data),
        company=item.source.company,
        domain=item.source.domain,
        headers=item.headers if isinstance(item, FileItem) else (),
        is_dated=item.is_dated,
    )
    return Collected((fetch,), int(archive.record_fetch(lake, fetch)), payloads={payload_id: data})


def _read_file(item: FileItem, maximum_bytes: int) -> bytes:
    try:
        _check_size(item.path.stat().st_size, maximum_bytes)
        return item.path.read_bytes()
    except OSError as error:
        raise ItemError("unreadable_file", f"cannot be read: {error.strerror}") from error


def _read_object(item: ObjectItem, maximum_bytes: int) -> bytes:
    _check_size(item.size_bytes, maximum_bytes)
    bucket, key = split_uri(item.url)
    try:
        data = open_bucket(bucket).get(key)
    except StorageBusyError as error:
        raise SourceBusyError("source_busy", str(error)) from error
    except LakeError as error:
        raise ItemError("unreadable_object", str(error)) from error
    if data is None:
        raise ItemError("unreadable_object", f"{item.url} is not there any more")
    _check_size(len(data), maximum_bytes)
    return data


def _check_size(size: int, maximum_bytes: int) -> None:
    if size > maximum_bytes:
        raise ItemError("too_large", f"{size} bytes; the limit is {maximum_bytes} (STACKTRAIL_MAXIMUM_PAYLOAD_BYTES)")
