"""Lever: `api.lever.co/v0/postings/{site}`, a bare list, or one posting.

The description is the opening and body, the lists (where requirements stand), the closing and the pay text. Ignored:
opening*, descriptionBody* and all *Plain (the same texts again), applyUrl, level.
"""

from __future__ import annotations

import re
from typing import Any  # JSON values

from pipeline.sources.job import (
    Job,
    choice,
    computed,
    country,
    free_employment,
    label,
    moment,
    pay,
    sections,
    text_unless,
)
from pipeline.sources.job_format import JobFormat
from pipeline.sources.listings import json_jobs
from pipeline.sources.timestamps import from_milliseconds

_WORKPLACES = {"remote": True, "hybrid": False, "onsite": False, "on-site": False, "unspecified": None}


def _places(job: Job) -> str | None:
    places = [job.at("categories.location"), *job.items("categories.allLocations")]
    return "; ".join(job.fields.labels("categories.allLocations", places) or []) or None


def _description(job: Job) -> str | None:
    whole = job.fields.text("description", job.at("description"))
    halves = [job.fields.text(name, job.at(name)) for name in ("opening", "descriptionBody")]
    pieces = [("", whole)] if whole else [("", half or "") for half in halves]
    for entry in job.items("lists"):
        if isinstance(entry, dict):
            heading = job.fields.label("lists.text", entry.get("text"))
            content = job.fields.text("lists.content", entry.get("content"))
            pieces.append((heading or "", f"<ul>{content}</ul>" if content else ""))
    pieces += [("", job.fields.text(name, job.at(name)) or "") for name in ("additional", "salaryDescription")]
    return sections((heading, body or "") for heading, body in pieces)


def _salary(job: Job) -> dict[str, Any]:
    interval = job.fields.label("salaryRange.interval", job.at("salaryRange.interval")) or ""
    period = re.sub(r"^per-(\w+)-\w+$", r"\1", interval)  # per-year-salary, per-hour-wage
    names = ("min", "max", "currency")
    named = [(f"salaryRange.{name}", job.at(f"salaryRange.{name}")) for name in names]
    return pay(job.fields, *named, ("salaryRange.interval", period))


PARSER = JobFormat(
    kind="lever",
    description="Lever postings of a site, or one posting",
    find=json_jobs("a list of Lever postings, or one posting", "data", "postings", single=("id", "text")),
    columns={
        "source_posting_id": label("id"),
        "url": label("hostedUrl", "applyUrl"),
        "title": label("text"),
        "description_html": computed(
            _description, "description", "opening", "descriptionBody", "lists.text", "lists.content", "additional",
            "salaryDescription",
        ),
        "description": text_unless("description", "descriptionPlain"),
        "location": computed(_places, "categories.location", "categories.allLocations"),
        "country": country("country"),
        "is_remote": choice("workplaceType", _WORKPLACES),
        "department": label("categories.department", "categories.team"),
        "employment_type": free_employment("categories.commitment"),
        "posted_at": moment("createdAt", parse=from_milliseconds),
    },
    parts=(
        computed(
            _salary, "salaryRange.min", "salaryRange.max", "salaryRange.currency", "salaryRange.interval"
        ),
    ),
    version=("text", "categories", "description", "lists", "additional"),
    ignored=(
        "openingPlain", "descriptionBodyPlain", "additionalPlain", "salaryDescriptionPlain", "categories.level",
    ),
    board=re.compile(r"(?:api\.(?:eu\.)?lever\.co/v0/postings|jobs\.(?:eu\.)?lever\.co)/([^/?#]+)"),
).parser()  # fmt: skip
