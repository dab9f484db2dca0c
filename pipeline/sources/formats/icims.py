"""iCIMS: a page of `/jobs/search?in_iframe=1`, or one job's page, which has JSON-LD.

A list has neither employer nor text. Ignored: what tenants show beside a job under labels of their own, but for its
category.
"""

from __future__ import annotations

import re
from typing import Any  # raw jobs

from selectolax.lexbor import LexborHTMLParser, LexborNode

from pipeline.sources.html_listings import html_jobs, line_of, or_job_page
from pipeline.sources.job import Job, computed, label
from pipeline.sources.job_format import JobFormat

_NUMBER = re.compile(r"/jobs/(\d+)/")
_PLACE_LABELS = ("job locations", "location", "locations", "job location")
_LABEL = ".field-label, .sr-only"


def _read(page: LexborHTMLParser) -> list[dict[str, Any]]:
    return [job for card in page.css(".iCIMS_JobCardItem, .iCIMS_JobsTable > .row") if (job := _card(card))]


def _card(card: LexborNode) -> dict[str, Any] | None:
    link = card.css_first("a.iCIMS_Anchor") or card.css_first("a[href*='/jobs/']")
    if link is None:
        return None
    shown = dict(_labelled(card))
    heading = line_of(link.css_first("h1, h2, h3, h4"))
    spoken = (link.attributes.get("title") or "").partition(" - ")[2]  # "8214 - Payroll Specialist"
    return {
        "href": link.attributes.get("href"),
        "title": heading or spoken.strip() or None,
        "location": next((shown[name] for name in _PLACE_LABELS if shown.get(name)), None),
        "category": shown.get("category") or shown.get("job category"),
    }


def _labelled(card: LexborNode) -> list[tuple[str, str | None]]:
    """(label in lower case, value) of what a card shows: a label and what follows it, or a term and its data."""
    found = []
    for name in card.css(f"{_LABEL}, dt"):
        value = name.next
        while value is not None and value.tag == "-text":
            value = value.next
        found.append(((line_of(name) or "").lower(), line_of(value)))
    return found


def _id(job: Job) -> str | None:
    number = _NUMBER.search(label("href").read(job) or "")
    return number.group(1) if number else None


PARSER = or_job_page(
    JobFormat(
        kind="icims",
        description="iCIMS: a page of a company's jobs, or one job's page",
        find=html_jobs("an iCIMS list of jobs", "[class*='iCIMS_']", _read),
        columns={
            "source_posting_id": computed(_id, "href"),
            "url": label("href"),
            "title": label("title"),
            "location": label("location"),
            "department": label("category"),
        },
        version=("title", "location"),
        ignored=(),
        board=re.compile(r"//(?:(?:careers|jobs|external|internal)-)?([\w-]+)\.icims\.com/"),
    ).parser()
)
