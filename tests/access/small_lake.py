"""A lake of three releases about invented companies, small enough to read.

Day 1  Brackwater uses Kubernetes and Go; Tallow & Finch stands twice, once under another name.
Day 2  The two Tallows are one (cmp_tallow2 merged into cmp_tallow); two Solvanes and a hostile company appear.
Day 3  Brackwater has left Kubernetes (believed otherwise on day 2) and uses Nomad.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson

from pipeline.landing.archive import archive_payload, payload_key
from pipeline.publishing.candidate import Base, Candidate
from pipeline.publishing.manifest import Manifest
from pipeline.storage.iceberg import TableCatalog
from pipeline.storage.lake import Lake, open_lake
from pipeline.tables.all_tables import TABLES

DAYS = tuple(datetime(2026, 9, day, 6, tzinfo=UTC) for day in (1, 2, 3))
RELEASES = ("20260901T060000Z-aaaaaaaa", "20260902T060000Z-bbbbbbbb", "20260903T060000Z-cccccccc")
EVIL_NAME = "=Evil\x1b[31m [bold]Red[/bold] \u202eCorp"

_PAYLOADS = {day: f"payload of day {day}, <script src='/nomad.js'>".encode() for day in (1, 2, 3)}
_TEXTS = {
    "pos_1": ("Platform engineer", "You run Kubernetes clusters.\nWe write Go, and Kubernetes is our home."),
    "pos_2": (
        "Backend developer",
        "At Tallow & Finch we write Go and like it.\nTallow & Finch is a chandler of Kiel.\nwww.tallowfinch.invalid",
    ),
    "pos_3": ("Developer", "Our Kubernetes is \x1b[2Jgreen. [red]Go[/red]"),
}
_SOLVANE = {"name": "Solvane", "name_kind": "employer", "posting_count": 0, "page_count": 1, "technology_count": 0}


@dataclass(frozen=True)
class SmallLake:
    """The lake's folder and its release ids, oldest first."""

    folder: Path
    releases: tuple[str, ...] = RELEASES


def build_small_lake(folder: Path) -> SmallLake:
    """Publish three releases into a new lake."""
    lake = open_lake(str(folder), create=True)
    for data in _PAYLOADS.values():
        archive_payload(lake, data)
    for day in (1, 2, 3):
        publish(lake, day, _rows(day))
    return SmallLake(folder)


def publish(lake: Lake, day: int, rows: Mapping[str, Iterable[Mapping[str, Any]]]) -> Manifest:
    """Stage every table (empty where no rows are given) and publish."""
    base = Base(lake)
    candidate = Candidate(lake, TableCatalog(lake), base)
    for table in TABLES:
        candidate.stage(table, table.from_rows(rows.get(table.name, ())))
    manifest = Manifest(
        release_id=RELEASES[day - 1],
        created_at=DAYS[day - 1].isoformat(),
        observed_until=DAYS[day - 1].isoformat(),
        parent_release_id=None if base.manifest is None else base.manifest.release_id,
        parent_digest=base.digest,
        inputs_digest=f"inputs{day}",
        content_digest=f"content{day}",
        versions={"stacktrail": "0.1.0", "catalogue": "abc123", "linking": "m1"},
        verdict={"result": "passed", "checks": 2, "gate_failures": [], "warnings": ["out_companies.1: few rows"]},
        tables=(),
    )
    return candidate.publish(manifest, DAYS[day - 1])


def refuse(folder: Path, release_id: str) -> None:
    """Leave the verdict of a refused candidate."""
    verdict = {"result": "refused", "checks": 2, "gate_failures": ["out_companies.0: no rows"], "warnings": []}
    body = {"release_id": release_id, "result": "refused", "verdict": verdict}
    path = folder / "releases" / "refused" / f"{release_id}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(orjson.dumps(body))


def _rows(day: int) -> dict[str, list[dict[str, Any]]]:
    facts = _facts(day)
    return {
        "landing_payloads": [_payload(d) for d in range(1, day + 1)],
        "landing_quarantine": _quarantine(),
        "core_postings": _postings(),
        "core_site_pages": _pages(day),
        "core_technology_mentions": [_mention(row) for row in _evidence(day)],
        "core_company_records": _records(),
        "core_company_links": _links(day),
        "out_companies": _companies(day),
        "out_company_relations": _relations(),
        "out_technologies": _technologies(),
        "out_company_technologies": facts,
        "out_evidence": _evidence(day),
        "out_history": _history(day),
        "out_changes": [_change(day)],
        "out_quality": [_check(0, True), _check(1, False)],
        "review_tasks": _tasks(),
    }


