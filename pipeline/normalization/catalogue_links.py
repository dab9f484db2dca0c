"""What the catalogue's technologies are linked to: successors, ids elsewhere, and ids that are retired.

catalogue/successions.csv   former, technology_id, change, since          sorted by former
    change `renamed`: `former` is an old name, listed as an alias; `replaced`, `merged`: it is a technology_id
catalogue/external_ids.csv  technology_id, scheme, external_id            sorted by all three
catalogue/retired_ids.csv   technology_id, retired_on, instead            sorted; such an id is never used again
    catalogue/rejected_terms.csv  term        sorted; a reviewer has said that it is no technology (`unlisted_terms`)
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from pipeline.normalization.catalogue_rows import SortedLines, read_rows, sort_key, wrong
from pipeline.tables.technologies import Alias, ExternalId, Succession, Technology

_CHANGES = frozenset({"renamed", "replaced", "merged"})
_DAY = re.compile(r"\d{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?")
_SCHEMES = {  # those of packages are called as in package URLs
    "wikidata": re.compile(r"Q[1-9]\d*"),
    "cpe": re.compile(r"(?:[\w.~-]|\\[!-/:-@])+:(?:[\w.~-]|\\[!-/:-@])+"),
    "cargo": re.compile(r"[\w-]+"),
    "composer": re.compile(r"[\w.-]+/[\w.-]+"),
    "gem": re.compile(r"[\w.-]+"),
    "golang": re.compile(r"[\w./~-]+"),
    "maven": re.compile(r"[\w.-]+:[\w.-]+"),
    "npm": re.compile(r"(?:@[\w.~-]+/)?[\w.~-]+"),
    "nuget": re.compile(r"[\w.-]+"),
    "pypi": re.compile(r"[\w.-]+"),
    "docker": re.compile(r"[a-z0-9._/-]+"),
    "website": re.compile(r"https?://[^\s<>\"]+"),
}
_SHARED = frozenset({"website"})  # products of one vendor may have one address; any other id names one technology


def read_successions(
    text: str, technologies: Mapping[str, Technology], listed: Iterable[Alias]
) -> tuple[Succession, ...]:
    """Raises: ConfigurationError: an unknown name or id, a wrong change or date, or successors that form a cycle."""
    name, order = "successions.csv", SortedLines("successions.csv")
    owners = {(alias.surface, alias.technology_id) for alias in listed}
    found: dict[str, Succession] = {}
    for line, (former, technology_id, change, since) in read_rows(name, text):
        order.add(line, sort_key(former))
        if change not in _CHANGES:
            raise wrong(name, line, f"unknown change {change!r}", f"use {', '.join(sorted(_CHANGES))}")
        if since and not _DAY.fullmatch(since):
            raise wrong(name, line, f"{since!r} is no date", "write YYYY, YYYY-MM or YYYY-MM-DD, or nothing")
        if technology_id not in technologies:
            raise wrong(name, line, f"unknown technology_id {technology_id!r}", "add it to technologies.csv first")
        if change == "renamed" and (former, technology_id) not in owners:
            raise wrong(name, line, f"{former!r} is no alias of {technology_id!r}", "add it to aliases.csv")
        if change != "renamed" and former not in technologies:
            raise wrong(name, line, f"unknown technology_id {former!r}", "use the id of what was replaced")
        found[former] = Succession(former, technology_id, change, since or None)
        _refuse_cycle(found, former, line)
    return tuple(found.values())


def _refuse_cycle(found: Mapping[str, Succession], former: str, line: int) -> None:
    chain, current = [former], found[former].technology_id
    while current in found and found[current].change != "renamed":
        if current in chain:
            problem = f"successors form a cycle: {' -> '.join([*chain, current])}"
            raise wrong("successions.csv", line, problem, "remove one of these lines")
        chain.append(current)
        current = found[current].technology_id
    if current in chain:
        problem = f"successors form a cycle: {' -> '.join([*chain, current])}"
        raise wrong("successions.csv", line, problem, "remove one of these lines")


def read_external_ids(text: str, technologies: Mapping[str, Technology]) -> tuple[ExternalId, ...]:
    """Raises: ConfigurationError: an unknown technology or scheme, or an id that is malformed or claimed twice."""
    name, order = "external_ids.csv", SortedLines("external_ids.csv")
    found: list[ExternalId] = []
    claimed: dict[tuple[str, str], str] = {}
    for line, row in read_rows(name, text):
        technology_id, scheme, external_id = row
        order.add(line, "\t".join(row))
        if technology_id not in technologies:
            raise wrong(name, line, f"unknown technology_id {technology_id!r}", "add it to technologies.csv first")
        if scheme not in _SCHEMES:
            raise wrong(name, line, f"unknown scheme {scheme!r}", f"use {', '.join(_SCHEMES)}")
        if not _SCHEMES[scheme].fullmatch(external_id):
            raise wrong(name, line, f"{external_id!r} is no {scheme} id", "write it as the registry does")
        if (
            scheme not in _SHARED
            and (owner := claimed.setdefault((scheme, external_id), technology_id)) != technology_id
        ):
            raise wrong(name, line, f"{scheme}:{external_id} is {owner!r} already", "keep it where it belongs")
        found.append(ExternalId(technology_id, scheme, external_id))
    return tuple(found)


def read_retired_ids(text: str, technologies: Mapping[str, Technology]) -> dict[str, str | None]:
    """Retired id -> the one to use instead. Raises: ConfigurationError: an id is in use again, or a date is wrong."""
    name, order = "retired_ids.csv", SortedLines("retired_ids.csv")
    found: dict[str, str | None] = {}
    for line, (technology_id, retired_on, instead) in read_rows(name, text):
        order.add(line, technology_id)
        if technology_id in technologies:
            raise wrong(name, line, f"{technology_id!r} is in use", "give the new technology another id")
        if not _DAY.fullmatch(retired_on):
            raise wrong(name, line, f"{retired_on!r} is no date", "write YYYY-MM-DD")
        if instead and instead not in technologies:
            raise wrong(name, line, f"unknown technology_id {instead!r}", "use an id of technologies.csv, or nothing")
        found[technology_id] = instead or None
    return found


def read_rejected_terms(text: str) -> frozenset[str]:
    """Raises: ConfigurationError: a term is not written as `unlisted_terms.term_key` writes it."""
    name, order = "rejected_terms.csv", SortedLines("rejected_terms.csv")
    found: list[str] = []
    for line, (term,) in read_rows(name, text):
        order.add(line, term)
        if not term or term != re.sub(r"[^\w+#]|_", "", term.casefold()):
            raise wrong(name, line, f"{term!r} has other signs", "write letters, digits, + and # in lower case")
        found.append(term)
    return frozenset(found)
