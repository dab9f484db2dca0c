"""A handful of postings and register entries of the samples: the smallest source set a whole run makes sense on."""

from __future__ import annotations

from pathlib import Path

from tests.end_to_end.commands import SAMPLES
from tests.end_to_end.small_sources import csv_rows, json_lines, write, write_csv

_DAY = SAMPLES / "sources" / "2026-09-01"
_SOURCES = """sources:
  - {name: jobs, kind: postings, path: data/*.jsonl}
  - {name: pages, kind: jsonld, path: data/*.html}
  - {name: register, kind: register, path: data/*.csv}
"""


def write_tiny(folder: Path) -> Path:
    """Write SOURCES.yml with six postings, a job page and forty register entries; returns the SOURCES.yml."""
    write(folder / "SOURCES.yml", _SOURCES)
    add_postings(folder, "2026-01-01", 0, 6)
    page = sorted((_DAY / "jobpages").glob("*.html"))[0]
    write(folder / "data" / "page-2026-01-01.html", page.read_text(encoding="utf-8"))
    write_csv(folder / "data" / "register-2026-01-01.csv", csv_rows(_DAY / "register" / "companies.csv")[:41])
    return folder / "SOURCES.yml"


def add_postings(folder: Path, day: str, first: int, count: int) -> Path:
    """Write a file of that day with some of the board's postings."""
    path = folder / "data" / f"jobs-{day}.jsonl"
    write(path, "".join(json_lines(_DAY / "boards" / "jobs.jsonl")[first : first + count]))
    return path
