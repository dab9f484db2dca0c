"""Recruitee: `https://{company}.recruitee.com/api/offers/`, or one offer.

Description and requirements are both the text. Ignored: the application form (options_*, open_questions, dynamic_fields
...), translations (the same offer again), sharing_* and images, mailbox_email (a person's), codes of category,
experience and education, hours.
"""

from __future__ import annotations

import re
from typing import Any  # JSON values

from pipeline.sources.job import Job, boolean, choice, computed, label, markup, moment, salary
from pipeline.sources.job_format import JobFormat
from pipeline.sources.job_places import agreed_place, place_of, places_at
from pipeline.sources.listings import json_jobs

_EMPLOYMENT = {
    "fulltime": "FULL_TIME", "fulltime_permanent": "FULL_TIME", "fulltime_fixed_term": "FULL_TIME",
    "parttime": "PART_TIME", "parttime_permanent": "PART_TIME", "parttime_fixed_term": "PART_TIME",
    "contract": "CONTRACTOR", "freelance": "CONTRACTOR", "temporary": "TEMPORARY", "internship": "INTERN",
    "traineeship": "INTERN", "volunteer": "VOLUNTEER", "permanent": None, "apprenticeship": None, "other": "OTHER",
}  # fmt: skip
_PLACE = {"city": "city", "region": "state", "code": "country_code", "name": "country"}


def _place(job: Job) -> dict[str, Any]:
    several = places_at(job, "locations", **_PLACE)
    own = place_of(job.fields, job.raw, city="city", region="state_name", code="country_code", name="country")
    place = agreed_place(several or [own])
    written = job.fields.label("location", job.at("location"))
    return {**place, "location": place["location"] if len(set(several)) > 1 else written or place["location"]}


def _is_remote(job: Job) -> bool | None:
    """The three flags do not exclude one another; what can be done both ways is neither."""
    remote, at_place = boolean("remote").read(job), boolean("hybrid").read(job) or boolean("on_site").read(job)
    return None if bool(remote) == bool(at_place) else bool(remote)


PARSER = JobFormat(
    kind="recruitee",
    description="Recruitee: a company's offers, or one offer",
    find=json_jobs('Recruitee offers: {"offers": [...]}', "offers", single=("id", "title"), wrapped="offer"),
    columns={
        "source_posting_id": label("id"),
        "url": label("careers_url", "careers_apply_url"),
        "title": label("title"),
        "company_name": label("company_name"),
        "description_html": markup("description", "requirements"),
        "is_remote": computed(_is_remote, "remote", "hybrid", "on_site"),
        "department": label("department"),
        "employment_type": choice("employment_type_code", _EMPLOYMENT),
        "posted_at": moment("published_at", "created_at"),
        "updated_at": moment("updated_at"),
        "valid_through": moment("close_at"),
    },
    parts=(
        computed(
            _place, "location", "city", "state_name", "country_code", "country", "locations.city", "locations.state",
            "locations.country_code", "locations.country",
        ),
        salary("salary.min", "salary.max", "salary.currency", "salary.period"),
    ),
    version=("title", "company_name", "location", "locations", "description", "requirements"),
    ignored=(
        "guid", "slug", "position", "category_code", "experience_code", "education_code", "min_hours", "max_hours",
        "min_hours_per_week", "max_hours_per_week", "translations", "mailbox_email", "options_cv", "options_phone",
        "options_photo", "options_title", "options_salutation", "options_cover_letter", "open_questions",
        "dynamic_fields", "tags", "highlight", "cover_image", "sharing_title", "sharing_description", "sharing_image",
        "locations_question", "locations_question_type", "locations_question_required", "location_question_visible",
        "status", "state_code", "postal_code", "street", "locations.id", "locations.name", "locations.translations",
        "locations.state_code", "locations.postal_code", "locations.street", "locations.note", "eeo_settings",
        "hired_count", "on_date", "location_ids",
    ),
    board=re.compile(r"//([\w-]+)\.recruitee\.com/"),
    is_open=lambda job: job.at("status") in (None, "", "published"),
).parser()  # fmt: skip
