"""An item on the web: all pages of its answer, or the details of all its items, landed together or not at all.

Fetches are recorded when every page is there. A board of which half came is no observation: what it does not show has
not gone. The pages that came are in the archive and in the log, so that trying again asks only for the others.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from pipeline.errors import ItemError
from pipeline.fetching.web_urls import origin_of, redacted
from pipeline.landing.archive import Fetch
from pipeline.runners.fetched_pages import Asker, FetchedPage, fetch_page
from pipeline.runners.items import Problem, WebItem
from pipeline.sources.endpoints import ENDPOINTS, Endpoint, detail_pages
from pipeline.sources.paging import PAGES_LIMIT, Page, first_page, items_at, next_page

_KEEP_HEADERS = ("site",)


@dataclass(frozen=True, slots=True)
class Observed:
    """What an item showed: the fetches to record, and what an operator should know besides."""

    fetches: tuple[Fetch, ...]
    notes: tuple[Problem, ...] = ()


def fetch_item(asker: Asker, item: WebItem) -> Observed:
    """Fetch everything an item's URL leads to.

    Raises: TransientError: try again; ItemError: it cannot be collected.
    """
    endpoint = ENDPOINTS.get(item.source.kind)
    asker = replace(asker, keeps_headers=item.source.kind in _KEEP_HEADERS)
    if endpoint is not None and endpoint.headers:
        asker = replace(asker, headers=endpoint.headers, key_origin=origin_of(endpoint.template))
    pages = list(_pages(asker, item, endpoint))
    notes = list(_notes(item, endpoint, pages))
    if endpoint is None or not endpoint.detail:
        return Observed(tuple(fetch_of(item, page) for page in pages), tuple(notes))
    details = []
    for page in pages:
        for detail in detail_pages(endpoint, page.page.url, page.data):
            try:
                details.append(fetch_page(asker, detail))
            except ItemError as error:  # an opening that closed since the list was made
                notes.append(Problem(item.source, detail.url, error.reason_code, error.reason, asker.now))
    return Observed(tuple(fetch_of(item, page) for page in details), tuple(notes))


def _pages(asker: Asker, item: WebItem, endpoint: Endpoint | None) -> Iterator[FetchedPage]:
    """The pages of an answer, in order."""
    paging = None if endpoint is None else endpoint.paging
    page: Page | None = first_page(item.url, paging)
    asked: set[str] = set()
    seen = 0
    while page is not None and page.name not in asked and len(asked) < PAGES_LIMIT:
        asked.add(page.name)
        fetched = fetch_page(asker, page)
        _check_shape(item, endpoint, fetched)
        yield fetched
        if endpoint is None or paging is None:
            return
        count = len(items_at(fetched.data, endpoint.items or ""))
        seen += count
        page = next_page(paging, page, fetched.data, fetched.header("link"), count, seen)


def _check_shape(item: WebItem, endpoint: Endpoint | None, page: FetchedPage) -> None:
    """An HTML page where JSON belongs is a login or marketing page: the payload is kept, and nothing reads it."""
    if endpoint is not None and endpoint.items is not None and page.data.lstrip()[:1] == b"<":
        where = page.record.final_url or redacted(item.url)
        raise ItemError(
            "html_answer",
            f"{where} answered with an HTML page, not with {item.source.kind} data: "
            "the board's name is wrong, or it wants a login",
        )


def _notes(item: WebItem, endpoint: Endpoint | None, pages: list[FetchedPage]) -> Iterator[Problem]:
    if endpoint is None or endpoint.items is None:
        return
    if not any(items_at(page.data, endpoint.items) for page in pages):
        reason = f"{redacted(item.url)} lists nothing: the board is empty, or its name is wrong"
        yield Problem(item.source, redacted(item.url), "empty_board", reason)
    if len(pages) >= PAGES_LIMIT:
        reason = f"{redacted(item.url)} has more than {PAGES_LIMIT} pages: the rest was not fetched"
        yield Problem(item.source, redacted(item.url), "incomplete_board", reason)


def fetch_of(item: WebItem, page: FetchedPage) -> Fetch:
    """The observation of a page as the item's kind."""
    record = page.record
    return Fetch(
        source=item.source.name,
        kind=item.source.kind,
        url=record.url,
        payload_id=record.payload_id,
        fetched_at=record.requested_at,
        media_type=(page.header("content-type") or "").partition(";")[0].strip().lower() or None,
        size_bytes=len(page.data),
        company=item.source.company,
        domain=item.source.domain,
        headers=record.headers,
        is_dated=True,
    )
