"""The page of a review task about a company link: both sides and the next best, the weighing, and what follows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any  # pages hold values of every column type

from pipeline.access.cli.pages import counted, percent, print_comparison, print_facts, print_grid, print_line
from pipeline.access.reviews import is_near
from pipeline.access.weighing import bits_behind

_ROWS = {
    "name": "name",
    "other_names": "also called",
    "domain": "domain",
    "place": "place",
    "company": "counts for",
    "sites_named": "sites named",
    "record_id": "record",
    "company_id": "company",
}
_MEANING = "Same: one employer, also its company of that brand abroad; a subsidiary or division of another name is not."


def print_link(page: dict[str, Any]) -> None:
    """The page below its heading, up to the commands."""
    chance, next_best = page["match_probability"], page["runner_up"]
    thinks = f"machine: {percent(chance)} same" if chance is not None else ""
    depends = f"{counted(page['fact_count'], 'fact')} depend{'s' * (page['fact_count'] == 1)} on it"
    print_line(", ".join(part for part in (thinks, depends, f"priority {page['priority']:.3g}") if part), indent=2)
    print_line()
    sides = {f"the record ({_kind(page['left'])})": page["left"]}
    sides[f"the candidate ({_kind(page['right'])})"] = page["right"]
    if is_near(next_best):
        sides[_next_best(chance, next_best["match_probability"])] = next_best
    cells = [_side(side) for side in sides.values()]
    print_grid(("", *sides), [row for row in _rows(cells) if any(row[1:])])
    for title, side in sides.items():
        _print_texts(title.partition(" (")[0].partition(",")[0], side)
    print_line()
    print_comparison(page["comparison"], chance, indent=2)
    print_line()
    print_facts(_consequences(page, has_next=is_near(next_best)))
    print_line(_MEANING, style="dim", indent=2)


def _next_best(chance: float | None, other: float) -> str:
    return f"next best, {percent(other)}" + (f", {bits_behind(chance, other):.1f} bits behind" if chance else "")


def _kind(side: dict[str, Any]) -> str:
    return ", ".join(str(side[key]) for key in ("record_kind", "source") if side.get(key))


def _rows(sides: list[dict[str, str]]) -> Iterator[tuple[str, ...]]:
    for key, label in _ROWS.items():
        yield (label, *(side[key] for side in sides))


def _side(side: dict[str, Any]) -> dict[str, str]:
    company = side.get("company_name")
    return {
        "name": side.get("name") or "",
        "other_names": ", ".join(side.get("other_names") or ()),
        "domain": side.get("domain") or "",
        "place": ", ".join(part for part in (side.get("city"), side.get("country")) if part),
        "company": f"{company} ({counted(side['record_count'], 'record')})" if company else "nobody yet",
        "sites_named": ", ".join(side["sites_named"]),
        "record_id": side["record_id"],
        "company_id": side.get("company_id") or "",
    }


def _print_texts(title: str, side: dict[str, Any]) -> None:
    documents = side["documents"] if side.get("record_kind") != "registration" else []
    if not documents and not side["own_words"]:
        return
    print_line()
    print_line(f"{title} in its texts", style="dim", indent=2)
    for sentence in side["own_words"]:
        print_line(f"“{sentence}”", indent=4)
    for document in documents:
        print_line(_document(document), indent=4)
    hidden = side["document_count"] - len(documents)
    if documents and hidden:
        print_line(f"and {hidden:,} more", style="dim", indent=4)


def _document(document: dict[str, Any]) -> str:
    said = [document[name] for name in ("title", "location", "url") if document[name]]
    return ", ".join(said) or str(document["document_id"])


def _consequences(page: dict[str, Any], *, has_next: bool) -> dict[str, str]:
    """What each verdict does in the next build."""
    left, right = page["left"], page["right"]
    now = left.get("company_name") or left.get("name") or left["record_id"]
    facts = page["fact_count"]
    subject = f"the record and its {counted(facts, 'fact')} count" if facts else "the record counts"
    said = {
        "same": f"{subject} for {right.get('name') or right['record_id']}",
        "not_same": f"never that company; it stays with {now} unless another one is near enough",
        "unsure": f"it stays with {now}, and nobody is asked again",
    }
    return {**said, "next_best": f"not the candidate, but {page['runner_up']['name']}"} if has_next else said
