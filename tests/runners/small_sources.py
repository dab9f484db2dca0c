"""A source folder small enough to read: invented companies, two days, every kind of damage named where it is.

2026-09-01  12 postings of six companies, a register of five, two company pages
2026-09-02  4 postings more (one company drops Kubernetes for Nomad), one broken line, one page missing;
            posting 0 stands there again as it was, posting 1 with an edited text
"""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

DAY_1 = datetime(2026, 9, 1, 23, 59, 59, tzinfo=UTC)
DAY_2 = datetime(2026, 9, 2, 23, 59, 59, tzinfo=UTC)

SOURCES = """\
sources:
  - name: board
    kind: postings
    path: 2026-*/jobs.jsonl
  - name: sites
    kind: site
    path: 2026-*/sites/index.jsonl
  - name: register
    kind: register
    path: 2026-*/register.csv
"""
COMPANIES = ("Marlwick Systems", "Ostrava Kiln", "Pellburn", "Quenby & Thorn", "Ruskavel", "Tarnside Foods")
_TEXTS = (
    "You run our Kubernetes clusters on AWS.\nWe write Python and use PostgreSQL.",
    "Our backend is Java with Spring Boot and Kafka.\nExperience with Terraform is a plus.",
)
_PAGE = """<!doctype html><html lang="en"><head><title>{name}</title>
<script src="https://www.googletagmanager.com/gtm.js?id=GTM-TEST"></script></head>
<body><h1>{name}</h1><p>We make things.</p></body></html>"""


def write_small_sources(folder: Path) -> Path:
    """Write both days and SOURCES.yml; returns the path of SOURCES.yml."""
    first, second = folder / "2026-09-01", folder / "2026-09-02"
    write_lines(first / "jobs.jsonl", [posting(number) for number in range(12)])
    rows = [f'mar-{n},{name} Ltd,"[]",{_domain(name)},GB,Leeds' for n, name in enumerate(COMPANIES[:5])]
    (first / "register.csv").write_text("\n".join(["company_id,name,aliases,domain,country,city", *rows, ""]))
    write_pages(first / "sites", COMPANIES[:2])
    late = [posting(number) for number in range(12, 16)]
    late[0]["description"] = "We left Kubernetes and run everything on Nomad."
    edited = {**posting(1), "description": "Our backend is Go with Redis."}
    write_lines(second / "jobs.jsonl", [*late, posting(0), edited], broken='{"posting_id": "broken", "title": ')
    write_pages(second / "sites", COMPANIES[2:4])
    (second / "sites" / "page1.html").unlink()
    (folder / "SOURCES.yml").write_text(SOURCES)
    return folder / "SOURCES.yml"


def posting(number: int) -> dict[str, Any]:
    """A canonical posting; its number decides all of it."""
    name = COMPANIES[number % len(COMPANIES)]
    return {
        "posting_id": f"job-{number}",
        "company_name": name,
        "title": f"Engineer {number}",
        "description": _TEXTS[number % len(_TEXTS)],
        "url": f"https://jobs.example/{number}",
        "country": "GB",
    }


def write_lines(path: Path, rows: list[dict[str, Any]], broken: str | None = None) -> None:
    """JSON Lines; a broken line stands second."""
    lines = [json.dumps(row) for row in rows]
    if broken is not None:
        lines.insert(1, broken)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(f"{line}\n" for line in lines))


def write_pages(folder: Path, names: tuple[str, ...]) -> None:
    """Saved pages and their index."""
    entries = []
    for number, name in enumerate(names):
        entries.append({"file": f"page{number}.html", "url": f"https://www.{_domain(name)}/", "headers": {}})
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"page{number}.html").write_text(_PAGE.format(name=name))
    write_lines(folder / "index.jsonl", entries)


def _domain(name: str) -> str:
    return name.lower().replace(" & ", "-").replace(" ", "-") + "-example.com"


def folder_digest(folder: Path) -> str:
    """SHA-256 over every file below the folder: its path and its bytes."""
    total = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            total.update(f"{path.relative_to(folder).as_posix()} {path.stat().st_size}\n".encode())
            total.update(path.read_bytes())
    return total.hexdigest()
