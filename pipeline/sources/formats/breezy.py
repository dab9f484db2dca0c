"""Breezy: `https://{company}.breezy.hr/json`, with or without `verbose`.

`salary` is a display text without a period, read where only one can be meant. Ignored: logos and internal ids.
"""

from __future__ import annotations

import re
from typing import Any  # JSON values

from pipeline.sources.job import Job, boolean, computed, employment, label, markup, moment, salary_text
from pipeline.sources.job_format import JobFormat
from pipeline.sources.job_places import Place, agreed_place
from pipeline.sources.listings import json_jobs


def _place(job: Job) -> dict[str, Any]:
    city, region = label("location.city").read(job), label("location.state.name", "location.state.id").read(job)
    name = label("location.country.name").read(job)
    code = job.fields.country("location.country.id", job.at("location.country.id") or name)
    place = agreed_place([Place(city, region, code, name)])
    return {**place, "location": label("location.name").read(job) or place["location"]}


PARSER = JobFormat(
    kind="breezy",
    description="Breezy: a company's positions",
    find=json_jobs("a list of Breezy positions", "positions", "data", single=("id", "name")),
    columns={
        "source_posting_id": label("id"),
        "url": label("url"),
        "title": label("name"),
        "company_name": label("company.name"),
        "description_html": markup("description"),
        "is_remote": boolean("location.is_remote"),
        "department": label("department"),
        "employment_type": employment("type.name"),
        "posted_at": moment("published_date", "creation_date"),
        "updated_at": moment("updated_date"),
    },
    parts=(
        computed(
            _place, "location.city", "location.state.name", "location.state.id", "location.country.name",
            "location.country.id", "location.name",
        ),
        salary_text("salary"),
    ),
    version=("name", "company", "location", "description"),
    ignored=(
        "friendly_id", "type.id", "location.id", "location.primary", "location.streetAddress",
        "location.zip_code", "company.logo_url", "company.friendly_id", "company.isMultipleLocationsEnabled",
        "locations", "education", "experience", "category", "tags",
    ),
    board=re.compile(r"//([\w-]+)\.breezy\.hr/"),
).parser()  # fmt: skip
