"""RemoteOK: `remoteok.com/api`, a bare list that begins with a legal notice. All jobs are remote.

Descriptions come with UTF-8 read as Latin-1 in places; that is undone where the result is clean. Ignored: tags (made by
the board and unreliable), logos, the slug, pay (without currency
and period).
"""

from __future__ import annotations

import re

from pipeline.sources.job import Job, computed, label, moment, text
from pipeline.sources.job_format import JobFormat
from pipeline.sources.listings import Listing, json_jobs
from pipeline.sources.parser import Payload
from pipeline.sources.timestamps import from_seconds

_MISREAD = re.compile(r"[\xc2-\xf4][\x80-\xbf]{1,3}")  # UTF-8 sequences whose bytes became characters
_LIST = json_jobs("a list of RemoteOK jobs", "jobs", single=("id", "position"))


def _find(payload: Payload) -> Listing:
    return Listing([job for job in _LIST(payload).jobs if not (isinstance(job, dict) and "legal" in job)])


def _undo_misreading(markup: str) -> str:
    """Read again what was UTF-8, piece by piece; other characters stay."""

    def again(found: re.Match[str]) -> str:
        try:
            return found.group().encode("latin-1").decode()
        except UnicodeDecodeError:
            return found.group()

    return _MISREAD.sub(again, markup)


def _description(job: Job) -> str | None:
    found = text("description").read(job)
    return _undo_misreading(found) if found else None


def _location(job: Job) -> str | None:
    found = label("location").read(job)  # "Berlin, "
    return found.rstrip(", ") or None if found else None


def _moment(job: Job) -> object:
    return moment("date").read(job) or moment("epoch", parse=from_seconds).read(job)


PARSER = JobFormat(
    kind="remoteok",
    description="RemoteOK's feed of remote jobs",
    find=_find,
    columns={
        "source_posting_id": label("id"),
        "url": label("url", "apply_url"),
        "title": label("position"),
        "company_name": label("company"),
        "description_html": computed(_description, "description"),
        "location": computed(_location, "location"),
        "is_remote": computed(lambda _: True),
        "posted_at": computed(_moment, "date", "epoch"),
    },
    version=("position", "company", "location", "description"),
    ignored=(
        "salary_min", "salary_max", "slug", "company_logo", "logo", "tags", "original", "verified", "last_updated",
    ),
).parser()  # fmt: skip
