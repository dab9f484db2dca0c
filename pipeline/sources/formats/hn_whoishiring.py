"""Hacker News "Who is hiring?": one posting a top-level comment.

Shapes: Algolia's item with its tree of `children`; Algolia's search, whose `hits` are flat; Firebase items, one or a
list. Replies in a tree or a list are not read. In a flat search they come with the rest: a reply has no first line by
convention, and so neither company nor title. Records of a collector with the comment in `full_html` are read too.

Ignored: who wrote it, scores, and what a collector guessed about the comment.
"""

from __future__ import annotations

import re
from typing import Any  # JSON values

from pipeline.errors import PayloadError
from pipeline.sources.comment_lines import CommentLine, read_comment_line
from pipeline.sources.job import Job, computed, label, moment, text
from pipeline.sources.job_format import JobFormat
from pipeline.sources.json_text import load_json
from pipeline.sources.listings import Listing
from pipeline.sources.parser import Payload
from pipeline.sources.text import undo_gzip
from pipeline.sources.timestamps import from_seconds

_ITEM_ADDRESS = re.compile(r"news\.ycombinator\.com/item\?id=(\d+)")
_TEXTS = ("comment_text", "text", "full_html")


def _find(payload: Payload) -> Listing:
    document = load_json(undo_gzip(payload.data))
    if isinstance(document, list):
        return Listing(_top_level(document))
    if isinstance(document, dict):
        for name in ("children", "hits"):
            if isinstance(document.get(name), list):
                return Listing(document[name])
        if document.get("type") == "story":
            return Listing([])
        if "id" in document or "objectID" in document:
            return Listing([document])
    raise PayloadError("unknown_format", "expected a thread: children, hits, or Firebase items")


def _top_level(items: list[Any]) -> list[Any]:
    """Comments of a list that answer the thread itself, where the list holds the thread."""
    objects = [item for item in items if isinstance(item, dict)]
    threads = {str(item.get("id")) for item in objects if item.get("type") == "story"}
    if not threads:
        return items
    return [
        item
        for item in items
        if not isinstance(item, dict) or (item.get("type") != "story" and str(item.get("parent")) in threads)
    ]


def _id(job: Job) -> str | None:
    found = label("objectID", "id").read(job)
    address = _ITEM_ADDRESS.search(label("url").read(job) or "")
    return found or (address.group(1) if address else None)


def _url(job: Job) -> str | None:
    number = _id(job)
    return f"https://news.ycombinator.com/item?id={number}" if number and number.isdigit() else None


def _first_line(job: Job) -> dict[str, Any]:
    markup = text(*_TEXTS).read(job)
    line = read_comment_line(markup) if markup else CommentLine()
    return {
        "company_name": line.company,
        "title": line.title,
        "location": line.location,
        "is_remote": line.is_remote,
    }


def _posted_at(job: Job) -> object:
    return moment("created_at").read(job) or moment("created_at_i", "time", parse=from_seconds).read(job)


def _is_open(job: Job) -> bool:
    gone = job.at("deleted") is True or job.at("dead") is True
    return not gone and any(job.at(name) for name in _TEXTS)


PARSER = JobFormat(
    kind="hn_whoishiring",
    description='Hacker News "Who is hiring?": comments of a thread, from Algolia or Firebase',
    find=_find,
    columns={
        "source_posting_id": computed(_id, "objectID", "id", "url"),
        "url": computed(_url),
        "description_html": text(*_TEXTS),
        "posted_at": computed(_posted_at, "created_at", "created_at_i", "time"),
    },
    parts=(computed(_first_line),),
    version=_TEXTS,
    ignored=(
        "author", "by", "user", "parent", "parent_id", "story_id", "story_title", "story_url", "title", "points",
        "type", "kids", "children", "options", "deleted", "dead", "_tags", "_highlightResult", "updated_at",
        "num_comments", "address", "country", "freshness", "h1b", "intern", "lat", "lon", "location", "remote",
    ),
    is_open=_is_open,
).parser()  # fmt: skip
