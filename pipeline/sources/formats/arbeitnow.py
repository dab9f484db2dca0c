"""Arbeitnow: `www.arbeitnow.com/api/job-board-api`, a page of the feed.

Some descriptions are escaped as a whole. Ignored: tags (the board's own).
"""

from __future__ import annotations

from pipeline.sources.fields import Fields
from pipeline.sources.job import Job, boolean, computed, label, markup, moment
from pipeline.sources.job_format import JobFormat
from pipeline.sources.listings import json_jobs
from pipeline.sources.timestamps import from_seconds


def _employment_type(job: Job) -> str | None:
    """`job_types` mixes hours, contracts and levels, in German and English; only plain types count."""
    found = (Fields().employment_type("job_types", raw) for raw in job.items("job_types"))
    return next((name for name in found if name), None)


PARSER = JobFormat(
    kind="arbeitnow",
    description="Arbeitnow's feed, a page",
    find=json_jobs('an Arbeitnow page: {"data": [...]}', "data", single=("slug", "title")),
    columns={
        "source_posting_id": label("slug"),
        "url": label("url"),
        "title": label("title"),
        "company_name": label("company_name"),
        "description_html": markup("description", is_escaped=True),
        "location": label("location"),
        "is_remote": boolean("remote"),
        "employment_type": computed(_employment_type, "job_types"),
        "posted_at": moment("created_at", parse=from_seconds),
    },
    version=("title", "company_name", "location", "description"),
    ignored=("tags",),
).parser()
