"""Workday: a page of `POST /wday/cxs/{tenant}/{site}/jobs`, or one job's detail.

The list has no employer; the detail names the legal entity that hires. "3 Locations" is kept as the place, as written.
`postedOn` ("Posted 8 Days Ago") counts back from the day of the fetch; "30+ Days Ago" says no day. Ignored: ids other
than the posting's, facets, flags of the application, similar jobs.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, time, timedelta

from pipeline.sources.dates import parse_iso
from pipeline.sources.job import Job, computed, free_employment, label, markup
from pipeline.sources.job_format import JobFormat
from pipeline.sources.listings import json_jobs

_SITE = re.compile(r"(https?://[^/]+)/wday/cxs/[^/]+/([^/]+)/")
_DAYS = re.compile(r"posted (?:(today)|(yesterday)|(\d{1,2}) days? ago)", re.IGNORECASE)
_REMOTE_TYPES = {"remote": True, "fully remote": True, "hybrid": False, "on-site": False, "onsite": False}
_DETAIL = "jobPostingInfo"


def _url(job: Job) -> str | None:
    whole = label(f"{_DETAIL}.externalUrl").read(job)
    path = label("externalPath").read(job)
    site = _SITE.match(job.payload.url)
    return whole or (f"{site.group(1)}/{site.group(2)}{path}" if site and path and path.startswith("/") else path)


def _id(job: Job) -> str | None:
    """The last part of the path, which the detail gives as `jobPostingId`."""
    path = label(f"{_DETAIL}.jobPostingId", "externalPath").read(job)
    return path.rstrip("/").rsplit("/", 1)[-1] or None if path else None


def _places(job: Job) -> str | None:
    places = [job.at(f"{_DETAIL}.location"), *job.items(f"{_DETAIL}.additionalLocations")]
    found = job.fields.labels(f"{_DETAIL}.location", places)
    return "; ".join(found) if found else label("locationsText").read(job)


def _country(job: Job) -> str | None:
    if job.items(f"{_DETAIL}.additionalLocations"):
        return None
    code = job.at(f"{_DETAIL}.jobRequisitionLocation.country.alpha2Code")
    return job.fields.country("country", code or job.at(f"{_DETAIL}.country.descriptor"))


def _posted_at(job: Job) -> datetime | None:
    exact = job.fields.moment(f"{_DETAIL}.startDate", job.at(f"{_DETAIL}.startDate"), parse_iso)
    said = label("postedOn", f"{_DETAIL}.postedOn").read(job)
    found = _DAYS.fullmatch(said) if said and exact is None else None
    if found is None:
        return exact
    days = int(found.group(3) or (1 if found.group(2) else 0))
    return datetime.combine(job.payload.fetched_at.date() - timedelta(days=days), time(), UTC)


def _is_remote(job: Job) -> bool | None:
    """Tenants write what they like here; only plain words count."""
    said = label("remoteType", f"{_DETAIL}.remoteType").read(job)
    return _REMOTE_TYPES.get((said or "").lower())


PARSER = JobFormat(
    kind="workday",
    description="Workday: a page of a site's jobs, or one job",
    find=json_jobs(
        'a Workday answer: {"jobPostings": [...]}, or one {"jobPostingInfo": ...}',
        "jobPostings",
        single=(_DETAIL,),
        detail_key="externalPath",
    ),
    columns={
        "source_posting_id": computed(_id, f"{_DETAIL}.jobPostingId", "externalPath"),
        "url": computed(_url, f"{_DETAIL}.externalUrl"),
        "title": label("title", f"{_DETAIL}.title"),
        "company_name": label("hiringOrganization.name"),
        "description_html": markup(f"{_DETAIL}.jobDescription"),
        "location": computed(_places, f"{_DETAIL}.location", f"{_DETAIL}.additionalLocations", "locationsText"),
        "country": computed(
            _country, f"{_DETAIL}.jobRequisitionLocation.country.alpha2Code", f"{_DETAIL}.country.descriptor"
        ),
        "is_remote": computed(_is_remote, "remoteType", f"{_DETAIL}.remoteType"),
        "employment_type": free_employment("timeType", f"{_DETAIL}.timeType"),
        "posted_at": computed(_posted_at, f"{_DETAIL}.startDate", "postedOn", f"{_DETAIL}.postedOn"),
        "valid_through": computed(
            lambda job: job.fields.moment("endDate", job.at(f"{_DETAIL}.endDate"), parse_iso), f"{_DETAIL}.endDate"
        ),
    },
    version=("title", "locationsText", _DETAIL),
    ignored=(
        "bulletFields", "subtitles", "similarJobs", "userAuthenticated", "hiringOrganization.url", "timeLeftToApply",
        *(
            f"{_DETAIL}.{name}"
            for name in (
                "id", "jobReqId", "jobPostingSiteId", "canApply", "posted", "includeResumeParsing", "questionnaireId",
                "country.id", "jobRequisitionLocation.descriptor", "jobRequisitionLocation.country.id",
                "jobRequisitionLocation.country.descriptor", "timeLeftToApply", "secondaryQuestionnaireId", "logoImage",
                "country.alpha2Code",
            )
        ),
    ),
    board=re.compile(r"/wday/cxs/([^/?#]+)/"),
).parser()  # fmt: skip
