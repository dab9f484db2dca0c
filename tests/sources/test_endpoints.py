"""Where boards are, and how their answers go on."""

from __future__ import annotations

from pathlib import Path

import orjson
import pytest

from pipeline.fetching.web_urls import read_url
from pipeline.sources.endpoints import ENDPOINTS, board_url, detail_pages
from pipeline.sources.paging import Page, Paging, Style, first_page, next_page

DOCS = Path(__file__).parents[2] / "docs" / "sources.md"


@pytest.mark.parametrize("kind", sorted(ENDPOINTS))
def test_every_board_has_a_fetchable_address_and_is_documented(kind: str) -> None:
    endpoint = ENDPOINTS[kind]
    name = "acme.wd5/Careers" if kind == "workday" else "acme"
    url = board_url(kind, name) if endpoint.takes_board else endpoint.template
    assert url is not None
    assert read_url(url).scheme == "https"
    assert f"| `{kind}` | `{endpoint.template}` |" in DOCS.read_text(encoding="utf-8")


@pytest.mark.parametrize("board", ["../x", "a/b", "a b", "", "a?b", "a#b", "acme.evil.example/", "x" * 200])
def test_a_board_name_cannot_lead_elsewhere(board: str) -> None:
    assert board_url("recruitee", board) is None
    assert board_url("workday", board) is None


@pytest.mark.parametrize(
    ("paging", "url", "answer", "link", "items", "seen", "expected"),
    [
        (
            Paging(Style.OFFSET, "skip", 100),
            "https://a/?limit=100",
            b"[]",
            None,
            100,
            100,
            "https://a/?limit=100&skip=100",
        ),
        (Paging(Style.OFFSET, "skip", 100), "https://a/?limit=100", b"[]", None, 99, 99, None),
        (
            Paging(Style.OFFSET, "offset", 0, "total"),
            "https://a/?offset=0",
            b'{"total":40}',
            None,
            20,
            20,
            "https://a/?offset=20",
        ),
        (Paging(Style.OFFSET, "offset", 0, "total"), "https://a/?offset=20", b'{"total":40}', None, 20, 40, None),
        (
            Paging(Style.PAGE, "page", 0, "page_count", 0),
            "https://a/?page=0",
            b'{"page_count":2}',
            None,
            20,
            20,
            "https://a/?page=1",
        ),
        (Paging(Style.PAGE, "page", 0, "page_count", 0), "https://a/?page=1", b'{"page_count":2}', None, 20, 40, None),
        (Paging(Style.PAGE, "Page", 0, "a.b"), "https://a/", b'{"a":{"b":"2"}}', None, 9, 9, "https://a/?Page=2"),
        (Paging(Style.PAGE, "Page", 0, "a.b"), "https://a/?Page=2", b'{"a":{"b":"2"}}', None, 9, 18, None),
        (Paging(Style.PATH_PAGE), "https://a/search/1?k=v", b"{}", None, 10, 10, "https://a/search/2?k=v"),
        (Paging(Style.PATH_PAGE), "https://a/search/2?k=v", b"{}", None, 0, 10, None),
        (
            Paging(Style.NEXT_URL, "links.next"),
            "https://a/",
            b'{"links":{"next":"https://a/?page=2"}}',
            None,
            1,
            1,
            "https://a/?page=2",
        ),
        (Paging(Style.NEXT_URL, "links.next"), "https://a/", b'{"links":{"next":null}}', None, 1, 1, None),
        (Paging(Style.NEXT_URL, "links.next"), "https://a/", b"[]", None, 1, 1, None),
        (
            Paging(Style.LINK_HEADER),
            "https://a/",
            b"[]",
            '<https://a/?page=2>; rel="next", <https://a/?page=9>; rel="last"',
            1,
            1,
            "https://a/?page=2",
        ),
        (Paging(Style.LINK_HEADER), "https://a/", b"[]", '<https://a/?page=9>; rel="last"', 1, 1, None),
    ],
)
def test_each_style_finds_its_next_page_and_its_end(
    paging: Paging, url: str, answer: bytes, link: str | None, items: int, seen: int, expected: str | None
) -> None:
    found = next_page(paging, Page(url), answer, link, items, seen)
    assert (None if found is None else found.url) == expected


def test_a_post_carries_its_offset_in_the_body() -> None:
    paging = ENDPOINTS["workday"].paging
    assert paging is not None
    first = first_page("https://a/jobs", paging)
    assert orjson.loads(first.body or b"") == {"appliedFacets": {}, "limit": 20, "offset": 0, "searchText": ""}
    second = next_page(paging, first, b'{"total": 25}', None, 20, 20)
    assert second is not None
    assert orjson.loads(second.body or b"")["offset"] == 20
    assert (first.name, second.name) == ("https://a/jobs#offset=0", "https://a/jobs#offset=20")


def test_details_are_where_the_list_says() -> None:
    rows = {"content": [{"ref": "https://api.smartrecruiters.com/v1/companies/acme/postings/7"}, {"id": "8"}, 5]}
    pages = list(detail_pages(ENDPOINTS["smartrecruiters"], "https://api.smartrecruiters.com/v1/x", orjson.dumps(rows)))
    assert pages == [Page("https://api.smartrecruiters.com/v1/companies/acme/postings/7")]


def test_a_hostile_link_header_is_read_at_once() -> None:
    assert next_page(Paging(Style.LINK_HEADER), Page("https://a/"), b"", "<" * 100_000 + ">;" * 100_000, 1, 1) is None
