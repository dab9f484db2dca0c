"""Job feeds: RSS 2.0 and 1.0, Atom, JSON Feed; with the extensions of NEOGOV, WordPress job boards and Teamtailor.

A feed does not say who hires unless an extension does: name the company in SOURCES.yml. Ignored: what feeds say of
themselves and their authors, categories, pictures, comments.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any  # raw values

from pipeline.sources.job import Job, computed, free_employment, label, moment, pay, sections
from pipeline.sources.job_format import JobFormat
from pipeline.sources.listings import Listing, json_jobs
from pipeline.sources.parser import Payload, Record, Rejection
from pipeline.sources.rejections import reject
from pipeline.sources.text import undo_gzip
from pipeline.sources.timestamps import from_feed_date
from pipeline.sources.xml_items import xml_jobs

_SHAPE = "a feed: RSS, Atom or JSON Feed"
_XML = xml_jobs(_SHAPE, {"rss", "feed", "RDF"}, {"item", "entry"})
_JSON = json_jobs(_SHAPE, "items")
_BODIES = ("content:encoded", "content", "content_html", "description", "summary", "content_text")
_MORE = ("joblisting:examplesofduties", "joblisting:qualifications", "joblisting:supplementalinformation")
_PAY = ("minimumSalary", "maximumSalary", "salaryCurrency", "salaryInterval")


def _find(payload: Payload) -> Listing:
    data = undo_gzip(payload.data)
    return _JSON(payload) if data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"{", b"[")) else _XML(payload)


def _url(job: Job) -> str | None:
    """The link to the item's own page: Atom may give several, by their relation."""
    for link in [*job.items("link"), *job.items("url"), *job.items("guid"), *job.items("id")]:
        if isinstance(link, dict) and link.get("@rel", "alternate") == "alternate":
            link = link.get("@href")
        address = link.strip() if isinstance(link, str) else ""
        if address.startswith(("http://", "https://")):
            return job.fields.label("link", address)
    return None


def _id(job: Job) -> str | None:
    names = ("guid", "id", "joblisting:jobId")
    found = next((value for name in names if isinstance(value := job.at(name), str | int) and value != ""), None)
    return job.fields.label("guid", found) if found is not None else _url(job)


def _description(job: Job) -> str | None:
    """The fullest body: a feed that has both gives an excerpt beside the text."""
    bodies = [job.at(name) for name in _BODIES]
    body = max((body for body in bodies if isinstance(body, str)), key=len, default="")
    return sections([("", body), *(("", job.fields.text(name, job.at(name)) or "") for name in _MORE)])


def _salary(job: Job) -> dict[str, Any]:
    return pay(job.fields, *((name, job.at(f"joblisting:{name}")) for name in _PAY))


_FORMAT = JobFormat(
    kind="rss",
    description="job feed: RSS, Atom or JSON Feed",
    find=_find,
    columns={
        "source_posting_id": computed(_id, "guid", "id", "joblisting:jobId"),
        "url": computed(_url, "link", "url", "guid", "id"),
        "title": label("title"),
        "company_name": label("job_listing:company", "company", "companyName", "company_name", "employer"),
        "description_html": computed(_description, *_BODIES, *_MORE),
        "location": label("location", "job_listing:location", "joblisting:location", "region", "city"),
        "department": label("joblisting:department", "tt:department", "department"),
        "employment_type": free_employment("job_listing:job_type", "joblisting:jobType", "jobtype", "type"),
        "posted_at": moment("pubDate", "published", "date_published", "dc:date", "updated", parse=from_feed_date),
        "updated_at": moment("updated", "date_modified", "atom:updated", parse=from_feed_date),
        "valid_through": moment("expires_at", "expirationdate", parse=from_feed_date),
    },
    parts=(computed(_salary, *(f"joblisting:{name}" for name in _PAY)),),
    version=("title", *_BODIES),
    ignored=(
        "author", "authors", "dc:creator", "creator", "category", "tags", "enclosure", "comments", "source", "rights",
        "image", "banner_image", "attachments", "external_url", "language", "media:content", "media:thumbnail",
        "slash:comments", "wfw:commentRss", "contributor", "post-id", "atom:link", "joblisting:categories",
        "joblisting:advertiseFromDateUTC", "joblisting:advertiseToDateTimeUTC", "joblisting:advertiseToDateUTC",
    ),
).parser()  # fmt: skip


def _parse(payload: Payload) -> Iterator[Record | Rejection]:
    """A feed without items is told from one that was read: any site has one, often about something else."""
    found = False
    for item in _FORMAT.parse(payload):
        found = True
        yield item
    if not found:
        yield reject(None, "no_posting", "expected items or entries; the feed holds none")


PARSER = replace(_FORMAT, parse=_parse)
