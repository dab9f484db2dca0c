"""Job boards that are HTML pages: a list of jobs as objects, or one job's page with its JSON-LD."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any  # raw jobs
from urllib.parse import urljoin

from selectolax.lexbor import LexborHTMLParser, LexborNode

from pipeline.errors import PayloadError
from pipeline.sources.formats import jsonld
from pipeline.sources.html_text import node_text, parse_html
from pipeline.sources.json_text import first_json_value
from pipeline.sources.listings import Listing, json_jobs
from pipeline.sources.parser import Parser, Payload, Record, Rejection
from pipeline.sources.text import content_type, decode, undo_gzip

_JOBS_LIMIT = 100_000
_ANOTHER_PAGE = "this is another page, such as a log-in or an error"


def html_jobs(
    shape: str, board: str, read: Callable[[LexborHTMLParser], list[dict[str, Any]]]
) -> Callable[[Payload], Listing]:
    """A reader of HTML pages.

    Args:
        shape: what is expected, for the message when it is not there.
        board: CSS selector of what only a page of this kind has, with or without jobs.
        read: the jobs of a page; `href` in them is made absolute.
    """

    def find(payload: Payload) -> Listing:
        page = parse_html(_page_text(payload))
        jobs = read(page)[:_JOBS_LIMIT]
        if not jobs and page.css_first(board) is None:
            raise PayloadError("unknown_format", f"expected {shape}; {_ANOTHER_PAGE}")
        for job in jobs:
            job["href"] = _absolute(payload.url, job.get("href"))
        return Listing(jobs)

    return find


def embedded_jobs(
    shape: str, before: re.Pattern[str], *paths: str, company: str | None = None
) -> Callable[[Payload], Listing]:
    """A reader of pages that carry their jobs as JSON in a script.

    Args:
        before: what stands right before the JSON; the first place counts.
        paths, company: as for `json_jobs`.
    """
    read = json_jobs(shape, *paths, company=company)

    def find(payload: Payload) -> Listing:
        text = _page_text(payload)
        found = before.search(text)
        if found is None:
            raise PayloadError("unknown_format", f"expected {shape}; {_ANOTHER_PAGE}")
        try:
            document = first_json_value(text[found.end() :])
        except ValueError as error:
            raise PayloadError("invalid_json", f"expected {shape}; its JSON is broken: {error}") from error
        return read(replace(payload, data=json.dumps(document).encode("utf-8", "surrogatepass")))

    return find


def or_job_page(parser: Parser) -> Parser:
    """The same kind, which also reads one job's page by its JSON-LD."""

    def parse(payload: Payload) -> Iterator[Record | Rejection]:
        text = _page_text(payload)
        is_job_page = "application/ld+json" in text and "JobPosting" in text
        return (jsonld.PARSER if is_job_page else parser).parse(payload)

    return replace(parser, parse=parse)


def line_of(node: LexborNode | None) -> str | None:
    """The text of a node on one line; null when there is none."""
    return " ".join((node_text(node) or "").split()) or None if node is not None else None


def row_of(node: LexborNode, tags: frozenset[str] = frozenset({"tr", "li"})) -> LexborNode:
    """The table row or list item that a node is in; the node itself when it is in none."""
    above: LexborNode | None = node
    while above is not None and above.tag not in tags:
        above = above.parent
    return above or node


def _page_text(payload: Payload) -> str:
    data = undo_gzip(payload.data)
    if not data.strip():
        raise PayloadError("empty_payload", "expected an HTML page; nothing came")
    return decode(data, content_type(payload.headers))


def _absolute(base: str, href: Any) -> str | None:
    if not isinstance(href, str):
        return None
    try:
        return urljoin(base, href) if base.startswith(("http://", "https://")) else href
    except ValueError:
        return None
