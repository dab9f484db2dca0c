"""Postings in the shapes of their sources: Greenhouse boards, a job board as JSON Lines, another as CSV."""

from __future__ import annotations

import csv
import io
import json
from html import escape
from typing import Any

from writing.openings import BOARDS, BROKEN_FETCH, COUNTRY_NAMES, DAYS, FETCHED, Opening
from writing.picker import Picker

Files = dict[str, bytes]
Refused = list[dict[str, Any]]
_CSV_COLUMNS = ("id", "company", "title", "location", "country", "posted_at", "url", "description")
_COMPLIANCE = {
    "type": "gdpr", "requires_consent": False, "requires_processing_consent": False,
    "requires_retention_consent": False, "retention_period": None, "demographic_data_consent_applies": False,
}  # fmt: skip


def refusal(path: str, line: int | None, code: str, why: str) -> dict[str, Any]:
    """An item that must end in quarantine; the line counts from 1, None is the whole payload."""
    return {"path": path, "line": line, "reason_code": code, "why": why}


def posted_on(opening: Opening) -> str:
    """The date the source gives: some days before it was first seen."""
    pick = Picker("posted", opening.same_as or opening.id)
    if opening.days[0] > 1:
        return DAYS[opening.days[0] - 1]
    return f"2026-08-{pick.number(3, 31):02d}"


def address(opening: Opening) -> str:
    """The public address of the posting."""
    if opening.source in BOARDS:
        return f"https://job-boards.greenhouse.io/{opening.source}sample/jobs/{opening.id}"
    if opening.source == "jobs":
        return f"https://www.jobs-sample-example.com/view/{opening.id}"
    if opening.source == "talentboard":
        return f"https://talentboard-example.org/ads/{opening.id.lower()}"
    assert opening.company is not None
    return f"https://careers.{opening.company.domain}/jobs/{opening.id.lower()}"


