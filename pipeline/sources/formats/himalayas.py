"""Himalayas: `himalayas.app/jobs/api`, a page of the feed. All jobs are remote, in the countries they name.

Ignored: time zones, seniority, categories, the excerpt, logos.
"""

from __future__ import annotations

from pipeline.sources.job import Job, computed, employment, joined, label, labels_at, markup, moment, salary
from pipeline.sources.job_format import JobFormat
from pipeline.sources.listings import json_jobs
from pipeline.sources.timestamps import from_seconds


def _country(job: Job) -> str | None:
    names = labels_at(job, "locationRestrictions", "name")
    return job.fields.country("locationRestrictions", names[0]) if len(names) == 1 else None


PARSER = JobFormat(
    kind="himalayas",
    description="Himalayas' feed of remote jobs, a page",
    find=json_jobs('a Himalayas page: {"jobs": [...]}', "jobs", single=("guid", "title")),
    columns={
        "source_posting_id": label("guid"),
        "url": label("applicationLink", "guid"),
        "title": label("title"),
        "company_name": label("companyName"),
        "description_html": markup("description"),
        "location": joined("locationRestrictions", "name"),
        "country": computed(_country, "locationRestrictions"),
        "is_remote": computed(lambda _: True),
        "employment_type": employment("employmentType"),
        "posted_at": moment("pubDate", parse=from_seconds),
        "valid_through": moment("expiryDate", parse=from_seconds),
    },
    parts=(salary("minSalary", "maxSalary", "currency", "salaryPeriod"),),
    version=("title", "companyName", "locationRestrictions", "description"),
    ignored=(
        "excerpt", "companySlug", "companyLogo", "seniority", "timezoneRestrictions", "categories", "parentCategories",
    ),
).parser()  # fmt: skip
