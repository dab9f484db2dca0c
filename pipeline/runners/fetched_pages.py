"""One page over the network: asked for once at a time, conditionally, archived before anything reads it, and logged."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from pipeline.errors import ItemError, SourceBusyError
from pipeline.fetching.client import Answer, WebClient, WebRequest
from pipeline.fetching.secrets import Secret, fill_headers, fill_url, no_secret
from pipeline.fetching.web_urls import read_url, redacted
from pipeline.identifiers import content_hash
from pipeline.landing import archive
from pipeline.landing.requests import RequestRecord, newest_answer, record_answer, record_request
from pipeline.sources.paging import Page
from pipeline.storage.lake import Lake

_KEPT_HEADERS = ("content-type", "link")
_HEADER_LIMITS = (60, 2_048)  # headers kept of a page whose technologies they tell, and characters of each


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks: the lake and the client, and what the log says of source, kind and time.

    Attributes:
        keeps_headers: the answers' headers tell technologies.
        renew: a fresh URL for a signed one of the source's own that has expired.
        ignores_robots: the source says so of its API.
        secret: the secrets that URLs and headers name. headers: keys, and key_origin: whom they are sent to.
    """

    lake: Lake
    client: WebClient
    source: str
    kind: str
    now: datetime
    rate: float | None = None
    keeps_headers: bool = False
    renew: Callable[[str], str] | None = None
    ignores_robots: bool = False
    secret: Secret = no_secret
    headers: tuple[tuple[str, str], ...] = ()
    key_origin: str = ""


@dataclass(frozen=True, slots=True)
class FetchedPage:
    """A page's payload, as archived, and the log's record of it."""

    page: Page
    record: RequestRecord
    data: bytes

    def header(self, name: str) -> str | None:
        """The first kept header of this lower-case name."""
        return next((value for key, value in self.record.headers if key == name), None)


def fetch_page(asker: Asker, page: Page) -> FetchedPage:
    """The payload of a page: from the archive when this collection has it already, else from the network.

    Raises: as `WebClient.fetch`; the log has it then.
    """
    lake, shown = asker.lake, redacted(page.name)
    last = newest_answer(lake, asker.source, asker.kind, shown, asker.now)
    if last is not None and last.requested_at == asker.now:
        return FetchedPage(page, last, archive.read_payload(lake, last.payload_id or ""))
    try:
        answer = asker.client.fetch(_request(asker, page, last))
    except (ItemError, SourceBusyError) as error:
        record_request(lake, _failed(asker, shown, error))
        raise
    if answer.is_unchanged and last is not None:
        data = archive.read_payload(lake, last.payload_id or "")
        record = _answered(asker, shown, answer, data, last)
    else:
        archive.archive_payload(lake, data := answer.data)
        record = _answered(asker, shown, answer, data, None)
    standing = record_answer(lake, record)
    if standing.payload_id != record.payload_id:  # another delivery saw another version, and was first
        data = archive.read_payload(lake, standing.payload_id or "")
    return FetchedPage(page, standing, data)


def _request(asker: Asker, page: Page, last: RequestRecord | None) -> WebRequest:
    url = fill_url(page.url, asker.secret) if page.is_ours else page.url
    is_keyed = bool(asker.headers) and read_url(url).origin == asker.key_origin
    headers = list(fill_headers(asker.headers, asker.secret)) if is_keyed else []
    if page.body is not None:
        headers.append(("Content-Type", "application/json"))
    elif last is not None:
        validators = (("If-None-Match", last.etag), ("If-Modified-Since", last.last_modified))
        headers += [(name, value) for name, value in validators if value is not None]
    return WebRequest(
        url=url,
        method="GET" if page.body is None else "POST",
        headers=tuple(headers),
        body=page.body,
        rate=asker.rate,
        renew=asker.renew if page.is_ours else None,
        ignores_robots=asker.ignores_robots and page.is_ours,
    )


def _answered(asker: Asker, shown: str, answer: Answer, data: bytes, unchanged: RequestRecord | None) -> RequestRecord:
    """The log's record; what a 304 does not repeat still holds."""
    final = redacted(answer.url)
    return RequestRecord(
        source=asker.source,
        kind=asker.kind,
        url=shown,
        requested_at=asker.now,
        outcome="fetched" if unchanged is None else "unchanged",
        status=answer.status,
        final_url=final if answer.hops else None,
        payload_id=content_hash(data),
        size_bytes=len(data),
        etag=_validator(answer, "etag") or (unchanged.etag if unchanged else None),
        last_modified=_validator(answer, "last-modified") or (unchanged.last_modified if unchanged else None),
        headers=_kept(asker, answer) if unchanged is None else unchanged.headers,
    )


def _failed(asker: Asker, shown: str, error: ItemError | SourceBusyError) -> RequestRecord:
    return RequestRecord(
        source=asker.source,
        kind=asker.kind,
        url=shown,
        requested_at=asker.now,
        outcome=error.reason_code,
        status=error.status,
        reason=error.reason,
        retry_after_seconds=error.retry_after_seconds if isinstance(error, SourceBusyError) else None,
    )


def _validator(answer: Answer, name: str) -> str | None:
    value = answer.header(name)
    return value if value and len(value) <= _HEADER_LIMITS[1] and value.isprintable() else None


def _kept(asker: Asker, answer: Answer) -> tuple[tuple[str, str], ...]:
    count, characters = _HEADER_LIMITS
    wanted = [
        (name, value[:characters])
        for name, value in answer.headers
        if value.isprintable() and (asker.keeps_headers or name in _KEPT_HEADERS)
    ]
    return tuple(wanted[:count])
