"""A small part of the samples as a source set of its own, moved to January 2026: a run takes a few seconds."""

from __future__ import annotations

import csv
import io
import json
import random
from pathlib import Path

from tests.end_to_end.commands import SAMPLES

DAYS = {"2026-09-01": "2026-01-01", "2026-09-02": "2026-01-02", "2026-09-03": "2026-01-03"}

SOURCES = """sources:
  - {name: brightforge, kind: greenhouse, path: data/*/greenhouse/*.json, domain: brightforge-example.com}
  - {name: jobs, kind: postings, path: data/*/boards/jobs*.jsonl}
  - {name: talentboard, kind: postings, path: data/*/boards/*.csv}
  - {name: jobpages, kind: jsonld, path: data/*/jobpages/*.html}
  - {name: sites, kind: site, path: data/*/sites/index.jsonl}
  - {name: register, kind: register, path: data/*/register/*.csv}
"""
_LINES = 12
_PAGES = 5


def write_sources(folder: Path, days: int = 3) -> Path:
    """Write SOURCES.yml and the data of the first `days`; returns the SOURCES.yml."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "SOURCES.yml").write_text(SOURCES, encoding="utf-8")
    for sample_day, day in list(DAYS.items())[:days]:
        write_day(SAMPLES / "sources" / sample_day, folder / "data" / day)
    return folder / "SOURCES.yml"


def write_day(sample: Path, target: Path) -> None:
    """Write a part of one day of the samples."""
    _copy(sample / "greenhouse" / "brightforge.json", target / "greenhouse" / "brightforge.json")
    write(target / "boards" / "jobs.jsonl", "".join(json_lines(sample / "boards" / "jobs.jsonl")[:_LINES]))
    header, *ads = csv_rows(sample / "boards" / "jobs.csv")
    write_csv(target / "boards" / "ads.csv", [header, *ads[:_LINES]])
    for page in sorted((sample / "jobpages").glob("*.html"))[:_PAGES]:
        _copy(page, target / "jobpages" / page.name)
    index = json_lines(sample / "sites" / "index.jsonl")[:_PAGES]
    write(target / "sites" / "index.jsonl", "".join(index))
    for line in index:
        name = json.loads(line)["file"]
        _copy(sample / "sites" / name, target / "sites" / name)
    _copy(sample / "register" / "companies.csv", target / "register" / "companies.csv")


def json_lines(path: Path) -> list[str]:
    """The lines of a file, with their ends."""
    return path.read_text(encoding="utf-8").splitlines(keepends=True)


def csv_rows(path: Path) -> list[list[str]]:
    """The rows of a CSV file, header first."""
    return list(csv.reader(io.StringIO(path.read_text(encoding="utf-8"), newline="")))


def write_csv(path: Path, rows: list[list[str]]) -> None:
    """Write rows as CSV."""
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n").writerows(rows)
    write(path, out.getvalue())


def write(path: Path, text: str) -> None:
    """Write a text, making its folder."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="")


def shuffle_sources(folder: Path, seed: int) -> None:
    """Shuffle SOURCES.yml and every line and item of the data; rename all files but those that a site index names."""
    chance = random.Random(seed)
    lines = (folder / "SOURCES.yml").read_text(encoding="utf-8").splitlines()
    entries = lines[1:]
    chance.shuffle(entries)
    write(folder / "SOURCES.yml", "\n".join([lines[0], *entries, ""]))
    for path in sorted((folder / "data").rglob("*.*")):
        if path.suffix == ".jsonl":
            shuffled = json_lines(path)
            chance.shuffle(shuffled)
            write(path, "".join(shuffled))
        elif path.suffix == ".csv":
            header, *rest = csv_rows(path)
            chance.shuffle(rest)
            write_csv(path, [header, *rest])
        elif path.parent.name == "greenhouse":
            board = json.loads(path.read_text(encoding="utf-8"))
            chance.shuffle(board["jobs"])
            write(path, json.dumps(board))
        if path.name != "index.jsonl" and path.parent.name != "sites":
            path.rename(path.with_name(f"{path.stem}{chance.randrange(10_000)}{path.suffix}"))


def _copy(source: Path, target: Path) -> None:
    if source.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(source.read_bytes())
