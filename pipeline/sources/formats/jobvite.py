"""Jobvite: a company's list of jobs at `jobs.jobvite.com/{company}`, or one job's page.

The list has neither employer nor date nor text.
"""

from __future__ import annotations

import re
from typing import Any  # raw jobs

from selectolax.lexbor import LexborHTMLParser

from pipeline.sources.html_listings import html_jobs, line_of, or_job_page, row_of
from pipeline.sources.job import Job, computed, label, markup
from pipeline.sources.job_format import JobFormat

_PATH_ID = re.compile(r"/job/(\w+)")


def _read(page: LexborHTMLParser) -> list[dict[str, Any]]:
    detail = page.css_first(".jv-job-detail-description")
    if detail is not None:
        meta = line_of(page.css_first(".jv-job-detail-meta"))
        return [
            {"href": "", "title": line_of(page.css_first(".jv-header")), "location": meta, "description": detail.html}
        ]
    jobs: dict[str, dict[str, Any]] = {}
    for link in page.css("a[href*='/job/']"):
        href = link.attributes.get("href") or ""
        title = line_of(link.css_first(".jv-job-list-name") or link)
        if title and href not in jobs and _PATH_ID.search(href):
            place = line_of(row_of(link).css_first(".jv-job-list-location"))
            jobs[href] = {"href": href, "title": title, "location": place}
    return list(jobs.values())


def _id(job: Job) -> str | None:
    """The opaque last part of the path."""
    found = _PATH_ID.search(label("href").read(job) or "")
    return found.group(1) if found else None


PARSER = or_job_page(
    JobFormat(
        kind="jobvite",
        description="Jobvite: a company's list of jobs, or one job's page",
        find=html_jobs("a Jobvite list of jobs", "[class*='jv-']", _read),
        columns={
            "source_posting_id": computed(_id, "href"),
            "url": label("href"),
            "title": label("title"),
            "location": label("location"),
            "description_html": markup("description"),
        },
        version=("title", "location", "description"),
        ignored=(),
        board=re.compile(r"jobs\.jobvite\.com/(?:careers/)?([\w-]+)/"),
    ).parser()
)
