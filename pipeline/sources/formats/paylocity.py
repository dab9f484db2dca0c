"""Paylocity: `recruiting.paylocity.com/recruiting/jobs/All/{guid}`, a page with its jobs as JSON.

The page names the employer once. Ignored: internal ids, addresses below the city.
"""

from __future__ import annotations

import re
from typing import Any  # JSON values

from pipeline.sources.html_listings import embedded_jobs
from pipeline.sources.job import Job, boolean, computed, label, markup, moment
from pipeline.sources.job_format import JobFormat
from pipeline.sources.job_places import agreed_place, places_at

_PLACE = {"city": "City", "region": "State", "code": "Country", "name": "Country"}


def _url(job: Job) -> str | None:
    number = label("JobId").read(job)
    return f"https://recruiting.paylocity.com/Recruiting/Jobs/Details/{number}" if (number or "").isdigit() else None


def _place(job: Job) -> dict[str, Any]:
    place = agreed_place(places_at(job, "JobLocation", **_PLACE))
    return {**place, "location": place["location"] or label("LocationName").read(job)}


PARSER = JobFormat(
    kind="paylocity",
    description="Paylocity: a company's page of jobs",
    find=embedded_jobs(
        "a Paylocity page with window.pageData", re.compile(r"window\.pageData\s{0,9}="), "Jobs", company="ModuleTitle"
    ),
    columns={
        "source_posting_id": label("JobId"),
        "url": computed(_url, "JobId"),
        "title": label("JobTitle"),
        "description_html": markup("Description"),
        "is_remote": boolean("IsRemote"),
        "department": label("HiringDepartment"),
        "posted_at": moment("PublishedDate"),
    },
    parts=(computed(_place, "JobLocation.City", "JobLocation.State", "JobLocation.Country", "LocationName"),),
    version=("JobTitle", "LocationName", "JobLocation", "Description"),
    ignored=(
        "ShouldDisplayLocation", "IsInternal", "IndeedRemoteType",
        *(
            f"JobLocation.{name}"
            for name in (
                "LocationId", "ModuleId", "Name", "Address", "Address2", "Metro", "Zip", "County", "SmartyAddressId",
            )
        ),
    ),
).parser()  # fmt: skip
