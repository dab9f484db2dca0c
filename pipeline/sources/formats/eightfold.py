"""Eightfold: `https://{company}.eightfold.ai/api/apply/v2/jobs`, a page of positions.

The list has no text; a position's own answer has. Ignored: ids of the requisition, skills and flags of the career page.
"""

from __future__ import annotations

import re

from pipeline.sources.job import Job, choice, computed, joined, label, markup, moment
from pipeline.sources.job_format import JobFormat
from pipeline.sources.listings import json_jobs
from pipeline.sources.timestamps import from_seconds

_WORKPLACES = {"remote": True, "hybrid": False, "onsite": False, "remote_local": True, "remote_global": True}


def _places(job: Job) -> str | None:
    places = [job.at("location"), *job.items("locations")]
    return "; ".join(job.fields.labels("locations", places) or []) or None


PARSER = JobFormat(
    kind="eightfold",
    description="Eightfold: a page of a company's positions",
    find=json_jobs('an Eightfold answer: {"positions": [...]}', "positions", single=("id", "name")),
    columns={
        "source_posting_id": label("id"),
        "url": label("canonicalPositionUrl"),
        "title": label("name", "posting_name"),
        "description_html": markup("job_description"),
        "location": computed(_places, "location", "locations"),
        "is_remote": choice("work_location_option", _WORKPLACES),
        "department": joined("department"),
        "posted_at": moment("t_create", parse=from_seconds),
        "updated_at": moment("t_update", parse=from_seconds),
    },
    version=("name", "location", "locations", "job_description"),
    ignored=(
        "display_job_id", "ats_job_id", "business_unit", "type", "id_locale", "isPrivate", "is_private", "stars",
        "hot", "medallionProgram", "location_flexibility", "locationFlexibility", "efcustom_text", "solrScore",
    ),
    board=re.compile(r"//([\w-]+)\.eightfold\.ai/"),
).parser()  # fmt: skip
