"""`EXPECTED.md`: the manifest for people."""

from __future__ import annotations

from collections import Counter
from typing import Any

from writing.material import MATERIAL


def expected_page(manifest: dict[str, Any]) -> str:
    """The page, in Markdown."""
    facts, counts = manifest["facts"], manifest["counts"]
    parts = [
        (MATERIAL / "expected_introduction.md").read_text(encoding="utf-8").format(
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
            "By a changed page, an edited posting, or a posting that says so.",
            ("company", "technology", "since", "postings", "pages"),
            [f for f in facts if f["uses"] and (f["company"], f["technology"]) in _ADOPTED],
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
        _table("Removed", "No longer on the company's board.", ("source", "id", "day"),
               manifest["postings"]["removed"]),
        _most_used(facts),
    ]  # fmt: skip
    return "\n".join(parts)


# Facts that begin after day 1 because something changed, not because a posting came later.
_ADOPTED = frozenset({
    ("brightforge", "ClickHouse"), ("pelorant", "Temporal"), ("maplewick", "Apache Kafka"), ("maplewick", "Plausible"),
    ("jadewick", "Intercom"), ("junipard", "Crisp"), ("mirelto", "Hotjar"), ("swiftotter", "Svelte"),
})  # fmt: skip


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
