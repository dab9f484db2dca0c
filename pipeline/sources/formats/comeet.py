"""Comeet: `www.comeet.co/careers-api/2.0/company/{uid}/positions`, a company's positions, or one.

`time_updated` is the only date. Ignored: addresses to apply to, referral rewards, street and time zone, flags.
"""

from __future__ import annotations

from typing import Any  # JSON values

from pipeline.sources.job import Job, boolean, choice, computed, free_employment, label, moment, sections
from pipeline.sources.job_format import JobFormat
from pipeline.sources.job_places import agreed_place, places_at
from pipeline.sources.listings import json_jobs

_WORKPLACES = {"remote": True, "on-site": False, "onsite": False, "hybrid": False}
_PLACE = {"city": "city", "region": "state", "code": "country", "name": "country"}


def _description(job: Job) -> str | None:
    parts = [part for part in job.items("details") if isinstance(part, dict)]
    fields = job.fields
    return sections(
        (fields.label("details.name", part.get("name")) or "", fields.text("details.value", part.get("value")) or "")
        for part in parts
    )


def _place(job: Job) -> dict[str, Any]:
    place = agreed_place(places_at(job, "location", **_PLACE))
    return {**place, "location": place["location"] or label("location.name").read(job)}


def _is_remote(job: Job) -> bool | None:
    found: bool | None = choice("workplace_type", _WORKPLACES).read(job)
    return found if found is not None else boolean("location.is_remote").read(job)


PARSER = JobFormat(
    kind="comeet",
    description="Comeet: a company's positions, or one",
    find=json_jobs("a list of Comeet positions, or one", "positions", single=("uid", "name")),
    columns={
        "source_posting_id": label("uid"),
        "url": label("url_active_page", "url_comeet_hosted_page", "url_recruit_hosted_page"),
        "title": label("name"),
        "company_name": label("company_name"),
        "description_html": computed(_description, "details.name", "details.value"),
        "is_remote": computed(_is_remote, "workplace_type", "location.is_remote"),
        "department": label("department"),
        "employment_type": free_employment("employment_type"),
        "updated_at": moment("time_updated"),
    },
    parts=(computed(_place, "location.city", "location.state", "location.country", "location.name"),),
    version=("name", "company_name", "location", "details"),
    ignored=(
        "email", "email_alias", "experience_level", "internal_use_custom_id", "is_consent_needed",
        "is_sms_consent_needed", "referrals_reward", "is_reward", "is_company_reward", "company_referrals_reward",
        "url_detected_page", "picture_url", "is_internal", "linkedin_job_posting_id", "position_url", "details.order",
        "location.postal_code", "location.street_name", "location.street_number", "location.arrival_instructions",
        "location.timezone", "location.location_uid", "categories",
    ),
).parser()  # fmt: skip
