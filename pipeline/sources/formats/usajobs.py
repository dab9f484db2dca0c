"""USAJobs: `data.usajobs.gov/api/search`, a page of results, in its shapes of 2016 and of 2026.

The employer is the organization that hires; its department is `department`. Dates without a zone are US Eastern.
Ignored: grades, categories, series, coordinates, how to apply and what else the details say of the procedure.
"""

from __future__ import annotations

from typing import Any  # JSON values

from pipeline.sources.job import Job, boolean, computed, label, labels_at, moment, pay, sections
from pipeline.sources.job_format import JobFormat
from pipeline.sources.job_places import agreed_place, places_at
from pipeline.sources.listings import json_jobs
from pipeline.sources.timestamps import iso_in

_AT = "MatchedObjectDescriptor"
_TEXTS = ("JobSummary", "MajorDuties", "QualificationSummary", "Requirements", "Education")
_PLACE = {"city": "CityName", "region": "CountrySubDivisionCode", "code": "CountryCode", "name": "CountryCode"}
_PERIODS = {
    "pa": "year", "ph": "hour", "pd": "day", "pm": "month", "per year": "year", "per hour": "hour", "per day": "day",
    "per month": "month", "pw": None, "wc": None, "bw": None, "sy": None, "fb": None, "st": None, "piece work": None,
    "without compensation": None, "bi-weekly": None, "school year": None, "fee basis": None,
    "student stipend paid": None,
}  # fmt: skip
_SCHEDULES = {"1": "FULL_TIME", "2": "PART_TIME"}  # shift work, intermittent, job sharing and several are neither


def _url(job: Job) -> str | None:
    found = label(f"{_AT}.PositionURI").read(job)
    return found.replace(".gov:443/", ".gov/", 1) if found else None


def _places(job: Job) -> dict[str, Any]:
    written = labels_at(job, f"{_AT}.PositionLocation", "LocationName")
    shown = label(f"{_AT}.PositionLocationDisplay").read(job)
    place = agreed_place(places_at(job, f"{_AT}.PositionLocation", **_PLACE))
    city, region = place["city"], place["region"]
    if city and region:
        place["city"] = city.removesuffix(f", {region}")  # "Suitland, Maryland"
    return {**place, "location": "; ".join(written) or shown}


def _description(job: Job) -> str | None:
    details = f"{_AT}.UserArea.Details"
    pieces: list[tuple[str, str]] = []
    for name in _TEXTS:
        path = f"{_AT}.{name}" if name == "QualificationSummary" else f"{details}.{name}"
        found = (job.fields.text(path, piece) for piece in job.items(path))
        pieces += [("", f"<p>{piece}</p>") for piece in found if piece]
    return sections(pieces)


def _salary(job: Job) -> dict[str, Any]:
    first = next(iter(job.items(f"{_AT}.PositionRemuneration")), None)
    if not isinstance(first, dict):
        return {}
    code = job.fields.label("RateIntervalCode", first.get("RateIntervalCode")) or ""
    if code and code.lower() not in _PERIODS:
        job.fields.note("RateIntervalCode", code, f"one of {', '.join(_PERIODS)}")
    limits = (("PositionRemuneration", first.get(name)) for name in ("MinimumRange", "MaximumRange"))
    return pay(job.fields, *limits, ("currency", "USD"), ("period", _PERIODS.get(code.lower())))


def _schedule(job: Job) -> str | None:
    codes = {str(entry.get("Code")) for entry in job.items(f"{_AT}.PositionSchedule") if isinstance(entry, dict)}
    return _SCHEDULES.get(codes.pop()) if len(codes) == 1 else None


PARSER = JobFormat(
    kind="usajobs",
    description="USAJobs: a page of search results",
    find=json_jobs(
        'a USAJobs answer: {"SearchResult": {"SearchResultItems": [...]}}',
        "SearchResult.SearchResultItems",
        single=(_AT,),
    ),
    columns={
        "source_posting_id": label("MatchedObjectId", f"{_AT}.PositionID"),
        "url": computed(_url, f"{_AT}.PositionURI"),
        "title": label(f"{_AT}.PositionTitle"),
        "company_name": label(f"{_AT}.OrganizationName", f"{_AT}.DepartmentName"),
        "department": label(f"{_AT}.DepartmentName"),
        "description_html": computed(
            _description,
            f"{_AT}.QualificationSummary",
            *(f"{_AT}.UserArea.Details.{name}" for name in _TEXTS if name != "QualificationSummary"),
        ),
        "is_remote": boolean(f"{_AT}.UserArea.Details.RemoteIndicator"),
        "employment_type": computed(_schedule, f"{_AT}.PositionSchedule"),
        "posted_at": moment(f"{_AT}.PublicationStartDate", parse=iso_in("America/New_York")),
        "valid_through": moment(
            f"{_AT}.ApplicationCloseDate", f"{_AT}.PositionEndDate", parse=iso_in("America/New_York")
        ),
    },
    parts=(
        computed(_places, f"{_AT}.PositionLocation", f"{_AT}.PositionLocationDisplay"),
        computed(_salary, f"{_AT}.PositionRemuneration"),
    ),
    version=(
        f"{_AT}.PositionTitle", f"{_AT}.OrganizationName", f"{_AT}.PositionLocation", f"{_AT}.QualificationSummary",
        f"{_AT}.UserArea.Details",
    ),
    ignored=(
        "RelevanceRank", "RelevanceScore",
        *(
            f"{_AT}.{name}"
            for name in (
                "PositionStartDate", "PositionFormattedDescription", "PositionOfferingType", "JobGrade", "JobCategory",
                "ApplyURI", "SubAgency", "UserArea.IsRadialSearch", "UserArea.Details",
            )
        ),
    ),
).parser()  # fmt: skip
