"""The rules that tell technologies from a page, and the file of the packaged ones.

Rules are lines of `site_rules.csv`: technology_id, where, needle, pattern, confidence, implies.

    where     url        addresses in src, href, action, content and the like
              generator  content of <meta name="generator">
              meta       "name: content" of every <meta>
              html       the markup
              asset      the markup, but for links that a visitor may follow: what the page itself loads or embeds
              header     "name: value" of a response header
    needle    a literal that must occur there, lower case; one automaton pass finds all needles of a page
    pattern   regular expression that must match in a window around the needle; empty: the needle suffices
    implies   technology ids separated by blanks that come with it, at 0.9 of its confidence

Everything is compared in lower case. All rules are written for this project.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files

from pipeline.errors import ConfigurationError
from pipeline.extraction.backtracking import may_backtrack
from pipeline.tables.technologies import Catalogue

PLACES = ("url", "generator", "meta", "html", "asset", "header")
SHORTEST_NEEDLE = 3


@dataclass(frozen=True, slots=True)
class SiteRule:
    """One sign of a technology; see the module."""

    technology_id: str
    where: str
    needle: str
    pattern: re.Pattern[str] | None
    confidence: float
    implies: tuple[str, ...]


def packaged_rules(catalogue: Catalogue) -> list[SiteRule]:
    """The rules of `site_rules.csv`. Raises: ConfigurationError: a line is wrong; names file, line and fix."""
    return list(read_rules((files("pipeline.extraction") / "site_rules.csv").read_text(encoding="utf-8"), catalogue))


def read_rules(text: str, catalogue: Catalogue) -> Iterator[SiteRule]:
    """The rules of a text in the format of `site_rules.csv`. Raises: ConfigurationError."""
    for line, row in enumerate(csv.DictReader(io.StringIO(text)), start=2):
        implies = tuple(row["implies"].split())
        problem = _problem(row, implies, catalogue)
        if problem:
            raise ConfigurationError(f"extraction/site_rules.csv, line {line}: {problem}")
        pattern = re.compile(row["pattern"]) if row["pattern"] else None
        yield SiteRule(row["technology_id"], row["where"], row["needle"], pattern, float(row["confidence"]), implies)


def _problem(row: dict[str, str], implies: tuple[str, ...], catalogue: Catalogue) -> str | None:
    unknown = [i for i in (row["technology_id"], *implies) if i not in catalogue.technologies]
    if unknown:
        return f"unknown technology_id {unknown[0]!r}; add it to the catalogue first"
    if row["where"] not in PLACES:
        return f"unknown place {row['where']!r}; use {', '.join(PLACES[:-1])} or {PLACES[-1]}"
    if len(row["needle"]) < SHORTEST_NEEDLE or row["needle"] != row["needle"].lower():
        return f"needle {row['needle']!r}; give at least {SHORTEST_NEEDLE} characters in lower case"
    if row["pattern"] and may_backtrack(row["pattern"]):
        return f"pattern {row['pattern']!r} repeats a repetition; write it without, pages are hostile"
    return None
