"""Teamtailor: `https://{company}.teamtailor.com/jobs.json`, a JSON Feed whose items carry a schema.org JobPosting.

The feed's title names the employer where an item does not. Ignored: images, authors, tags of the feed format, and
properties of the JobPosting that say the same again.
"""

from __future__ import annotations

from typing import Any  # JSON values

from pipeline.domains import registrable_domain
from pipeline.sources.job import Job, computed, label, language, markup, moment
from pipeline.sources.job_format import JobFormat
from pipeline.sources.jsonld_values import describe_places, home_domain, items_of, read_salary
from pipeline.sources.listings import json_jobs


def _posting(job: Job) -> dict[str, Any]:
    found = job.at("_jobposting")
    return found if isinstance(found, dict) else {}


def _employment_type(job: Job) -> str | None:
    found = [job.fields.employment_type("employmentType", raw) for raw in items_of(_posting(job).get("employmentType"))]
    return next((name for name in found if name), None)


def _domain(job: Job) -> str | None:
    return home_domain(_posting(job).get("hiringOrganization"), registrable_domain(job.payload.url))


PARSER = JobFormat(
    kind="teamtailor",
    description="Teamtailor: a company's jobs.json",
    find=json_jobs('a Teamtailor feed: {"items": [...]}', "items", single=("id", "title"), company="title"),
    columns={
        "source_posting_id": label("id"),
        "url": label("url", "_jobposting.url"),
        "title": label("title", "_jobposting.title"),
        "company_name": label("_jobposting.hiringOrganization.name"),
        "company_domain": computed(_domain, "_jobposting.hiringOrganization"),
        "description_html": markup("content_html", "_jobposting.description"),
        "employment_type": computed(_employment_type, "_jobposting.employmentType"),
        "posted_at": moment("date_published", "_jobposting.datePosted"),
        "updated_at": moment("date_modified"),
        "valid_through": moment("_jobposting.validThrough"),
        "language": language("language"),
    },
    parts=(
        computed(
            lambda job: describe_places(job.fields, _posting(job)), "_jobposting.jobLocation",
            "_jobposting.jobLocationType", "_jobposting.applicantLocationRequirements",
        ),
        computed(lambda job: read_salary(job.fields, _posting(job).get("baseSalary")), "_jobposting.baseSalary"),
    ),
    version=("title", "_jobposting.hiringOrganization", "_jobposting.jobLocation", "content_html"),
    ignored=(
        "_jobposting.@context", "_jobposting.@type", "_jobposting.identifier", "_jobposting.directApply",
        "_jobposting.image", "_jobposting.industry", "summary", "image", "banner_image", "authors", "author", "tags",
        "external_url", "attachments", "content_text",
    ),
).parser()  # fmt: skip
