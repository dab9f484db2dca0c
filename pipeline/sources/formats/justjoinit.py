"""JustJoin.it: a page of offers of its API.

An offer names pay for each kind of contract, in several currencies; the first that is not converted counts. Ignored:
skills as labels (weak ones), coordinates, languages, flags of the board.
"""

from __future__ import annotations

from typing import Any  # JSON values

from pipeline.sources.job import Job, choice, computed, label, labels_at, moment, pay
from pipeline.sources.job_format import JobFormat
from pipeline.sources.listings import json_jobs

_WORKPLACES = {"remote": True, "office": False, "hybrid": False, "partly_remote": False}
_HOURS = {
    "full_time": "FULL_TIME", "part_time": "PART_TIME", "internship": "INTERN", "freelance": "CONTRACTOR",
    "practice_internship": "INTERN", "undetermined": None,
}  # fmt: skip


def _url(job: Job) -> str | None:
    slug = label("slug").read(job)
    return f"https://justjoin.it/job-offer/{slug}" if slug else None


def _salary(job: Job) -> dict[str, Any]:
    for offer in job.items("employmentTypes"):
        if isinstance(offer, dict) and offer.get("from") and offer.get("currencySource", "original") == "original":
            names = ("from", "to", "currency", "unit")
            return pay(job.fields, *((f"employmentTypes.{name}", offer.get(name)) for name in names))
    return {}


PARSER = JobFormat(
    kind="justjoinit",
    description="JustJoin.it: a page of offers",
    find=json_jobs('a JustJoin.it page: {"data": [...]}', "data", single=("guid", "title")),
    columns={
        "source_posting_id": label("guid", "id", "slug"),
        "url": computed(_url, "slug"),
        "title": label("title"),
        "company_name": label("companyName"),
        "location": computed(lambda job: "; ".join(labels_at(job, "locations", "city")) or label("city").read(job),
                             "locations.city", "city"),
        "is_remote": choice("workplaceType", _WORKPLACES),
        "employment_type": choice("workingTime", _HOURS),
        "posted_at": moment("publishedAt"),
        "updated_at": moment("lastPublishedAt"),
        "valid_through": moment("expiredAt"),
    },
    parts=(computed(_salary, "employmentTypes"),),
    version=("title", "companyName", "locations", "requiredSkills"),
    ignored=(
        "experienceLevel", "category", "street", "latitude", "longitude", "isRemoteInterview", "companyLogoThumbUrl",
        "isOpenToHireUkrainians", "locations", "requiredSkills", "niceToHaveSkills", "languages", "isPromoted",
        "isSuperOffer", "applyMethod", "applyUrl", "hybridWorkSchedule", "multilocation", "promotedPosition",
    ),
).parser()  # fmt: skip
