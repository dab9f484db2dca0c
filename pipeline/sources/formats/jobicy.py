"""Jobicy: `jobicy.com/api/v2/remote-jobs`. All jobs are remote. Labels are escaped once.

Ignored: industry and level (the board's own), the excerpt, logos.
"""

from __future__ import annotations

from pipeline.sources.job import Column, Job, computed, label, markup, moment, salary
from pipeline.sources.job_format import JobFormat
from pipeline.sources.listings import json_jobs
from pipeline.sources.text import unescape


def _unescaped(path: str) -> Column:
    def read(job: Job) -> str | None:
        found = label(path).read(job)
        return " ".join(unescape(found).split()) or None if found else None

    return computed(read, path)


def _employment_type(job: Job) -> str | None:
    found = (job.fields.employment_type("jobType", raw) for raw in job.items("jobType"))
    return next((name for name in found if name), None)


PARSER = JobFormat(
    kind="jobicy",
    description="Jobicy's feed of remote jobs",
    find=json_jobs('Jobicy jobs: {"jobs": [...]}', "jobs", single=("id", "jobTitle"), total="jobCount"),
    columns={
        "source_posting_id": label("id"),
        "url": label("url"),
        "title": _unescaped("jobTitle"),
        "company_name": _unescaped("companyName"),
        "description_html": markup("jobDescription"),
        "location": _unescaped("jobGeo"),
        "is_remote": computed(lambda _: True),
        "employment_type": computed(_employment_type, "jobType"),
        "posted_at": moment("pubDate"),
    },
    parts=(
        salary("salaryMin", "salaryMax", "salaryCurrency", "salaryPeriod"),
        salary("annualSalaryMin", "annualSalaryMax", "salaryCurrency", "salaryPeriod"),
    ),
    version=("jobTitle", "companyName", "jobGeo", "jobDescription"),
    ignored=("jobSlug", "companyLogo", "jobIndustry", "jobLevel", "jobExcerpt"),
).parser()
