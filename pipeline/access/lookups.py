"""What a person typed, as a company or technology of the release: exact first, else "did you mean"."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any  # rows hold values of every column type

import duckdb
from rapidfuzz import fuzz, process

from pipeline.access.queries import fetch_rows
from pipeline.domains import registrable_domain
from pipeline.errors import UsageError

NEAR_COUNT = 5
_NEAR_SCORE = 70.0  # of 100: below, suggestions share little more than a legal form


@dataclass(frozen=True, slots=True)
class CompanyFound:
    """A company, and the former id it was asked by, if it was merged since."""

    company_id: str
    name: str
    former_id: str | None = None

    @property
    def notice(self) -> str | None:
        """What to tell a reader who asked by a former id."""
        return self.former_id and f"{self.former_id} was merged into {self.company_id} ({self.name})"


@dataclass(frozen=True, slots=True)
class TechnologyFound:
    """A technology of the catalogue."""

    technology_id: str
    name: str


def find_company(connection: duckdb.DuckDBPyConnection, asked: str) -> CompanyFound:
    """The company meant by an id, former id, name, domain, other name or the id of one of its records.

    Case does not matter.

    Raises: UsageError: none or more than one is meant; the message names up to 5 that may be.
    """
    wanted = _company_of_record(connection, asked.strip()) or asked.strip()
    key = wanted.casefold()
    rows = fetch_rows(
        connection,
        "SELECT company_id, name, legal_name, other_names, domain, country, former_ids FROM out_companies "
        "ORDER BY company_id",
    )
    domains = {key, registrable_domain(wanted)} - {None} if "." in key and " " not in key else set()
    tiers = (
        (row for row in rows if row["company_id"] == wanted),
        (row for row in rows if wanted in row["former_ids"]),
        (row for row in rows if row["name"].casefold() == key),
        (row for row in rows if row["domain"] in domains),
        (row for row in rows if key in {name.casefold() for name in _other_names(row)}),
    )
    for tier in tiers:
        meant = list(tier)
        if len(meant) == 1:
            found = meant[0]
            former_id = wanted if wanted in found["former_ids"] else None
            return CompanyFound(found["company_id"], found["name"], former_id)
        if meant:
            example = meant[0]["company_id"]
            raise UsageError(
                f"{len(meant)} companies go by {asked!r}: {_listed(meant)}; give the id, such as {example}"
            )
    near = _near_companies(rows, key)
    hint = f"did you mean {_listed(near)}?" if near else "`stacktrail query` searches in other ways"
    raise UsageError(f"no company {asked!r} in this release; {hint}")


def find_company_and_technology(
    connection: duckdb.DuckDBPyConnection, company: str, technology: str
) -> tuple[CompanyFound, TechnologyFound]:
    """Both, of a command that asks for a company, then a technology.

    Raises: UsageError: one of them is not to be found; where the two were mixed up, the message says so.
    """
    try:
        return find_company(connection, company), find_technology(connection, technology)
    except UsageError as error:
        try:
            find_company(connection, technology), find_technology(connection, company)
        except UsageError:
            raise error from None
        raise UsageError(f"the company comes first: {technology!r} {company!r}") from None


def _company_of_record(connection: duckdb.DuckDBPyConnection, wanted: str) -> str | None:
    if not wanted.startswith("rec_"):
        return None
    found = fetch_rows(connection, "SELECT company_id FROM core_company_links WHERE record_id = ?", wanted)
    return found[0]["company_id"] if found else None


def find_technology(connection: duckdb.DuckDBPyConnection, asked: str) -> TechnologyFound:
    """The technology meant by an id, name or alias; exact case first, then any.

    Raises: UsageError: none or more than one is meant; the message names up to 5 that may be.
    """
    wanted = asked.strip()
    key = wanted.casefold()
    rows = fetch_rows(connection, "SELECT technology_id, name, aliases FROM out_technologies ORDER BY technology_id")
    tiers = (
        (row for row in rows if wanted in (row["technology_id"], row["name"])),
        (row for row in rows if key in (row["technology_id"].casefold(), row["name"].casefold())),
        (row for row in rows if wanted in row["aliases"]),
        (row for row in rows if key in {alias.casefold() for alias in row["aliases"]}),
    )
    for tier in tiers:
        meant = list(tier)
        if len(meant) == 1:
            return TechnologyFound(meant[0]["technology_id"], meant[0]["name"])
        if meant:
            raise UsageError(f"{asked!r} may be {_technologies_listed(meant)}: give the id")
    choices = [(text, row) for row in rows for text in (row["name"], row["technology_id"], *row["aliases"])]
    near = _nearest(choices, key, "technology_id")
    hint = f"did you mean {_technologies_listed(near)}?" if near else "`stacktrail query` lists out_technologies"
    raise UsageError(f"no technology {asked!r} in this release; {hint}")


def meant_instead(wanted: str, known: Iterable[str]) -> str:
    """` did you mean X?` for the nearest known word; empty when none is near."""
    near = difflib.get_close_matches(wanted, list(known), 1, 0.6)
    return f" did you mean {near[0]}?" if near else ""


def _other_names(row: dict[str, Any]) -> list[str]:
    return [*([row["legal_name"]] if row["legal_name"] else []), *(row["other_names"] or [])]


def _near_companies(rows: list[dict[str, Any]], key: str) -> list[dict[str, Any]]:
    choices = [(text, row) for row in rows for text in (row["name"], *_other_names(row), row["domain"] or "") if text]
    return _nearest(choices, key, "company_id")


def _nearest(choices: list[tuple[str, dict[str, Any]]], key: str, id_name: str) -> list[dict[str, Any]]:
    texts = [text.casefold() for text, _ in choices]
    best: dict[str, tuple[float, dict[str, Any]]] = {}
    for _, score, place in process.extract(key, texts, scorer=_likeness, score_cutoff=_NEAR_SCORE, limit=None):
        row = choices[place][1]
        if score > best.get(row[id_name], (0.0, row))[0]:
            best[row[id_name]] = (score, row)
    ordered = sorted(best.values(), key=lambda found: (-found[0], found[1][id_name]))
    return [row for _, row in ordered[:NEAR_COUNT]]


def _likeness(asked: str, known: str, **options: Any) -> float:
    """Spelling, or the same words in another order or among others; those count a little less."""
    return max(fuzz.ratio(asked, known), 0.95 * fuzz.token_set_ratio(asked, known))


def _listed(rows: list[dict[str, Any]]) -> str:
    shown = []
    for row in rows[:NEAR_COUNT]:
        known = ", ".join(value for value in (row["company_id"], row["domain"], row["country"]) if value)
        shown.append(f"{row['name']} ({known})")
    return ", ".join(shown) + (f" and {len(rows) - NEAR_COUNT} more" if len(rows) > NEAR_COUNT else "")


def _technologies_listed(rows: list[dict[str, Any]]) -> str:
    return ", ".join(f"{row['name']} ({row['technology_id']})" for row in rows[:NEAR_COUNT])
