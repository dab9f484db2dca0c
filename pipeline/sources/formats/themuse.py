"""The Muse: `www.themuse.com/api/public/jobs`, a page of results.

"Flexible / Remote" is one of the locations; a job that has no other is remote. Ignored: categories and tags.
"""

from __future__ import annotations

from pipeline.sources.job import Job, computed, joined, label, labels_at, markup, moment
from pipeline.sources.job_format import JobFormat
from pipeline.sources.listings import json_jobs

_REMOTE = "flexible / remote"


def _is_remote(job: Job) -> bool | None:
    places = {place.lower() for place in labels_at(job, "locations", "name")}
    return True if places == {_REMOTE} else None


def _employment_type(job: Job) -> str | None:
    levels = labels_at(job, "levels", "short_name", "name")
    return "INTERN" if levels == ["internship"] else None


PARSER = JobFormat(
    kind="themuse",
    description="The Muse: a page of jobs",
    find=json_jobs('a page of The Muse: {"results": [...]}', "results", "jobs", single=("id", "name")),
    columns={
        "source_posting_id": label("id"),
        "url": label("refs.landing_page"),
        "title": label("name"),
        "company_name": label("company.name"),
        "description_html": markup("contents"),
        "location": joined("locations", "name"),
        "is_remote": computed(_is_remote, "locations.name"),
        "employment_type": computed(_employment_type, "levels.short_name", "levels.name"),
        "posted_at": moment("publication_date"),
    },
    version=("name", "company.name", "locations", "contents"),
    ignored=("type", "short_name", "model_type", "categories", "tags", "company.id", "company.short_name"),
).parser()