def greenhouse(openings: list[Opening], refused: Refused) -> Files:
    """Whole boards, as each was on the days it was fetched."""
    files: Files = {}
    for day in (1, 2, 3):
        for board in BOARDS:
            if board not in FETCHED[day]:
                continue
            jobs = [_greenhouse_job(o, day) for o in openings if o.source == board and day in o.days]
            body = json.dumps({"jobs": jobs, "meta": {"total": len(jobs)}}, ensure_ascii=False)
            path = f"sources/{DAYS[day - 1]}/greenhouse/{board}.json"
            if (day, board) == BROKEN_FETCH:
                body = body[: len(body) * 3 // 5]
                refused.append(refusal(path, None, "invalid_json", "the connection broke in the middle of the board"))
            files[path] = body.encode()
    return files


def _greenhouse_job(opening: Opening, day: int) -> dict[str, Any]:
    pick = Picker("greenhouse", opening.id)
    assert opening.company is not None and opening.text is not None
    content = opening.text.html(sum(map(ord, opening.source)))
    if opening.edited and day > 1:
        content += f"\n<p><em>{escape(opening.edited)}</em></p>"
    place = (
        f"{opening.city}, {opening.region}"
        if opening.country in ("US", "CA")
        else f"{opening.city}, {COUNTRY_NAMES[opening.company.country]}"
    )
    posted = posted_on(opening)
    updated = (
        f"{DAYS[1]}T09:12:44-04:00" if opening.edited and day > 1 else f"{posted}T10:{pick.number(10, 59)}:31-04:00"
    )
    return {
        "absolute_url": address(opening),
        "data_compliance": [_COMPLIANCE],
        "internal_job_id": int("4" + pick.digits(6) + "008"),
        "location": {"name": place},
        "metadata": [{
            "id": 4036944, "name": "Location Type", "value": pick.one(("On-Site", "Hybrid")),
            "value_type": "single_select",
        }],
        "id": int(opening.id),
        "updated_at": updated,
        "requisition_id": f"R-{pick.digits(4)}",
        "title": opening.title,
        "company_name": opening.written,
        "first_published": f"{posted}T09:{pick.number(10, 59)}:00-04:00",
        "language": "en",
        "application_deadline": None,
        "content": escape(content),
        "departments": [{"id": int(pick.digits(7)), "name": opening.group, "child_ids": [], "parent_id": None}],
        "offices": [
            {"id": int(pick.digits(7)), "name": opening.city, "location": place, "child_ids": [], "parent_id": None}
        ],
    }  # fmt: skip


def jobs_board(openings: list[Opening], refused: Refused) -> Files:
    """Canonical postings as JSON Lines, one file a day, with broken lines on day 2 and hollow ones on day 3."""
    files: Files = {}
    for day in (1, 2, 3):
        path = f"sources/{DAYS[day - 1]}/boards/jobs.jsonl"
        rows = [_jobs_line(o) for o in openings if o.source == "jobs" and day in o.days]
        if day == 3:
            rows[4]["posted_at"] = "2026-13-45"
            refused.append(
                refusal(
                    path, 5, "unknown_value", "posted_at 2026-13-45 is no date: the posting is kept, its date is null"
                )
                | {"source_posting_id": rows[4]["source_posting_id"]}
            )
            rows.insert(9, {**rows[9], "source_posting_id": "j-00000001", "url": None, "title": "", "description": ""})
            refused.append(refusal(path, 10, "empty_posting", "neither a title nor a description"))
        lines = [json.dumps(row, ensure_ascii=False) for row in rows]
        if day == 2:
            lines.insert(7, lines[7][:311])
            refused.append(refusal(path, 8, "invalid_json", "the line ends in the middle of a text; the next is whole"))
            lines.insert(15, '["j-00000000", "Nothing but a list"]')
            refused.append(refusal(path, 16, "wrong_type", "a list where an object belongs"))
        files[path] = ("\n".join(lines) + "\n").encode()
    return files


def _jobs_line(opening: Opening) -> dict[str, Any]:
    pick = Picker("jobs", opening.id)
    company = opening.company
    salary = pick.number(30, 90) * 1000 if pick.chance(25) and company else None
    currency = {"GB": "GBP", "US": "USD", "CA": "CAD", "AU": "AUD", "CH": "CHF", "SE": "SEK", "NO": "NOK", "DK": "DKK"}
    return {
        "source_posting_id": opening.id,
        "url": address(opening),
        "title": opening.title,
        "company_name": opening.written,
        "company_domain": company.domain if company and opening.has_domain else None,
        "description": opening.plain,
        "location": f"{opening.city}, {COUNTRY_NAMES[company.country]}" if company else None,
        "city": opening.city or None,
        "region": opening.region or None,
        "country": opening.country,
        "is_remote": True if pick.chance(6) else None,
        "department": opening.group or None,
        "employment_type": pick.one(("FULL_TIME", "FULL_TIME", "PART_TIME", None)),
        "salary_min": salary,
        "salary_max": salary + 8000 if salary else None,
        "salary_currency": currency.get(str(opening.country), "EUR") if salary else None,
        "salary_period": "year" if salary else None,
        "posted_at": posted_on(opening) + "T00:00:00Z",
        "language": opening.language,
    }


def talentboard(openings: list[Opening], refused: Refused) -> Files:
    """Another board as CSV; on day 2 one row lacks columns and one has too many."""
    files: Files = {}
    for day in (1, 2, 3):
        path = f"sources/{DAYS[day - 1]}/boards/jobs.csv"
        shown = io.StringIO(newline="")
        writer = csv.writer(shown, lineterminator="\n")
        writer.writerow(_CSV_COLUMNS)
        for n, o in enumerate(o for o in openings if o.source == "talentboard" and day in o.days):
            place = f"{o.city}, {COUNTRY_NAMES[o.company.country]}" if o.company else ""
            row = [o.id, o.written, o.title, place, o.country or "", posted_on(o), address(o), o.plain]
            extra = {
                2: ["TB000001", "Talentboard", "ADVERTISEMENT: your job here"],
                5: ["TB000002", *row[1:], "?", "?"],
            }
            if day == 2 and n in extra:
                line = shown.getvalue().count("\n") + 1
                writer.writerow(extra[n])
                reason = f"{len(extra[n])} columns where the header has {len(_CSV_COLUMNS)}"
                refused.append(refusal(path, line, "wrong_column_count", reason))
            writer.writerow(row)
        files[path] = shown.getvalue().encode()
    return files
