"""Adzuna: `api.adzuna.com/v1/api/jobs/{country}/search/{page}`, a page of results.

Descriptions are plain text cut at about 500 characters. Pay is a yearly figure in the currency of the country searched;
a figure that Adzuna predicted is not what the employer said, and is left out. Ignored: category, coordinates, adref.
"""

from __future__ import annotations

import re
from typing import Any  # JSON values

from pipeline.sources.html_text import html_text
from pipeline.sources.job import Job, choice, computed, label, moment, pay, text
from pipeline.sources.job_format import JobFormat
from pipeline.sources.listings import json_jobs

_COUNTRY = re.compile(r"api\.adzuna\.com/v1/api/jobs/([a-z]{2})/")
_CURRENCIES = {
    "at": "EUR", "au": "AUD", "be": "EUR", "br": "BRL", "ca": "CAD", "ch": "CHF", "de": "EUR", "es": "EUR",
    "fr": "EUR", "gb": "GBP", "in": "INR", "it": "EUR", "mx": "MXN", "nl": "EUR", "nz": "NZD", "pl": "PLN",
    "sg": "SGD", "us": "USD", "za": "ZAR",
}  # fmt: skip
_HOURS = {"full_time": "FULL_TIME", "part_time": "PART_TIME"}
_CONTRACTS = {"contract": "CONTRACTOR", "permanent": None}


def _title(job: Job) -> str | None:
    """Search words come marked: `<strong>Data</strong> Engineer`."""
    found = label("title").read(job)
    return " ".join((html_text(found) or "").split()) or None if found and "<" in found else found


def _area(job: Job) -> dict[str, Any]:
    """`area` goes from the country down; how many steps there are depends on the country."""
    names = job.fields.labels("location.area", job.at("location.area")) or []
    return {
        "country": job.fields.country("location.area", names[0]) if names else None,
        "region": names[1] if len(names) > 1 else None,
    }


def _employment_type(job: Job) -> Any:
    return choice("contract_time", _HOURS).read(job) or choice("contract_type", _CONTRACTS).read(job)


def _salary(job: Job) -> dict[str, Any]:
    if str(job.at("salary_is_predicted")) == "1":
        return {}
    country = _COUNTRY.search(job.payload.url)
    currency = _CURRENCIES.get(country.group(1)) if country else None
    limits = ((name, job.at(name)) for name in ("salary_min", "salary_max"))
    return pay(job.fields, *limits, ("currency", job.at("salary_currency") or currency), ("period", "year"))


PARSER = JobFormat(
    kind="adzuna",
    description="Adzuna: a page of search results",
    find=json_jobs('Adzuna results: {"results": [...]}', "results", single=("id", "title")),
    columns={
        "source_posting_id": label("id"),
        "url": label("redirect_url"),
        "title": computed(_title, "title"),
        "company_name": label("company.display_name"),
        "description": text("description"),
        "location": label("location.display_name"),
        "employment_type": computed(_employment_type, "contract_time", "contract_type"),
        "posted_at": moment("created"),
    },
    parts=(
        computed(_area, "location.area"),
        computed(_salary, "salary_min", "salary_max", "salary_is_predicted", "salary_currency"),
    ),
    version=("title", "company.display_name", "location.display_name", "description"),
    ignored=(
        "latitude", "longitude", "category", "adref", "__CLASS__", "company.__CLASS__", "location.__CLASS__",
        "company.canonical_name",
    ),
).parser()  # fmt: skip
