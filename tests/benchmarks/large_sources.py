"""Sources of a real lake's size: the development data where it lies beside the checkout, else a made-up set like it."""

from __future__ import annotations

import csv
import gzip
import json
import random
from pathlib import Path

DEVELOPMENT_DATA = Path(__file__).parents[3] / "shared" / "data"
POSTINGS, COMPANIES, REGISTRATIONS = 22_500, 10_000, 63_000

_WORDS = """
Mar Pel Rus Tarn Quen Ost Hol Bram Dor Fenn Gild Har Ives Jar Kel Lorn Nor Orr Sel Thorn Ulv Ver Wex Yar
---
wick burn kavel side by rava lin ford gate mere holt stead low combe den field ley more ness ton
---
Systems Foods Logistics Robotics Health Energy Games Analytics Bank Tools Media Labs Works Textiles
---
Python Java Kubernetes Docker Terraform PostgreSQL MySQL Redis Kafka Spark Airflow React Angular
TypeScript Ansible Jenkins Grafana Prometheus Elasticsearch MongoDB Snowflake dbt Tableau Salesforce Jira GraphQL
"""
_HEADS, _TAILS, _TRADES, _TECHNOLOGIES = (part.split() for part in _WORDS.split("---"))
_PHRASES = (
    "You will work with {a} and {b} every day.",
    "Our platform is built on {a}, {b} and {c}.",
    "Experience with {a} is a must, {b} a plus.",
    "We are moving away from {a} to {b}.",
    "You talk to customers, plan releases and care for quality.",
    "We offer flexible hours, a yearly budget for learning and good coffee.",
)


def write_large_sources(folder: Path) -> tuple[Path, str]:
    """Write SOURCES.yml and, where the development data is absent, the files it names; returns it and what it is."""
    postings = DEVELOPMENT_DATA / "postings" / "postings_dev.jsonl.gz"
    register = DEVELOPMENT_DATA / "companies" / "registry_dev.csv.gz"
    kind = "development data"
    folder.mkdir(parents=True, exist_ok=True)
    if not (postings.is_file() and register.is_file()):
        kind = f"{POSTINGS:,} made-up postings"
        postings, register = folder / "made" / "postings.jsonl.gz", folder / "made" / "register.csv.gz"
        postings.parent.mkdir()
        _write_postings(postings)
        _write_register(register)
    (folder / "new").mkdir()
    write_new_postings(folder / "new" / "none-yet.jsonl", 1)
    (folder / "SOURCES.yml").write_text(
        "sources:\n"
        f"  - name: board\n    kind: postings\n    path: {postings}\n    observed_at: 2026-09-01\n"
        f"  - name: register\n    kind: register\n    path: {register}\n    observed_at: 2026-09-01\n"
        "  - name: additions\n    kind: postings\n    path: new/*.jsonl\n    observed_at: 2026-09-01\n"
    )
    return folder / "SOURCES.yml", kind


def write_new_postings(path: Path, count: int) -> None:
    """A posting file of its own: new postings, of companies old and new."""
    chance = random.Random(path.name)
    rows = (json.dumps(_posting(chance, f"{path.stem}-{number}")) for number in range(count))
    path.write_text("".join(f"{row}\n" for row in rows))


def _write_postings(path: Path) -> None:
    chance = random.Random(1)
    with gzip.open(path, "wt", compresslevel=1) as out:
        for number in range(POSTINGS):
            out.write(json.dumps(_posting(chance, str(number))) + "\n")


def _write_register(path: Path) -> None:
    with gzip.open(path, "wt", compresslevel=1, newline="") as out:
        rows = csv.writer(out)
        rows.writerow(("company_id", "name", "aliases", "domain", "country", "city"))
        for number in range(REGISTRATIONS):
            rows.writerow((f"made-{number}", f"{_company(number)} Ltd", "[]", "", "GB", "Leeds"))


def _posting(chance: random.Random, posting_id: str) -> dict[str, str]:
    lines = []
    for phrase in chance.sample(_PHRASES, 5) * 3:
        a, b, c = chance.sample(_TECHNOLOGIES, 3)
        lines.append(phrase.format(a=a, b=b, c=c))
    return {
        "posting_id": posting_id,
        "title": "Software engineer",
        "company_name": _company(chance.randrange(COMPANIES)),
        "description": "\n".join(lines),
    }


def _company(number: int) -> str:
    """A name of its own for each number below heads x tails x trades x 10."""
    number, trade = divmod(number, len(_TRADES))
    number, tail = divmod(number, len(_TAILS))
    number, head = divmod(number, len(_HEADS))
    middle = "" if number == 0 else f" {_HEADS[number % len(_HEADS)]}{_TAILS[number % len(_TAILS)]}"
    return f"{_HEADS[head]}{_TAILS[tail]}{middle} {_TRADES[trade]}"
