"""Oracle Recruiting Cloud: `recruitingCEJobRequisitions`, a page of requisitions, or one requisition's details.

Neither names the employer. An address is built from that of the answer. Ignored: ids, flags and the applicant's steps.
"""

from __future__ import annotations

import re

from pipeline.sources.job import Job, computed, country, label, markup, moment
from pipeline.sources.job_format import JobFormat
from pipeline.sources.listings import Listing, json_jobs, value_at
from pipeline.sources.parser import Payload

_SITE = re.compile(r"(https?://[\w.-]+\.oraclecloud\.com)/.*?siteNumber=(\w+)")
_ITEMS = json_jobs('an Oracle answer: {"items": [{"requisitionList": [...]}]}', "items")


def _find(payload: Payload) -> Listing:
    rows = _ITEMS(payload).jobs
    lists = [value_at(row, "requisitionList") for row in rows]
    if not any(isinstance(found, list) for found in lists):
        return Listing(rows)  # details: the items are requisitions themselves
    return Listing([job for found in lists if isinstance(found, list) for job in found])


def _url(job: Job) -> str | None:
    site, number = _SITE.match(job.payload.url), label("Id").read(job)
    if site is None or number is None or not number.isalnum():
        return None
    return f"{site.group(1)}/hcmUI/CandidateExperience/en/sites/{site.group(2)}/job/{number}"


def _places(job: Job) -> str | None:
    others = [entry.get("Name") if isinstance(entry, dict) else entry for entry in job.items("secondaryLocations")]
    return "; ".join(job.fields.labels("PrimaryLocation", [job.at("PrimaryLocation"), *others]) or []) or None


PARSER = JobFormat(
    kind="oracle_orc",
    description="Oracle Recruiting Cloud: a page of requisitions, or one",
    find=_find,
    columns={
        "source_posting_id": label("Id"),
        "url": computed(_url),
        "title": label("Title"),
        "description_html": markup(
            "ExternalDescriptionStr", "ExternalResponsibilitiesStr", "ExternalQualificationsStr", "ShortDescriptionStr"
        ),
        "location": computed(_places, "PrimaryLocation", "secondaryLocations.Name"),
        "country": country("PrimaryLocationCountry"),
        "department": label("Department", "Organization"),
        "posted_at": moment("PostedDate", "ExternalPostedStartDate"),
        "valid_through": moment("PostingEndDate", "ExternalPostedEndDate"),
    },
    version=("Title", "PrimaryLocation", "secondaryLocations", "ExternalDescriptionStr", "ShortDescriptionStr"),
    ignored=(
        "secondaryLocations",
        "Language",
        "HotJobFlag",
        "GeographyId",
        "Distance",
        "Relevancy",
        "WorkplaceTypeCode",
    ),
).parser()
