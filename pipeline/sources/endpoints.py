"""Where each kind's payloads are on the web: the address of a board, how its answers are paged, where details are.

A source with `board: acme` instead of a `url` is fetched from the template of its kind. A kind without a row here is
fetched as one payload from its `url`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any  # decoded JSON
from urllib.parse import urljoin

from pipeline.sources.paging import Page, Paging, Style, items_at, value_at

_BOARD = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,99}")
_PLACE = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One kind on the web.

    Attributes:
        template: URL of a board with `{board}`, or of the whole feed; of Workday `{tenant}`, `{host}` and `{site}`.
        items: dotted path of the list of items in a JSON answer; None where the answer is no JSON.
        paging: how answers go on; None where one holds everything.
        detail: URL of an item's details, relative to the list's, with `{path}` of a field; empty where the list says
            all. Then lists are kept as payloads, and the details are what is parsed.
        headers: keys that the API wants, as `${NAME}` of a secret; they go to the template's own host only.
    """

    template: str
    items: str | None = None
    paging: Paging | None = None
    detail: str = ""
    headers: tuple[tuple[str, str], ...] = ()

    @property
    def takes_board(self) -> bool:
        """Whether a board's name makes its URL."""
        return "{" in self.template


ENDPOINTS: dict[str, Endpoint] = {
    # applicant-tracking systems: one board a company
    "greenhouse": Endpoint("https://boards-api.greenhouse.io/v1/boards/{board}/jobs?content=true", "jobs"),
    "lever": Endpoint(
        "https://api.lever.co/v0/postings/{board}?mode=json&limit=100", "", Paging(Style.OFFSET, "skip", 100)
    ),
    "ashby": Endpoint("https://api.ashbyhq.com/posting-api/job-board/{board}?includeCompensation=true", "jobs"),
    "workable": Endpoint("https://apply.workable.com/api/v1/widget/accounts/{board}?details=true", "jobs"),
    "smartrecruiters": Endpoint(
        "https://api.smartrecruiters.com/v1/companies/{board}/postings?limit=100&offset=0",
        "content",
        Paging(Style.OFFSET, "offset", 0, "totalFound"),
        "{ref}",
    ),
    "recruitee": Endpoint("https://{board}.recruitee.com/api/offers/", "offers"),
    "personio": Endpoint("https://{board}.jobs.personio.de/xml?language=en"),
    "teamtailor": Endpoint("https://{board}.teamtailor.com/jobs.json", "items", Paging(Style.NEXT_URL, "next_url")),
    "bamboohr": Endpoint("https://{board}.bamboohr.com/careers/list", "result"),
    "workday": Endpoint(
        "https://{tenant}.{host}.myworkdayjobs.com/wday/cxs/{tenant}/{site}/jobs",
        "jobPostings",
        Paging(Style.BODY_OFFSET, "offset", 20, "total"),
        ".{externalPath}",
    ),
    "breezy": Endpoint("https://{board}.breezy.hr/json?verbose=true", ""),
    "jobvite": Endpoint("https://jobs.jobvite.com/{board}/jobs"),
    "icims": Endpoint("https://careers-{board}.icims.com/jobs/search?in_iframe=1&pr=0"),
    # feeds: one address for all
    "remotive": Endpoint("https://remotive.com/api/remote-jobs", "jobs"),
    "remoteok": Endpoint("https://remoteok.com/api", ""),
    "arbeitnow": Endpoint("https://www.arbeitnow.com/api/job-board-api", "data", Paging(Style.NEXT_URL, "links.next")),
    "adzuna": Endpoint("https://api.adzuna.com/v1/api/jobs/gb/search/1", "results", Paging(Style.PATH_PAGE)),
    "usajobs": Endpoint(
        "https://data.usajobs.gov/api/search?ResultsPerPage=500",
        "SearchResult.SearchResultItems",
        Paging(Style.PAGE, "Page", 0, "SearchResult.UserArea.NumberOfPages"),
        headers=(("Authorization-Key", "${USAJOBS_KEY}"),),
    ),
    "themuse": Endpoint(
        "https://www.themuse.com/api/public/jobs?page=0", "results", Paging(Style.PAGE, "page", 0, "page_count", 0)
    ),
    "himalayas": Endpoint(
        "https://himalayas.app/jobs/api?limit=20&offset=0", "jobs", Paging(Style.OFFSET, "offset", 0, "totalCount")
    ),
    "jobicy": Endpoint("https://jobicy.com/api/v2/remote-jobs?count=50", "jobs"),
    "weworkremotely": Endpoint("https://weworkremotely.com/remote-jobs.rss"),
    "jobtech_se": Endpoint(
        "https://jobsearch.api.jobtechdev.se/search?limit=100&offset=0",
        "hits",
        Paging(Style.OFFSET, "offset", 100, "total.value"),
    ),
    "hn_whoishiring": Endpoint("https://hn.algolia.com/api/v1/items/{board}", "children"),
    # registers
    "gleif": Endpoint(
        "https://api.gleif.org/api/v1/lei-records?page[size]=200", "data", Paging(Style.NEXT_URL, "links.next")
    ),
    "github": Endpoint(
        "https://api.github.com/orgs/{board}/repos?per_page=100",
        "",
        Paging(Style.LINK_HEADER),
        headers=(("Authorization", "Bearer ${GITHUB_TOKEN}"),),
    ),
}


def board_url(kind: str, board: str) -> str | None:
    """The URL of a board; None when the kind has none or the name does not fit.

    >>> board_url("lever", "acme")
    'https://api.lever.co/v0/postings/acme?mode=json&limit=100'
    >>> board_url("workday", "acme.wd5/Careers")
    'https://acme.wd5.myworkdayjobs.com/wday/cxs/acme/Careers/jobs'
    """
    endpoint = ENDPOINTS.get(kind)
    if endpoint is None or not endpoint.takes_board:
        return None
    if "{tenant}" not in endpoint.template:
        return endpoint.template.format(board=board) if _BOARD.fullmatch(board) else None
    tenant_and_host, _, site = board.partition("/")
    tenant, _, host = tenant_and_host.partition(".")
    if not all(_BOARD.fullmatch(part) and "." not in part for part in (tenant, host, site)):
        return None
    return endpoint.template.format(tenant=tenant, host=host, site=site)


def detail_pages(endpoint: Endpoint, url: str, data: bytes) -> Iterator[Page]:
    """The requests for the details of a list's items, in its order."""
    for item in items_at(data, endpoint.items or ""):
        path = _filled(endpoint.detail, item)
        if path is None:
            continue
        yield Page(urljoin(url, path))


def _filled(template: str, item: Any) -> str | None:
    """The template with the item's fields in it; None when one is missing."""
    missing = []

    def field(found: re.Match[str]) -> str:
        value = value_at(item, found.group(1))
        if not isinstance(value, str | int) or value == "":
            missing.append(found.group(1))
        return str(value)

    filled = _PLACE.sub(field, template)
    return None if missing else filled
