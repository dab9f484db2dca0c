"""Workable: the widget (`apply.workable.com/api/v1/widget/accounts/{account}`), the career page's own endpoint
(`/api/v3/accounts/{account}/jobs`), and the token-protected list of the SPI.

The widget's envelope names the employer. Ignored: codes, labels of education, experience, function and industry.
"""

from __future__ import annotations

import re
from typing import Any  # JSON values

from pipeline.sources.job import Job, boolean, choice, computed, free_employment, joined, label, markup, moment, salary
from pipeline.sources.job_format import JobFormat
from pipeline.sources.job_places import Place, agreed_place, places_at
from pipeline.sources.listings import json_jobs

_WORKPLACES = {"remote": True, "hybrid": False, "on_site": False, "on-site": False}
_PARTS = {"city": "city", "region": "region", "code": "countryCode", "name": "country"}
_PLACE_PARTS = [f"{parent}.{part}" for parent in ("locations", "location") for part in _PARTS.values()]


def _url(job: Job) -> str | None:
    found = job.fields.label("url", job.at("url") or job.at("shortlink"))
    code = job.fields.label("shortcode", job.at("shortcode"))
    return found or (f"https://apply.workable.com/j/{code}" if code and code.isalnum() else None)


def _place(job: Job) -> dict[str, Any]:
    several = places_at(job, "locations", **_PARTS) or places_at(job, "location", **_PARTS)
    if not several:
        city, region, country = (job.fields.label(name, job.at(name)) for name in ("city", "state", "country"))
        several = [Place(city, region, job.fields.country("country", country), country)]
    return agreed_place(several)


def _is_remote(job: Job) -> bool | None:
    workplace = choice("workplace", _WORKPLACES).read(job)
    if workplace is None:
        workplace = choice("location.workplace_type", _WORKPLACES).read(job)
    if workplace is not None:
        return bool(workplace)
    found: bool | None = boolean("telecommuting", "remote", "location.telecommuting").read(job)
    return found


PARSER = JobFormat(
    kind="workable",
    description="Workable: an account's widget, career page or SPI list of jobs",
    find=json_jobs(
        'a Workable account: {"name": ..., "jobs": [...]}, or {"results": [...]}',
        "jobs",
        "results",
        single=("shortcode", "title"),
        company="name",
    ),
    columns={
        "source_posting_id": label("shortcode", "id"),
        "url": computed(_url, "url", "shortlink"),
        "title": label("title", "full_title"),
        "description_html": markup("description", "requirements", "benefits"),
        "is_remote": computed(
            _is_remote, "workplace", "location.workplace_type", "telecommuting", "remote", "location.telecommuting"
        ),
        "department": joined("department"),
        "employment_type": free_employment("employment_type", "type"),
        "posted_at": moment("published_on", "published", "created_at"),
    },
    parts=(
        computed(_place, "city", "state", "country", *_PLACE_PARTS),
        salary("salary.salary_from", "salary.salary_to", "salary.salary_currency", "salary.salary_period"),
    ),
    version=("title", "locations", "location", "city", "country", "description"),
    ignored=(
        "code", "application_url", "education", "experience", "function", "industry", "locations.hidden", "language",
        "isInternal", "accountUid", "approvalStatus", "applicationFormType", "department_hierarchy",
        "location.location_str", "location.country_code", "location.region_code", "location.zip_code",
        "location.hidden", "locations.location_str", "locations.country_code", "locations.region_code",
        "locations.zip_code",
    ),
    board=re.compile(r"apply\.workable\.com/(?:api/v\d/(?:widget/)?accounts/|(?!api/|j/))([^/?#]+)"),
).parser()  # fmt: skip
