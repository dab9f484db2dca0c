"""BambooHR: `https://{company}.bamboohr.com/careers/list`, or one job's `/careers/{id}/detail`.

The list names neither employer nor address nor date. `location` is empty for remote jobs, whose place stands in
`atsLocation`. Ignored: departmentId, the numbered employmentType, compensation as prose, the application form.
"""

from __future__ import annotations

import re
from typing import Any  # JSON values

from pipeline.sources.job import Job, boolean, choice, computed, free_employment, label, markup, moment
from pipeline.sources.job_format import JobFormat
from pipeline.sources.job_places import Place, agreed_place
from pipeline.sources.listings import json_jobs

_LOCATION_TYPES = {"0": False, "1": True, "2": False}  # on site, remote, hybrid
_NUMBER = re.compile(r"/careers/(\d+)")
_SITE = re.compile(r"(https?://[\w.-]+\.bamboohr\.com)/")


def _id(job: Job) -> str | None:
    """A detail leaves its own id to its address."""
    found = label("id").read(job)
    address = _NUMBER.search(job.fields.label("jobOpeningShareUrl", job.at("jobOpeningShareUrl")) or job.payload.url)
    return found or (address.group(1) if address else None)


def _url(job: Job) -> str | None:
    shared = job.fields.label("jobOpeningShareUrl", job.at("jobOpeningShareUrl"))
    site, number = _SITE.match(job.payload.url), job.at("id")
    return shared or (f"{site.group(1)}/careers/{number}" if site and str(number).isdigit() else None)


def _place(job: Job) -> dict[str, Any]:
    city = label("location.city", "atsLocation.city").read(job)
    region = label("location.state", "atsLocation.state", "atsLocation.province").read(job)
    country = label("location.addressCountry", "atsLocation.country").read(job)
    return agreed_place([Place(city, region, job.fields.country("atsLocation.country", country), country)])


def _is_remote(job: Job) -> bool | None:
    kind: bool | None = choice("locationType", _LOCATION_TYPES).read(job)
    return kind if kind is not None else boolean("isRemote").read(job)


PARSER = JobFormat(
    kind="bamboohr",
    description="BambooHR: a company's list of jobs, or one job's detail",
    find=json_jobs(
        'a BambooHR list: {"result": [...]}', "result", wrapped="result.jobOpening", total="meta.totalCount"
    ),
    columns={
        "source_posting_id": computed(_id, "id", "jobOpeningShareUrl"),
        "url": computed(_url, "id", "jobOpeningShareUrl"),
        "title": label("jobOpeningName"),
        "description_html": markup("description"),
        "is_remote": computed(_is_remote, "locationType", "isRemote"),
        "department": label("departmentLabel"),
        "employment_type": free_employment("employmentStatusLabel"),
        "posted_at": moment("datePosted"),
    },
    parts=(
        computed(
            _place, "location.city", "location.state", "location.addressCountry", "atsLocation.city",
            "atsLocation.state", "atsLocation.province", "atsLocation.country",
        ),
    ),
    version=("jobOpeningName", "location", "atsLocation", "description"),
    ignored=(
        "departmentId", "employmentType", "minimumExperience", "compensation", "jobOpeningStatus",
        "location.postalCode", "location.zip", "atsLocation.countryId", "atsLocation.stateId",
        "atsLocation.provinceId", "formFields",
    ),
    board=re.compile(r"//([\w-]+)\.bamboohr\.com/"),
).parser()  # fmt: skip
