"""Ashby: `api.ashbyhq.com/posting-api/job-board/{name}`, with or without compensation, or one job.

`isRemote` means "remote allowed" and is true for hybrid jobs: `workplaceType` goes first. Pay that a board does not
display is not read. Ignored: texts about the pay, and its parts other than salary.
"""

from __future__ import annotations

import re
from typing import Any  # JSON values

from pipeline.sources.job import Job, choice, computed, employment, label, markup, moment, pay, text_unless
from pipeline.sources.job_format import JobFormat
from pipeline.sources.job_places import agreed_place, postal_place
from pipeline.sources.listings import json_jobs

_WORKPLACES = {"remote": True, "hybrid": False, "onsite": False}


def _is_open(job: Job) -> bool:
    return job.at("isListed") is not False


def _place(job: Job) -> dict[str, Any]:
    others = [entry for entry in job.items("secondaryLocations") if isinstance(entry, dict)]
    names = job.fields.labels("location", [job.at("location"), *(entry.get("location") for entry in others)])
    addresses = [job.at("address"), *(entry.get("address") for entry in others)]
    places = [postal_place(job.fields, _inner(address)) for address in addresses]
    return {**agreed_place(places), "location": "; ".join(names or []) or None}


def _inner(address: Any) -> Any:
    return address.get("postalAddress", address) if isinstance(address, dict) else None


def _is_remote(job: Job) -> bool | None:
    workplace = choice("workplaceType", _WORKPLACES).read(job)
    return workplace if workplace is not None else job.fields.boolean("isRemote", job.at("isRemote"))


def _salary(job: Job) -> dict[str, Any]:
    if job.at("shouldDisplayCompensationOnJobPostings") is False:
        return {}
    for component in job.items("compensation.summaryComponents"):
        if isinstance(component, dict) and component.get("compensationType") == "Salary":
            interval = component.get("interval")
            period = interval.removeprefix("1 ") if isinstance(interval, str) else interval
            low, high, currency = (component.get(name) for name in ("minValue", "maxValue", "currencyCode"))
            return pay(
                job.fields,
                ("compensation.minValue", low),
                ("compensation.maxValue", high),
                ("compensation.currencyCode", currency),
                ("compensation.interval", period),
            )
    return {}


PARSER = JobFormat(
    kind="ashby",
    description="Ashby job board, with or without compensation, or one job",
    find=json_jobs('an Ashby board: {"jobs": [...]}, or one job', "jobs", single=("id", "title")),
    columns={
        "source_posting_id": label("id"),
        "url": label("jobUrl", "applyUrl"),
        "title": label("title"),
        "description_html": markup("descriptionHtml"),
        "description": text_unless("descriptionHtml", "descriptionPlain"),
        "is_remote": computed(_is_remote, "workplaceType", "isRemote"),
        "department": label("department", "team"),
        "employment_type": employment("employmentType"),
        "posted_at": moment("publishedAt"),
        "updated_at": moment("updatedAt"),
    },
    parts=(
        computed(_place, "location", "address", "secondaryLocations.location", "secondaryLocations.address"),
        computed(
            _salary,
            "compensation.summaryComponents.compensationType",
            "compensation.summaryComponents.interval",
            "compensation.summaryComponents.currencyCode",
            "compensation.summaryComponents.minValue",
            "compensation.summaryComponents.maxValue",
        ),
    ),
    version=("title", "location", "secondaryLocations", "descriptionHtml"),
    ignored=(
        "isListed", "shouldDisplayCompensationOnJobPostings", "compensation.compensationTiers",
        "compensation.compensationTierSummary", "compensation.scrapeableCompensationSalarySummary",
        "compensation.summaryComponents.id", "compensation.summaryComponents.summary",
    ),
    board=re.compile(r"(?:api\.ashbyhq\.com/posting-api/job-board|jobs\.ashbyhq\.com)/([^/?#]+)"),
    is_open=_is_open,
).parser()  # fmt: skip
