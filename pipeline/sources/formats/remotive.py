"""Remotive: `remotive.com/api/remote-jobs`. All jobs are remote; dates without a zone are UTC.

`salary` is a text for people, read where it names figures, currency and period. Ignored: tags and category (the
board's own), logos.
"""

from __future__ import annotations

from pipeline.sources.job import choice, computed, label, markup, moment, salary_text
from pipeline.sources.job_format import JobFormat
from pipeline.sources.listings import json_jobs

_TYPES = {
    "full_time": "FULL_TIME", "part_time": "PART_TIME", "contract": "CONTRACTOR", "freelance": "CONTRACTOR",
    "internship": "INTERN", "other": "OTHER",
}  # fmt: skip

PARSER = JobFormat(
    kind="remotive",
    description="Remotive's feed of remote jobs",
    find=json_jobs('Remotive jobs: {"jobs": [...]}', "jobs", single=("id", "title"), total="job-count"),
    columns={
        "source_posting_id": label("id"),
        "url": label("url"),
        "title": label("title"),
        "company_name": label("company_name"),
        "description_html": markup("description"),
        "location": label("candidate_required_location"),
        "is_remote": computed(lambda _: True),
        "employment_type": choice("job_type", _TYPES),
        "posted_at": moment("publication_date"),
    },
    parts=(salary_text("salary"),),
    version=("title", "company_name", "candidate_required_location", "description"),
    ignored=("company_logo", "company_logo_url", "category", "tags"),
).parser()
