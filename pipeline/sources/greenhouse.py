"""Greenhouse job boards: `boards-api.greenhouse.io/v1/boards/{token}/jobs`, with or without content, or one job.

Ignored: internal_job_id and requisition_id (the opening behind several postings), offices (where the employer sits, not
where the job is), language (the board's setting, "en" even for German texts), data_compliance, education, employment,
questions and location_questions (the application form), ai_* (disclaimers), and metadata other than the two below.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any  # JSON values

from pipeline.errors import PayloadError
from pipeline.sources.dates import parse_iso
from pipeline.sources.employment_types import employment_type
from pipeline.sources.fields import Fields
from pipeline.sources.html_text import html_text
from pipeline.sources.json_text import load_json
from pipeline.sources.parser import Parser, Payload, Record, Rejection
from pipeline.sources.record_ids import posting_id
from pipeline.sources.rejections import read_items, reject
from pipeline.sources.text import undo_gzip, unescape
from pipeline.tables.records import POSTING_RECORDS

_MAPPED = frozenset({
    "id", "title", "company_name", "location", "absolute_url", "first_published", "updated_at",
    "application_deadline", "content", "departments", "metadata"
})  # fmt: skip
_IGNORED = frozenset({
    "internal_job_id", "requisition_id", "offices", "language", "data_compliance", "education", "employment",
    "questions", "location_questions", "compliance", "demographic_questions", "ai_disclaimer",
    "include_ai_disclaimer", "ai_opt_out_request_url", "pay_input_ranges", "internal_job"
})  # fmt: skip
_RAW_TAG = re.compile(r"<[a-zA-Z/!]")

# Employers name their metadata freely; these names and values leave no doubt.
_REMOTE_METADATA = frozenset({"location type", "workplace type", "work type", "workplace", "remote status"})
_REMOTE_VALUES = {
    "remote": True,
    "fully remote": True,
    "hybrid": False,
    "on site": False,
    "onsite": False,
    "in office": False,
}
_EMPLOYMENT_METADATA = frozenset({"employment type", "contract type", "job type", "time type", "commitment"})


def _parse(payload: Payload) -> Iterator[Record | Rejection]:
    jobs, total = _jobs(load_json(undo_gzip(payload.data)))
    unknown: Counter[str] = Counter()

    def read(line: int, job: Any) -> Iterator[Record | Rejection]:
        if not isinstance(job, dict):
            yield reject(line, "wrong_type", f"expected a job object, got {type(job).__name__}", job)
            return
        unknown.update(job.keys() - _MAPPED - _IGNORED)
        yield from _posting(payload, line, job)

    yield from read_items(enumerate(jobs, 1), read)
    if unknown:
        listed = ", ".join(f"{name[:80]} ({count})" for name, count in sorted(unknown.items())[:50])
        yield reject(None, "unknown_field", f"ignored, with the number of jobs that have it: {listed}")
    if total is not None and total != len(jobs):
        yield reject(None, "incomplete_board", f"meta.total says {total} jobs, the payload holds {len(jobs)}")


def _jobs(document: Any) -> tuple[list[Any], int | None]:
    if isinstance(document, list):
        return document, None
    if isinstance(document, dict):
        jobs = document.get("jobs")
        if isinstance(jobs, list):
            meta = document.get("meta")
            total = meta.get("total") if isinstance(meta, dict) else None
            return jobs, total if isinstance(total, int) and not isinstance(total, bool) else None
        if "id" in document and ("title" in document or "absolute_url" in document):
            return [document], None
        if "error" in document or "status" in document:
            raise PayloadError("error_response", f"the board answered: {str(document)[:200]}")
    raise PayloadError("unknown_format", 'expected a Greenhouse board: {"jobs": [...]}, or one job object')


def _posting(payload: Payload, line: int, job: dict[str, Any]) -> Iterator[Record | Rejection]:
    fields = Fields()
    title = fields.label("title", job.get("title"))
    content = fields.text("content", job.get("content"))
    # Escaped exactly once; only a body without any tag of its own is escaped at all.
    markup = content if content is None or _RAW_TAG.search(content) else unescape(content)
    description = html_text(markup) if markup else None
    if title is None and description is None:
        yield reject(line, "empty_posting", "expected a title or content; both are empty", job)
        return
    place = job.get("location")
    raw_place = place.get("name") if isinstance(place, dict) else place
    source_id = fields.label("id", job.get("id"))
    url = fields.label("absolute_url", job.get("absolute_url"))
    is_remote, employment = _metadata(job.get("metadata"))
    yield {
        "posting_id": posting_id(
            payload.source, source_id, url, job.get("title"), job.get("company_name"), raw_place, job.get("content")
        ),
        "source_posting_id": source_id,
        "url": url,
        "title": title,
        "company_name": fields.label("company_name", job.get("company_name")) or payload.company,
        "company_domain": payload.domain,
        "description": description,
        "description_html": markup,
        "location": fields.label("location", raw_place),
        "is_remote": is_remote,
        "department": _departments(fields, job.get("departments")),
        "employment_type": employment,
        "posted_at": fields.moment("first_published", job.get("first_published"), parse_iso),
        "updated_at": fields.moment("updated_at", job.get("updated_at"), parse_iso),
        "valid_through": fields.moment("application_deadline", job.get("application_deadline"), parse_iso),
    }
    yield from fields.rejections(line, job)


def _departments(fields: Fields, value: Any) -> str | None:
    if value is None:
        return None
    if not isinstance(value, list):
        fields.note("departments", value, "a list")
        return None
    names = [entry.get("name") if isinstance(entry, dict) else entry for entry in value]
    return "; ".join(fields.labels("departments", names) or []) or None


def _metadata(value: Any) -> tuple[bool | None, str | None]:
    is_remote: bool | None = None
    employment: str | None = None
    for entry in value if isinstance(value, list) else []:
        if not isinstance(entry, dict):
            continue
        name, text = entry.get("name"), entry.get("value")
        if not isinstance(name, str) or not isinstance(text, str):
            continue
        if _fold(name) in _REMOTE_METADATA and is_remote is None:
            is_remote = _REMOTE_VALUES.get(_fold(text))
        if _fold(name) in _EMPLOYMENT_METADATA and employment is None:
            employment = employment_type(text)
    return is_remote, employment


def _fold(text: str) -> str:
    return " ".join("".join(c if c.isalnum() else " " for c in text[:200]).lower().split())


PARSER = Parser("greenhouse", POSTING_RECORDS, "Greenhouse board: all jobs with or without content, or one job", _parse)