def _seen(day: int = 1) -> dict[str, datetime]:
    return {"first_seen_at": DAYS[0], "last_seen_at": DAYS[day - 1]}


def _payload_id(day: int) -> str:
    import hashlib

    return hashlib.sha256(_PAYLOADS[day]).hexdigest()


def _payload(day: int) -> dict[str, Any]:
    return {
        "payload_id": _payload_id(day),
        "source": "harbour-board",
        "kind": "postings",
        "url": f"boards/day{day}.jsonl",
        "fetched_at": DAYS[day - 1],
        "last_fetched_at": DAYS[day - 1],
        "fetch_count": 1,
        "size_bytes": len(_PAYLOADS[day]),
        "storage_key": payload_key(_payload_id(day)),
    }


def _quarantine() -> list[dict[str, Any]]:
    common = {"kind": "postings", "url": "boards/day1.jsonl", "payload_id": _payload_id(1), "fetched_at": DAYS[0]}
    return [
        {
            **common,
            "rejection_id": "rej_one",
            "source": "harbour-board",
            "line": 3,
            "reason_code": "invalid_json",
            "reason": "expected a JSON object, found the end",
            "original": '{"title": "\x1b]0;owned\x07',
        },
        {
            **common,
            "rejection_id": "rej_two",
            "source": "quay-board",
            "line": None,
            "reason_code": "no_title",
            "reason": "a posting needs a title",
            "original": None,
        },
    ]


def _postings() -> list[dict[str, Any]]:
    records = {"pos_1": "rec_brack", "pos_2": "rec_tallow", "pos_3": "rec_evil"}
    return [
        {
            "posting_id": posting_id,
            "source": "harbour-board",
            "url": f"https://jobs.invalid/{posting_id}",
            "source_posting_id": posting_id,
            "title": title,
            "description": text,
            "location": "Kiel",
            "record_id": records[posting_id],
            "payload_id": _payload_id(1),
            **_seen(),
        }
        for posting_id, (title, text) in _TEXTS.items()
    ]


def _pages(day: int) -> list[dict[str, Any]]:
    page = {
        "page_id": "pag_1",
        "source": "sites",
        "url": "https://brackwater.invalid/",
        "domain": "brackwater.invalid",
        "title": "Brackwater",
        "record_id": "rec_brack",
        "payload_id": _payload_id(3),
        "first_seen_at": DAYS[2],
        "last_seen_at": DAYS[2],
    }
    return [page] if day == 3 else []


def _span(document_id: str, surface: str, nth: int = 0, shift: int = 0) -> dict[str, Any]:
    text = _TEXTS[document_id][1]
    start = -1
    for _ in range(nth + 1):
        start = text.index(surface, start + 1)
    return {
        "document_id": document_id,
        "document_kind": "posting",
        "field": "description",
        "start_offset": start + shift,
        "end_offset": start + len(surface) + shift,
        "surface": surface,
        "quote": text[max(0, start - 10) : start + len(surface) + 10],
        "method": "dictionary",
        "payload_id": _payload_id(1),
        "url": f"https://jobs.invalid/{document_id}",
        "source": "harbour-board",
    }


def _evidence(day: int) -> list[dict[str, Any]]:
    seen = {"observed_at": DAYS[0], "last_seen_at": DAYS[0], "polarity": "used"}
    brack = {"company_id": "cmp_brack", "record_id": "rec_brack", **seen}
    tallow = {"company_id": "cmp_tallow", "record_id": "rec_tallow", **seen}
    evil = {"company_id": "cmp_evil", "record_id": "rec_evil", **seen}
    rows = [
        {
            **brack,
            **_span("pos_1", "Kubernetes"),
            "technology_id": "kubernetes",
            "mention_id": "m_1",
            "confidence": 0.9,
        },
        {
            **brack,
            **_span("pos_1", "Kubernetes", 1),
            "technology_id": "kubernetes",
            "mention_id": "m_2",
            "confidence": 0.8,
        },
        {**brack, **_span("pos_1", "Go"), "technology_id": "go", "mention_id": "m_3", "confidence": 0.7},
        {**tallow, **_span("pos_2", "Go", shift=1), "technology_id": "go", "mention_id": "m_4", "confidence": 0.6},
        {**evil, **_span("pos_3", "Kubernetes"), "technology_id": "kubernetes", "mention_id": "m_5", "confidence": 0.5},
    ]
    site = {
        **brack,
        "technology_id": "nomad",
        "mention_id": "m_6",
        "document_kind": "page",
        "document_id": "pag_1",
        "source": "sites",
        "url": "https://brackwater.invalid/",
        "field": "html",
        "surface": "<script src='/nomad.js'>",
        "quote": "<script src='/nomad.js'>",
        "method": "site:script",
        "confidence": 0.95,
        "payload_id": _payload_id(3),
    }
    return [row for row in rows if day > 1 or row["company_id"] != "cmp_evil"] + ([site] if day == 3 else [])


