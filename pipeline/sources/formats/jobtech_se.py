"""JobTech (Arbetsförmedlingen): `jobsearch.api.jobtechdev.se/search`, a page of hits; JobStream's bare lists; one ad.

Dates are Swedish local time, and years far ahead occur in them, as sent. Ignored: contacts and addresses of people,
taxonomy ids, demands as labels (the text says them), the number of vacancies, how to apply.
"""

from __future__ import annotations

from typing import Any  # JSON values

from pipeline.domains import registrable_domain
from pipeline.sources.job import Job, computed, label, markup, moment, text_unless
from pipeline.sources.job_format import JobFormat
from pipeline.sources.job_places import agreed_place, places_at
from pipeline.sources.listings import json_jobs
from pipeline.sources.timestamps import iso_in

_HOURS = {"1": "FULL_TIME", "2": "PART_TIME"}
_SWEDISH = iso_in("Europe/Stockholm")


def _place(job: Job) -> dict[str, Any]:
    """The municipality is the city: `city` is that of the postal address, often missing, in capitals."""
    return agreed_place(
        places_at(job, "workplace_address", city="municipality", region="region", code="country", name="country")
    )


def _domain(job: Job) -> str | None:
    address = label("employer.url").read(job)
    return registrable_domain(address) if address and len(address) < 2_000 else None


def _hours(job: Job) -> str | None:
    return _HOURS.get(str(job.at("working_hours_type.legacy_ams_taxonomy_id")))


PARSER = JobFormat(
    kind="jobtech_se",
    description="JobTech, the Swedish employment service: a page of ads, or one ad",
    find=json_jobs('a JobTech answer: {"hits": [...]}', "hits", "ads", single=("id", "headline")),
    columns={
        "source_posting_id": label("id"),
        "url": label("webpage_url"),
        "title": label("headline"),
        "company_name": label("employer.name", "employer.workplace"),
        "company_domain": computed(_domain, "employer.url"),
        "description_html": markup("description.text_formatted"),
        "description": text_unless("description.text_formatted", "description.text"),
        "employment_type": computed(_hours, "working_hours_type"),
        "posted_at": moment("publication_date", parse=_SWEDISH),
        "valid_through": moment("application_deadline", "last_publication_date", parse=_SWEDISH),
    },
    parts=(
        computed(
            _place, "workplace_address.municipality", "workplace_address.region", "workplace_address.country"
        ),
    ),
    version=("headline", "employer.name", "workplace_address", "description"),
    ignored=(
        "relevance", "external_id", "original_id", "label", "logo_url", "number_of_vacancies", "description",
        "employment_type", "salary_type", "salary_description", "duration", "scope_of_work", "access",
        "employer", "application_details", "experience_required", "access_to_own_car", "driving_license_required",
        "driving_license", "occupation", "occupation_group", "occupation_field", "workplace_address", "must_have",
        "nice_to_have", "application_contacts", "removed", "removed_date", "source_type", "timestamp",
        "trainee", "larling", "franchise", "hire_work_place", "open_for_all", "remote_work", "detected_language",
    ),
    is_open=lambda job: job.at("removed") is not True,
).parser()  # fmt: skip
