"""Rippling: `api.rippling.com/platform/api/ats/v1/board/{slug}/jobs`, a company's whole board, or one job.

A posting in several places is one row for each, of one id. The list has no text. Ignored: ids of departments, places.
"""

from __future__ import annotations

import re
from typing import Any  # JSON values

from pipeline.sources.job import Job, computed, free_employment, joined, label, moment, sections
from pipeline.sources.job_format import JobFormat
from pipeline.sources.listings import json_jobs


def _description(job: Job) -> str | None:
    found: Any = job.at("description")
    parts = [found.get("company"), found.get("role")] if isinstance(found, dict) else [found]
    return sections(("", job.fields.text("description", part) or "") for part in parts)


PARSER = JobFormat(
    kind="rippling",
    description="Rippling: a company's board, or one job",
    find=json_jobs("a list of Rippling jobs, or one job", "items", "jobs", single=("uuid", "name")),
    columns={
        "source_posting_id": label("uuid", "id"),
        "url": label("url"),
        "title": label("name"),
        "company_name": label("companyName"),
        "description_html": computed(_description, "description.company", "description.role"),
        "location": joined("workLocation", "label"),
        "department": label("department.label", "department.name"),
        "employment_type": free_employment("employmentType.label", "employmentType"),
        "posted_at": moment("createdOn", "createdAt"),
    },
    version=("name", "workLocation", "description"),
    ignored=("department.id", "workLocation.id", "workLocations", "employmentType.id", "board"),
    board=re.compile(r"(?:api\.rippling\.com/platform/api/ats/v1/board|ats\.rippling\.com)/([^/?#]+)"),
).parser()
