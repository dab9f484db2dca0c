"""SmartRecruiters: `api.smartrecruiters.com/v1/companies/{id}/postings`, a page of the list, or one posting's detail.

Rows of the list have no description. Ignored: reference numbers, customField (the employer's own), function, industry
and experienceLevel (labels), creator (a person), coordinates, addresses and the links to apply or refer.
"""

from __future__ import annotations

import re
from typing import Any  # JSON values

from pipeline.sources.job import Job, boolean, computed, employment, label, language, moment, salary, sections
from pipeline.sources.job_format import JobFormat
from pipeline.sources.job_places import agreed_place, places_at
from pipeline.sources.listings import json_jobs

_SECTIONS = ("companyDescription", "jobDescription", "qualifications", "additionalInformation")
_PLACE = {"city": "city", "region": "region", "code": "country", "name": "country"}


def _place(job: Job) -> dict[str, Any]:
    place = agreed_place(places_at(job, "location", **_PLACE))
    written = job.fields.label("location.fullLocation", job.at("location.fullLocation"))
    parts = [part.strip() for part in (written or "").split(",")]  # "Remote, , United States"
    return {**place, "location": ", ".join(part for part in parts if part) or place["location"]}


def _is_remote(job: Job) -> bool | None:
    remote: bool | None = boolean("location.remote").read(job)
    hybrid = boolean("location.hybrid").read(job)
    return False if hybrid else remote


def _description(job: Job) -> str | None:
    found = [(f"jobAd.sections.{name}.title", f"jobAd.sections.{name}.text") for name in _SECTIONS]
    return sections(
        (job.fields.label(title, job.at(title)) or "", job.fields.text(text, job.at(text)) or "")
        for title, text in found
    )


PARSER = JobFormat(
    kind="smartrecruiters",
    description="SmartRecruiters: a page of a company's postings, or one posting",
    find=json_jobs(
        'SmartRecruiters postings: {"content": [...]}, or one posting with id and name',
        "content",
        single=("id", "name"),
        detail_key="id",
    ),
    columns={
        "source_posting_id": label("id"),
        "url": label("postingUrl", "ref", "applyUrl"),
        "title": label("name"),
        "company_name": label("company.name"),
        "description_html": computed(
            _description, *(f"jobAd.sections.{name}.{part}" for name in _SECTIONS for part in ("title", "text"))
        ),
        "is_remote": computed(_is_remote, "location.remote", "location.hybrid"),
        "department": label("department.label"),
        "employment_type": employment("typeOfEmployment.label"),
        "posted_at": moment("releasedDate"),
        "language": language("language.code"),
    },
    parts=(
        computed(_place, "location.fullLocation", "location.city", "location.region", "location.country"),
        salary("compensation.min", "compensation.max", "compensation.currency", "compensation.period"),
    ),
    version=("name", "company.name", "location", "jobAd"),
    ignored=(
        "uuid", "jobId", "jobAdId", "defaultJobAd", "refNumber", "customField", "visibility", "industry", "function",
        "experienceLevel", "creator", "referralUrl", "active", "company.identifier", "department.id",
        "typeOfEmployment.id", "language.label", "language.labelNative", "location.address", "location.postalCode",
        "location.latitude", "location.longitude", "location.hybridDescription", "location.regionCode",
        "location.manual", "location.countryCode", "jobAd.language", "jobAd.sections.videos", "actions", "eeoSettings",
    ),
    board=re.compile(r"(?:api\.smartrecruiters\.com/v1/companies|(?:jobs|careers)\.smartrecruiters\.com)/([^/?#]+)"),
    is_open=lambda job: job.at("active") is not False,
).parser()  # fmt: skip
