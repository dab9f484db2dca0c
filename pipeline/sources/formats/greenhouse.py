"""Greenhouse job boards: `boards-api.greenhouse.io/v1/boards/{token}/jobs`, with or without content, or one job.

Ignored: internal_job_id and requisition_id (the opening behind several postings), offices (where the employer sits, not
where the job is), language (the board's setting, "en" even for German texts), data_compliance, education, employment,
questions and location_questions (the application form), ai_* (disclaimers), and metadata other than the two below.
"""

from __future__ import annotations

import re
from typing import Any  # JSON values

from pipeline.sources.employment_types import employment_type
from pipeline.sources.job import Job, computed, joined, label, moment
from pipeline.sources.job_format import JobFormat
from pipeline.sources.listings import json_jobs
from pipeline.sources.text import unescape

_BOARD = re.compile(
    r"//(?:(?:boards-)?api(?:\.eu)?\.greenhouse\.io/v1/boards|(?:job-)?boards(?:\.eu)?\.greenhouse\.io)/(?!embed[/?])([^/?#]+)"
)
_RAW_TAG = re.compile(r"<[a-zA-Z/!]")

# Employers name their metadata freely; these names and values leave no doubt.
_REMOTE_METADATA = frozenset({"location type", "workplace type", "work type", "workplace", "remote status"})
_REMOTE_VALUES = {
    "remote": True,
    "fully remote": True,
    "hybrid": False,
    "on site": False,
    "onsite": False,
    "in office": False,
}
_EMPLOYMENT_METADATA = frozenset({"employment type", "contract type", "job type", "time type", "commitment"})


def _place(job: Job) -> str | None:
    place = job.at("location")
    return job.fields.label("location", place.get("name") if isinstance(place, dict) else place)


def _content(job: Job) -> str | None:
    # Escaped exactly once; only a body without any tag of its own is escaped at all.
    content = job.fields.text("content", job.at("content"))
    return content if content is None or _RAW_TAG.search(content) else unescape(content)


def _metadata(job: Job) -> dict[str, Any]:
    is_remote: bool | None = None
    employment: str | None = None
    for entry in job.items("metadata"):
        if not isinstance(entry, dict):
            continue
        name, text = entry.get("name"), entry.get("value")
        if not isinstance(name, str) or not isinstance(text, str):
            continue
        if _fold(name) in _REMOTE_METADATA and is_remote is None:
            is_remote = _REMOTE_VALUES.get(_fold(text))
        if _fold(name) in _EMPLOYMENT_METADATA and employment is None:
            employment = employment_type(text)
    return {"is_remote": is_remote, "employment_type": employment}


def _fold(text: str) -> str:
    return " ".join("".join(c if c.isalnum() else " " for c in text[:200]).lower().split())


PARSER = JobFormat(
    kind="greenhouse",
    description="Greenhouse board: all jobs with or without content, or one job",
    find=json_jobs(
        'a Greenhouse board: {"jobs": [...]}, or one job object',
        "jobs",
        single=("id", "title"),
        total="meta.total",
    ),
    columns={
        "source_posting_id": label("id"),
        "url": label("absolute_url"),
        "title": label("title"),
        "company_name": label("company_name"),
        "description_html": computed(_content, "content"),
        "location": computed(_place, "location.name"),
        "department": joined("departments", "name"),
        "posted_at": moment("first_published"),
        "updated_at": moment("updated_at"),
        "valid_through": moment("application_deadline"),
    },
    parts=(computed(_metadata, "metadata"),),
    version=("title", "company_name", "location.name", "content"),
    ignored=(
        "internal_job_id", "requisition_id", "offices", "language", "data_compliance", "education", "employment",
        "questions", "location_questions", "compliance", "demographic_questions", "ai_disclaimer",
        "include_ai_disclaimer", "ai_opt_out_request_url", "pay_input_ranges", "internal_job", "departments",
    ),
    board=_BOARD,
).parser()  # fmt: skip
