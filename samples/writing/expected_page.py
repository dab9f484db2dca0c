"""`EXPECTED.md`: the manifest for people."""

from __future__ import annotations

from collections import Counter
from typing import Any

_INTRODUCTION = """# What should come out of the samples

Written by `write_samples.py` together with the sources; `expected.json` says the same for programs, and more of it: all
{facts} facts, all {links} spellings of companies. The companies, people and places of business are invented; domains end
in `-example` under public suffixes, because nothing under `.example` has a registrable domain. Technologies are real.

{companies} companies, {postings} postings on {sources} sources, {pages} saved pages, a register of {register} companies,
over three days: {days}. A payload was fetched on the day of its folder. Company boards show the whole board; the two job
boards bring what is new on a day, with some repeats, so what is missing from them has not ended.

## What makes it hard

| difficulty | where | what is right |
|---|---|---|
| name variants | every job board: legal name, brand, capitals, "- Careers", city in brackets, bare domain | one company |
| the same name in two countries | Meridrel Systems (US, DE), Norvane (SE, GB) | four companies |
| near names in the register | Brightforge Roofing, Quillmarck Analytik, Oskar Games ... | no link |
| a rename | Gridpenny Inc. until day 2, then Tessarune Data Inc.; the register follows on day 3 | one company |
| not in the register | ten companies, such as Larkspindle and Lumenfjord | founded from their postings or pages |
| only on its site | Wickerlane Ceramics, Saltwherry Audio | a company with page evidence alone |
| recruiters | Hartwell Pike, Crestrow, Talentvane, Orsival | a staffing agency; no employer gets the facts |
| no company named | "Confidential", "Company Undisclosed" | not a company |
| one opening on two boards | a company board and a job board | one group; two towns are two groups |
| ambiguous words | Go, R, C, Swift, Chef, Access, Excel, Word, Spark, Oracle, Slack: as technology and as a word | by context |
| names that hold a technology | Ruby Quarry, Swift Otter, Rust & Thistle, Puppet Lane | the company's own name |
| negations and moves | "we do not use PHP", "moved from MongoDB to PostgreSQL", also in German and French | not used |
| alternatives | "Java or Kotlin" | evidence, at a discount |
| customers, integrations, former employers | Nimbrel, Quillmark, Thornquay, Pelorant | no evidence |
| site furniture | LinkedIn, Zoom, XING, "CV in Word format" | boilerplate |
| other trades, other languages | nurses, cooks, drivers, electricians; German and French | few facts or none |
"""


def expected_page(manifest: dict[str, Any]) -> str:
    """The page, in Markdown."""
    facts, counts = manifest["facts"], manifest["counts"]
    parts = [
        _INTRODUCTION.format(
            facts=len(facts), links=len(manifest["links"]["must"]), days=", ".join(manifest["days"]), **counts,
            sources=len({link["source"] for link in manifest["links"]["must"]}),
        ),
        _table(
            "Dropped",
            "On the company's page on days 1 and 2 or on day 1, gone on day 3, and in no posting.",
            ("company", "technology", "since", "dropped"),
            [f for f in facts if f.get("dropped")],
        ),
        _table(
            "Adopted",
            "First seen on day 3 although the company was seen before.",
            ("company", "technology", "postings", "pages"),
            [f for f in facts if f["uses"] and f["since"] == manifest["days"][2] and f["company"] in _ADOPTERS],
        ),
        _table(
            "Named, but not used",
            "Ordinary words and boilerplate that occur everywhere are in `expected.json` only.",
            ("company", "technology", "why"),
            [f for f in facts if not f["uses"] and f.get("why") not in (None, "an ordinary word", "boilerplate")],
        ),
        _table("Must stay apart", "Company and company, or company and register id.", ("left", "right", "why"),
               manifest["links"]["must_not"]),
        _table("Names", "", ("name", "kind"), manifest["names"]),
        _table("Quarantine", "Line 1 is the first; no line means the whole payload.",
               ("path", "line", "reason_code", "why"), manifest["quarantine"]),
        _pairs("One opening on two sources", manifest["duplicates"]["same_opening"]),
        _pairs("The same text in another town: two openings", manifest["duplicates"]["another_place"]),
        _table("Edited", "The same posting with another text from that day on.", ("source", "id", "day"),
               manifest["postings"]["edited"]),
        _table("Removed", "No longer on the company's board.", ("source", "id", "day"), manifest["postings"]["removed"]),
        _most_used(facts),
    ]  # fmt: skip
    return "\n".join(parts)


_ADOPTERS = ("jadewick", "mirelto", "maplewick", "junipard", "swiftotter")


def _table(title: str, note: str, columns: tuple[str, ...], rows: list[dict[str, Any]]) -> str:
    lines = [f"## {title}", ""]
    if note:
        lines += [note, ""]
    lines += ["| " + " | ".join(columns) + " |", "|" + "---|" * len(columns)]
    for row in rows:
        cells = ["" if row.get(column) is None else str(row[column]) for column in columns]
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def _pairs(title: str, rows: list[dict[str, Any]]) -> str:
    shown = [{side: f"{row[side]['source']} {row[side]['id']}" for side in ("left", "right")} for row in rows]
    return _table(title, "", ("left", "right"), shown)


def _most_used(facts: list[dict[str, Any]]) -> str:
    counted = Counter(f["technology"] for f in facts if f["uses"])
    ranked = sorted(counted.items(), key=lambda item: (-item[1], item[0]))[:15]
    rows = [{"technology": name, "companies": count} for name, count in ranked]
    return _table("Most used", "Companies with at least one fact.", ("technology", "companies"), rows)
