"""How paged answers go on: from one answer to the request for the next, and to those for its items' details."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import Enum
from typing import Any  # decoded JSON
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

import orjson

PAGES_LIMIT = 1_000
"""Pages of one answer: a server that always names a next one ends here."""

_NEXT_LINK = re.compile(r'<([^<>]{1,4096})>[^<]{0,200}?;\s{0,9}rel="?next"?(?=[\s;,]|$)')


class Style(Enum):
    """What names the next page."""

    OFFSET = "the number of items to skip, in a parameter"
    PAGE = "the page's number, in a parameter"
    PATH_PAGE = "the page's number, as the last part of the path"
    BODY_OFFSET = "the number of items to skip, in the JSON body of a POST"
    NEXT_URL = "the next page's URL, in the answer"
    LINK_HEADER = "the next page's URL, in the Link header"


@dataclass(frozen=True, slots=True)
class Paging:
    """How a kind's answers are paged.

    Attributes:
        parameter: name of the parameter; for `NEXT_URL` the dotted path of the URL in the answer.
        size: items of a full page, where a shorter one is the last; 0 where only an empty one is.
        total: dotted path of the number of items (`OFFSET`, `BODY_OFFSET`) or pages (`PAGE`); empty where not said.
    """

    style: Style
    parameter: str = ""
    size: int = 0
    total: str = ""
    first: int = 1


@dataclass(frozen=True, slots=True)
class Page:
    """A request for a page, without what the client adds: the URL, and the body of a POST.

    Attributes:
        is_ours: the URL is the source's own, and may name secrets; one that an answer gave must not get any.
    """

    url: str
    body: bytes | None = None
    is_ours: bool = False

    @property
    def name(self) -> str:
        """The URL, with the body's offset as its fragment: pages of a POST share their URL."""
        return self.url if self.body is None else f"{self.url}#offset={_json(self.body).get('offset', 0)}"


def first_page(url: str, paging: Paging | None) -> Page:
    """The first page at `url`."""
    if paging is None or paging.style is not Style.BODY_OFFSET:
        return Page(url, is_ours=True)
    body = {"appliedFacets": {}, "limit": paging.size, "offset": 0, "searchText": ""}
    return Page(url, orjson.dumps(body), is_ours=True)


def next_page(paging: Paging, page: Page, data: bytes, link: str | None, items: int, seen: int) -> Page | None:
    """The request after `page`; None when it was the last.

    Args:
        data: the answer; link: its Link header. items: how many items it holds; seen: with those of pages before.
    """
    if paging.style is Style.LINK_HEADER:
        found = _NEXT_LINK.search((link or "")[:16_384])
        return Page(found.group(1)) if found else None
    if paging.style is Style.NEXT_URL:
        url = value_at(_json(data), paging.parameter)
        return Page(url) if isinstance(url, str) and url else None
    if not items or (paging.size and items < paging.size):
        return None
    total = _number(value_at(_json(data), paging.total)) if paging.total else None
    if paging.style in (Style.OFFSET, Style.BODY_OFFSET):
        return None if total is not None and seen >= total else _skip(paging, page, seen)
    number = _page_number(paging, page.url)
    last = None if total is None else total - 1 + paging.first
    return None if last is not None and number >= last else replace(page, url=_with_page(paging, page.url, number + 1))


def value_at(data: Any, path: str) -> Any:
    """The value at a dotted path of objects; `data` itself for the empty path; None where there is none."""
    for name in path.split(".") if path else ():
        data = data.get(name) if isinstance(data, dict) else None
    return data


def items_at(data: bytes, path: str) -> list[Any]:
    """The list at a dotted path of a JSON answer; empty where there is none."""
    try:
        found = value_at(orjson.loads(data), path)
    except orjson.JSONDecodeError:
        return []
    return found if isinstance(found, list) else []


def _json(data: bytes) -> dict[str, Any]:
    try:
        found = orjson.loads(data)
    except orjson.JSONDecodeError:
        return {}
    return found if isinstance(found, dict) else {}


def _number(value: Any) -> int | None:
    text = str(value)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 12 else None


def _skip(paging: Paging, page: Page, seen: int) -> Page:
    if page.body is not None:
        return replace(page, body=orjson.dumps({**_json(page.body), paging.parameter: seen}))
    return replace(page, url=with_parameter(page.url, paging.parameter, seen))


def _page_number(paging: Paging, url: str) -> int:
    parts = urlsplit(url)
    if paging.style is Style.PATH_PAGE:
        text = parts.path.rpartition("/")[2]
    else:
        text = dict(parse_qsl(parts.query)).get(paging.parameter, "")
    number = _number(text)
    return paging.first if number is None else number


def _with_page(paging: Paging, url: str, number: int) -> str:
    if paging.style is Style.PAGE:
        return with_parameter(url, paging.parameter, number)
    parts = urlsplit(url)
    before, _, last = parts.path.rpartition("/")
    path = f"{before}/{number}" if last.isdigit() else f"{parts.path.rstrip('/')}/{number}"
    return urlunsplit(parts._replace(path=path))


def with_parameter(url: str, name: str, value: int) -> str:
    """The URL with one query parameter set, the others as they were."""
    parts = urlsplit(url)
    pairs = [(key, text) for key, text in parse_qsl(parts.query, keep_blank_values=True) if key != name]
    return urlunsplit(parts._replace(query=urlencode([*pairs, (name, str(value))], safe="${}")))