def _mention(row: dict[str, Any]) -> dict[str, Any]:
    names = ("mention_id", "document_id", "document_kind", "field", "surface", "technology_id", "method", "polarity")
    offsets = {name: row.get(name) for name in ("start_offset", "end_offset", "confidence")}
    return {**{name: row[name] for name in names}, **offsets, "reason": "exact name"}


def _records() -> list[dict[str, Any]]:
    common = {"source": "harbour-board", "record_kind": "posting", "name_kind": "employer"}
    return [
        {**common, "record_id": "rec_brack", "name": "Brackwater", "domain": "brackwater.invalid", "city": "Kiel"},
        {**common, "record_id": "rec_tallow", "name": "Tallow & Finch", "country": "DE"},
        {
            **common,
            "record_id": "rec_tallow2",
            "name": "Tallow Finch GmbH",
            "record_kind": "registration",
            "country": "DE",
        },
        {**common, "record_id": "rec_evil", "name": EVIL_NAME},
    ]


def _links(day: int) -> list[dict[str, Any]]:
    comparison = orjson.dumps(
        {"name": {"level": "same words", "weight": 9.25}, "prior": {"level": "before comparing", "weight": -4.5}}
    ).decode()
    merged = "cmp_tallow" if day > 1 else "cmp_tallow2"
    return [
        {"record_id": "rec_brack", "company_id": "cmp_brack", "decision": "no_match"},
        {
            "record_id": "rec_tallow",
            "company_id": "cmp_tallow",
            "decision": "match",
            "match_probability": 0.964,
            "match_weight": 4.75,
            "candidate_record_id": "rec_tallow2",
            "runner_up_record_id": "rec_brack",
            "runner_up_probability": 0.03,
            "comparison": comparison,
        },
        {"record_id": "rec_tallow2", "company_id": merged, "decision": "no_match"},
        {"record_id": "rec_evil", "company_id": "cmp_evil", "decision": "no_match"},
    ]


def _companies(day: int) -> list[dict[str, Any]]:
    company = {"name_kind": "employer", "posting_count": 1, "page_count": 0, "former_ids": [], **_seen(day)}
    tallow = {**company, "company_id": "cmp_tallow", "name": "Tallow & Finch", "country": "DE", "technology_count": 1}
    rows = [
        {
            **company,
            "company_id": "cmp_brack",
            "name": "Brackwater Logistics",
            "legal_name": "Brackwater Logistics AG",
            "other_names": ["Brackwater"],
            "domain": "brackwater.invalid",
            "city": "Kiel",
            "country": "DE",
            "identifiers": ["register:HRB 1"],
            "referents": ["rec_brack"],
            "technology_count": 2,
        }
    ]
    if day == 1:
        rows.append({**tallow, "referents": ["rec_tallow"]})
        second = {"company_id": "cmp_tallow2", "name": "Tallow Finch GmbH", "referents": ["rec_tallow2"]}
        rows.append({**company, **second, "technology_count": 0})
        return rows
    rows.append({**tallow, "referents": ["rec_tallow", "rec_tallow2"], "former_ids": ["cmp_tallow2"]})
    for country in ("DE", "US"):
        own = {"company_id": f"cmp_solvane_{country.lower()}", "country": country, "referents": [f"rec_s{country}"]}
        rows.append({**company, **_SOLVANE, **own})
    evil = {"company_id": "cmp_evil", "name": EVIL_NAME, "referents": ["rec_evil"], "technology_count": 1}
    rows.append({**company, **evil})
    return rows


def _relations() -> list[dict[str, Any]]:
    brack = {"company_id": "cmp_brack", "record_id": "rec_brack"}
    owned = {"related_company_id": "cmp_brack", "name": "Brackwater", "record_id": "rec_tallow"}
    words = "Tallow & Finch, a Brackwater company"
    former = {**brack, "relation": "former_name", "name": "Mudflat Carriers", "evidence": "Handelsregister HRB 1"}
    return [
        {**owned, "company_id": "cmp_tallow", "relation": "parent", "evidence": words},
        {**owned, "company_id": "cmp_tallow", "relation": "parent", "evidence": words, "record_id": "rec_tallow2"},
        {**former, "valid_from": DAYS[0].replace(year=2011), "valid_until": DAYS[0].replace(year=2019)},
        {**brack, "relation": "client", "name": EVIL_NAME, "evidence": f"our client, {EVIL_NAME}"},
    ]


