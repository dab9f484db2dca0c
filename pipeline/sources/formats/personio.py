"""Personio: `https://{company}.jobs.personio.de/xml`, XML.

A position has no address of its own; it is built from that of the feed. `subcompany`, the legal entity, is the employer
where given. Ignored: recruitingCategory, seniority, yearsOfExperience, keywords and occupations (labels).
"""

from __future__ import annotations

import re

from pipeline.sources.job import Job, choice, computed, joined, label, moment, sections
from pipeline.sources.job_format import JobFormat
from pipeline.sources.xml_items import xml_jobs

_SITE = re.compile(r"https?://([\w-]+\.jobs\.personio\.(?:de|com))/")
_CONTRACTS = {
    "intern": "INTERN", "freelance": "CONTRACTOR", "temporary": "TEMPORARY", "fixed_term": "TEMPORARY",
    "fixed-term": "TEMPORARY", "permanent": None, "trainee": None, "working_student": None, "apprenticeship": None,
}  # fmt: skip
_SCHEDULES = {"full-time": "FULL_TIME", "part-time": "PART_TIME", "full-or-part-time": None}


def _url(job: Job) -> str | None:
    number, site = label("id").read(job), _SITE.match(job.payload.url)
    return f"https://{site.group(1)}/job/{number}" if site and number and number.isdigit() else None


def _offices(job: Job) -> str | None:
    names = [*job.items("office"), *job.items("additionalOffices.office")]
    return "; ".join(job.fields.labels("office", names) or []) or None


def _description(job: Job) -> str | None:
    parts = [part for part in job.items("jobDescriptions.jobDescription") if isinstance(part, dict)]
    fields = job.fields
    return sections(
        (fields.label("name", p.get("name")) or "", fields.text("value", p.get("value")) or "") for p in parts
    )


def _employment_type(job: Job) -> object:
    return choice("employmentType", _CONTRACTS).read(job) or choice("schedule", _SCHEDULES).read(job)


PARSER = JobFormat(
    kind="personio",
    description="Personio: a company's XML feed",
    find=xml_jobs("a Personio feed (workzag-jobs)", {"workzag-jobs"}, {"position"}),
    columns={
        "source_posting_id": label("id"),
        "url": computed(_url),
        "title": label("name"),
        "company_name": label("subcompany"),
        "description_html": computed(
            _description, "jobDescriptions.jobDescription.name", "jobDescriptions.jobDescription.value"
        ),
        "location": computed(_offices, "office", "additionalOffices.office"),
        "department": joined("department"),
        "employment_type": computed(_employment_type, "employmentType", "schedule"),
        "posted_at": moment("createdAt"),
    },
    version=("name", "subcompany", "office", "additionalOffices", "jobDescriptions"),
    ignored=(
        "recruitingCategory", "seniority", "yearsOfExperience", "keywords", "occupation", "occupationCategory",
    ),
    board=re.compile(r"//([\w-]+)\.jobs\.personio\.(?:de|com)/"),
).parser()  # fmt: skip
