"""From a company's domain to its jobs: home page, robots.txt, sitemaps, careers pages, and the boards they lead to.

What is met on the way is observed too: the home page and the careers pages as pages of the company, robots.txt and
sitemaps as such. A board of any kind that `sources/boards.py` knows is then collected as if SOURCES.yml named it;
without one, the careers pages' own job pages are, where they hold schema.org JobPosting.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import islice
from urllib.parse import urljoin

from pipeline.errors import ItemError, PayloadError
from pipeline.landing.archive import Fetch
from pipeline.runners.fetched_pages import Asker, FetchedPage, fetch_page
from pipeline.runners.items import Problem, WebItem
from pipeline.runners.web_items import Observed, fetch_item, fetch_of
from pipeline.sources.boards import Board, find_boards
from pipeline.sources.careers import careers_pages, job_pages, page_links
from pipeline.sources.kinds import KINDS
from pipeline.sources.paging import Page
from pipeline.sources.parser import Rejection
from pipeline.sources.robots_rules import read_robots
from pipeline.sources.sitemap_entries import SITEMAP, read_sitemap
from pipeline.sources.text import decode, undo_gzip

_CAREERS_LIMIT = 4
_BOARDS_LIMIT = 5
_JOBS_LIMIT = 200
_SITEMAPS_LIMIT = 6
_ENTRIES_LIMIT = 100_000
_GUESSES = ("/careers", "/jobs")
_AWAY = ("unknown_host", "unreachable", "refused_address")


@dataclass(slots=True)
class _Walk:
    """What a discovery has met so far."""

    asker: Asker
    item: WebItem
    domain: str
    fetches: list[Fetch] = field(default_factory=list)
    notes: list[Problem] = field(default_factory=list)

    def note(self, url: str, code: str, reason: str) -> None:
        self.notes.append(Problem(self.item.source, url, code, reason, self.asker.now))

    def get(self, kind: str, url: str) -> FetchedPage:
        """Fetch a page and observe it as this kind."""
        page = fetch_page(replace(self.asker, kind=kind, keeps_headers=kind == "site"), Page(url))
        self.fetches.append(fetch_of(_as(self.item, kind, url), page))
        return page

    def try_get(self, kind: str, url: str) -> FetchedPage | None:
        """The same; None when it is not there, as many of these pages are not."""
        try:
            return self.get(kind, url)
        except ItemError:
            return None


def discover(asker: Asker, item: WebItem) -> Observed:
    """Collect a company from its home page on.

    Raises: TransientError: try again. ItemError: not even its home page can be had.
    """
    walk = _Walk(asker, item, item.source.domain or "")
    home = _home(walk)
    base = home.record.final_url or home.page.url
    links = page_links(_text(home), base)
    listed = [(url, "") for url in _sitemap_pages(walk, base)]
    candidates = careers_pages([*links, *listed], walk.domain)[:_CAREERS_LIMIT]
    careers = [page for url in candidates or _guesses(base) if (page := walk.try_get("site", url)) is not None]
    boards = dict.fromkeys(board for page in (home, *careers) for board in _boards(page))
    for board in list(boards)[:_BOARDS_LIMIT]:
        _collect_board(walk, board)
    if not boards:
        _collect_job_pages(walk, base, careers)
    return Observed(tuple(walk.fetches), tuple(walk.notes))


def _home(walk: _Walk) -> FetchedPage:
    """The home page, at the domain itself or at www."""
    try:
        return walk.get("site", walk.item.url)
    except ItemError as error:
        if error.reason_code not in _AWAY:
            raise
        return walk.get("site", walk.item.url.replace("://", "://www.", 1))


def _sitemap_pages(walk: _Walk, base: str) -> Iterator[str]:
    """Addresses of pages in the sitemaps that robots.txt names, or in the usual one."""
    robots = walk.try_get("robots", urljoin(base, "/robots.txt"))
    named = [] if robots is None else read_robots(robots.data, robots.header("content-type")).sitemaps(base)
    waiting = named or [urljoin(base, "/sitemap.xml")]
    asked: set[str] = set()
    while waiting and len(asked) < _SITEMAPS_LIMIT:
        url = waiting.pop(0)
        if url in asked:
            continue
        asked.add(url)
        page = walk.try_get("sitemap", url)
        for address, is_sitemap in () if page is None else _entries(page):
            if is_sitemap:
                waiting.append(address)
            else:
                yield address


def _entries(page: FetchedPage) -> Iterator[tuple[str, bool]]:
    try:
        for entry in islice(read_sitemap(undo_gzip(page.data), page.page.url), _ENTRIES_LIMIT):
            if not isinstance(entry, Rejection):
                yield entry.address, entry.entry_kind == SITEMAP
    except PayloadError:
        return  # the sitemap's own observation is quarantined with this reason when it is parsed


def _guesses(base: str) -> list[str]:
    return [urljoin(base, path) for path in _GUESSES]


def _boards(page: FetchedPage) -> list[Board]:
    """Boards that a page names, or that it has become by redirects."""
    return find_boards(f"{page.record.final_url or ''} {_text(page)}")


def _collect_board(walk: _Walk, board: Board) -> None:
    if board.kind not in KINDS:
        walk.note(
            board.url, "unknown_board", f"the board {board.url} is of the kind {board.kind}, which is not read yet"
        )
        return
    try:
        observed = fetch_item(replace(walk.asker, kind=board.kind), _as(walk.item, board.kind, board.url))
    except ItemError as error:
        walk.note(board.url, error.reason_code, error.reason)
        return
    walk.fetches.extend(observed.fetches)
    walk.notes.extend(observed.notes)


def _collect_job_pages(walk: _Walk, base: str, careers: list[FetchedPage]) -> None:
    """Job pages of the site itself: the careers pages, and what lies below them."""
    found = 0
    urls = dict.fromkeys(page.record.final_url or page.page.url for page in careers)
    for page in careers:
        where = page.record.final_url or page.page.url
        urls.update(dict.fromkeys(job_pages(page_links(_text(page), where), where)))
    for url in list(urls)[:_JOBS_LIMIT]:
        found += _observe_job_page(walk, url)
    if not found:
        met = ", ".join(page.page.url for page in careers) or "no careers page"
        walk.note(base, "no_board", f"{walk.domain}: no job board found ({met}); name it in SOURCES.yml with `board`")


def _observe_job_page(walk: _Walk, url: str) -> bool:
    try:
        page = fetch_page(replace(walk.asker, kind="jsonld"), Page(url))
    except ItemError:
        return False
    if b"JobPosting" not in page.data:
        return False
    walk.fetches.append(fetch_of(_as(walk.item, "jsonld", url), page))
    return True


def _as(item: WebItem, kind: str, url: str) -> WebItem:
    return WebItem(replace(item.source, kind=kind), url)


def _text(page: FetchedPage) -> str:
    return decode(page.data, page.header("content-type"))