def _technologies() -> list[dict[str, Any]]:
    return [
        {"technology_id": "go", "name": "Go", "category": "Languages", "aliases": ["Golang"]},
        {
            "technology_id": "kubernetes",
            "name": "Kubernetes",
            "category": "Orchestration",
            "vendor": "CNCF",
            "aliases": ["K8s"],
        },
        {
            "technology_id": "nomad",
            "name": "Nomad",
            "category": "Orchestration",
            "parent_id": "kubernetes",
            "aliases": [],
        },
        {"technology_id": "zig", "name": "Zig", "category": "Languages", "aliases": []},
    ]


_NAMES = {"go": ("Go", "Languages"), "kubernetes": ("Kubernetes", "Orchestration"), "nomad": ("Nomad", "Orchestration")}


def _facts(day: int) -> list[dict[str, Any]]:
    names = {row["company_id"]: row["name"] for row in _companies(day)}
    found: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for row in _evidence(day):
        found.setdefault((row["company_id"], row["technology_id"]), []).append(row)
    return [
        {
            "company_id": company_id,
            "technology_id": technology_id,
            "company_name": names[company_id],
            "technology_name": _NAMES[technology_id][0],
            "category": _NAMES[technology_id][1],
            "confidence": max(row["confidence"] for row in rows),
            "posting_count": len({row["document_id"] for row in rows if row["document_kind"] == "posting"}),
            "page_count": len({row["document_id"] for row in rows if row["document_kind"] == "page"}),
            "source_count": 1,
            "mention_count": len(rows),
            "first_seen_at": DAYS[0],
            "last_seen_at": DAYS[0],
            "is_current": not (day == 3 and (company_id, technology_id) == ("cmp_brack", "kubernetes")),
        }
        for (company_id, technology_id), rows in sorted(found.items())
    ]


def _history(day: int) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    for fact in _facts(day):
        first = {"company_id": fact["company_id"], "technology_id": fact["technology_id"], "valid_from": DAYS[0]}
        known = {**first, "recorded_from": DAYS[0], "is_believed": True, "cause": "adopted"}
        if fact["is_current"]:
            rows.append(known)
        else:
            rows.append({**known, "recorded_to": DAYS[2], "is_believed": False})
            rows.append(
                {**known, "valid_to": DAYS[1], "recorded_from": DAYS[2], "cause": "ended_removed"},
            )
    return rows


def _change(day: int) -> dict[str, Any]:
    key = {"release_id": RELEASES[day - 1], "table_name": "out_companies", "row_key": '{"company_id":"cmp_brack"}'}
    return {**key, "change": "ADD" if day == 1 else "MODIFY", "changed_columns": [], "cause": "new_evidence"}


def _check(position: int, success: bool) -> dict[str, Any]:
    return {
        "release_id": RELEASES[2],
        "check_id": f"out_companies.{position}",
        "table_name": "out_companies",
        "expectation": "expect_table_row_count_to_be_between",
        "severity": "warn",
        "success": success,
        "observed": "3",
        "expected": "at least 10",
        "row_count": 3,
    }


def _tasks() -> list[dict[str, Any]]:
    comparison = orjson.dumps({"name": {"level": "same words", "weight": 9.25}}).decode()
    task = {
        "kind": "company_link",
        "status": "open",
        "question": "Are these two the same company?",
        "left_id": "rec_tallow",
        "right_id": "rec_tallow2",
        "left_label": "Tallow & Finch",
        "right_label": "Tallow Finch GmbH",
        "match_probability": 0.6,
        "comparison": comparison,
        "fact_count": 1,
    }
    evil = {"left_id": "rec_evil", "left_label": EVIL_NAME, "fact_count": 2, "priority": 1.5, "task_id": "tsk_evil"}
    term = {
        "task_id": "tsk_term",
        "kind": "new_technology",
        "status": "open",
        "priority": 0.4,
        "question": f'Is "{EVIL_NAME}" a technology that the catalogue lacks?',
        "left_id": "trm_one",
        "left_label": EVIL_NAME,
        "fact_count": 2,
        "document_count": 3,
        "spellings": [EVIL_NAME, "=HYPERLINK(1)"],
        "examples": [f"Python, {EVIL_NAME}, Kafka"],
    }
    alias = {"task_id": "tsk_alias", "kind": "technology_alias", "left_id": "trm_two", "left_label": "Tallowbase"}
    return [
        term,
        {**term, **alias, "question": "Is it?", "right_id": "postgresql", "right_label": "PostgreSQL", "priority": 0.3},
        {**task, "task_id": "tsk_low", "priority": 0.5},
        {**task, **evil},
        {**task, "task_id": "tsk_done", "priority": 9.0, "status": "decided"},
    ]
