"""The catalogue's files: read, checked, and turned into a `Catalogue`.

    catalogue/categories.csv    category, group, kind                                  sorted by category
    catalogue/technologies.csv  technology_id, name, category, vendor, parent_id, rule  sorted by technology_id
    catalogue/aliases.csv       surface, technology_id, rule                           sorted by case-folded surface
    catalogue/ordinary_words.csv  word: everyday words, never taken for misspelled technologies          sorted
    the rest                    see `catalogue_links`

`rule` tells how a text must look for the surface to count; words may be combined:

    (empty)     any case, anywhere
    cased       only this spelling
    ambiguous   also an ordinary word, name or abbreviation: needs evidence from its context
    ordinary    most uses are not the technology: needs strong evidence
    lookup      only in lists of technologies (the normalizer), never in running text

An alias may also say what it is: `abbreviation`, `former` (an old name), `misspelling`, `version` (it carries one).
A name's own rule stands in its technologies row. Adding a technology or an alias is one line.
This is the one file of the package that reads files (its own package data).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files

from pipeline.normalization.catalogue_links import (
    read_external_ids,
    read_rejected_terms,
    read_retired_ids,
    read_successions,
)
from pipeline.normalization.catalogue_rows import COLUMNS, SortedLines, read_rows, sort_key, wrong
from pipeline.normalization.derived_aliases import derive_aliases
from pipeline.tables.technologies import Alias, Catalogue, Category, Technology

_RULES = frozenset({"cased", "ambiguous", "ordinary", "lookup"})
_NATURES = frozenset({"abbreviation", "former", "misspelling", "version"})
_ANSWERING = ("aliases.csv", "categories.csv", "ordinary_words.csv", "technologies.csv")  # the version is of these
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


@cache
def load_catalogue() -> Catalogue:
    """Read the packaged catalogue. Raises ConfigurationError naming file, line and fix."""
    folder = files("pipeline.normalization") / "catalogue"
    return read_catalogue({name: (folder / name).read_text(encoding="utf-8") for name in COLUMNS})


def read_catalogue(texts: Mapping[str, str]) -> Catalogue:
    """Build a catalogue from the texts of its files, by file name.

    Raises: ConfigurationError: a row is malformed, unsorted, unknown, claimed twice or part of a parent cycle.
    """
    categories = _read_categories(texts["categories.csv"])
    technologies, names = _read_technologies(texts["technologies.csv"], categories)
    listed = names + _read_aliases(texts["aliases.csv"], technologies)
    words = _read_words(texts["ordinary_words.csv"])
    _refuse_double_claims(listed)
    _refuse_plain_words(listed, words)
    listed_aliases = [alias for alias, _, _ in listed]
    aliases = (*listed_aliases, *derive_aliases(listed_aliases, technologies))
    return Catalogue(
        _digest(texts, _ANSWERING),
        technologies,
        aliases,
        words,
        categories,
        read_successions(texts["successions.csv"], technologies, listed_aliases),
        read_external_ids(texts["external_ids.csv"], technologies),
        read_retired_ids(texts["retired_ids.csv"], technologies),
        read_rejected_terms(texts["rejected_terms.csv"]),
        _digest(texts, sorted(COLUMNS.keys() - set(_ANSWERING))),
    )


def _digest(texts: Mapping[str, str], names: Iterable[str]) -> str:
    total = hashlib.sha256()
    for name in names:
        total.update(f"{name}\n{texts[name]}\n".encode())
    return total.hexdigest()[:12]


def _read_categories(text: str) -> dict[str, Category]:
    name, order = "categories.csv", SortedLines("categories.csv")
    found: dict[str, Category] = {}
    for line, (category, group, kind) in read_rows(name, text):
        if not category or not group or not kind:
            raise wrong(name, line, "an empty field", "give category, group and kind")
        order.add(line, category)
        found[category] = Category(category, group, kind)
    return found


def _read_technologies(
    text: str, categories: Mapping[str, Category]
) -> tuple[dict[str, Technology], list[tuple[Alias, str, int]]]:
    name, order = "technologies.csv", SortedLines("technologies.csv")
    technologies: dict[str, Technology] = {}
    names: list[tuple[Alias, str, int]] = []
    lines: dict[str, int] = {}
    for line, (technology_id, title, category, vendor, parent_id, rule) in read_rows(name, text):
        if not _SLUG.fullmatch(technology_id):
            raise wrong(
                name, line, f"{technology_id!r} is no slug", "use lower-case letters, digits and single hyphens"
            )
        order.add(line, technology_id)
        if not title:
            raise wrong(name, line, "no name", "give the technology's usual name")
        if category not in categories:
            raise wrong(name, line, f"unknown category {category!r}", "use one of categories.csv or add it there")
        kind = categories[category].kind
        technologies[technology_id] = Technology(
            technology_id, title, category, vendor or None, parent_id or None, kind
        )
        names.append((_alias(name, line, title, technology_id, rule), name, line))
        lines[technology_id] = line
    _check_parents(technologies, lines)
    return technologies, names


def _read_aliases(text: str, technologies: Mapping[str, Technology]) -> list[tuple[Alias, str, int]]:
    name, order = "aliases.csv", SortedLines("aliases.csv")
    found: list[tuple[Alias, str, int]] = []
    for line, (surface, technology_id, rule) in read_rows(name, text):
        if not surface:
            raise wrong(name, line, "no surface", "give the text as written, or remove the line")
        if technology_id not in technologies:
            raise wrong(name, line, f"unknown technology_id {technology_id!r}", "add it to technologies.csv first")
        order.add(line, sort_key(surface))
        found.append((_alias(name, line, surface, technology_id, rule), name, line))
    return found


def _read_words(text: str) -> frozenset[str]:
    name, order = "ordinary_words.csv", SortedLines("ordinary_words.csv")
    words: list[str] = []
    for line, (word,) in read_rows(name, text):
        if not word.islower():
            raise wrong(name, line, f"{word!r} is no lower-case word", "write it in lower case or remove it")
        order.add(line, word)
        words.append(word)
    return frozenset(words)


def _alias(name: str, line: int, surface: str, technology_id: str, rule: str) -> Alias:
    words = rule.split()
    unknown = sorted(set(words) - _RULES - _NATURES)
    if unknown:
        known = ", ".join(sorted(_RULES | _NATURES))
        raise wrong(name, line, f"unknown rule {unknown[0]!r}", f"use {known} or nothing")
    is_ordinary = "ordinary" in words
    return Alias(
        surface,
        technology_id,
        is_case_sensitive="cased" in words,
        is_ambiguous=is_ordinary or "ambiguous" in words,
        is_ordinary=is_ordinary,
        is_lookup_only="lookup" in words,
        nature=next((word for word in words if word in _NATURES), None),
    )


def _check_parents(technologies: Mapping[str, Technology], lines: Mapping[str, int]) -> None:
    for technology_id, technology in technologies.items():
        chain = [technology_id]
        parent = technology.parent_id
        while parent is not None:
            if parent not in technologies:
                problem = f"unknown parent_id {parent!r}"
                raise wrong("technologies.csv", lines[chain[-1]], problem, "add the parent or leave the field empty")
            if parent in chain:
                problem = f"parents form a cycle: {' -> '.join([*chain, parent])}"
                raise wrong("technologies.csv", lines[technology_id], problem, "empty one of these parent_id fields")
            chain.append(parent)
            parent = technologies[parent].parent_id


def _refuse_plain_words(listed: list[tuple[Alias, str, int]], words: frozenset[str]) -> None:
    """An everyday word without a rule would be found in every text."""
    for alias, name, line in listed:
        has_rule = alias.is_ambiguous or alias.is_case_sensitive or alias.is_lookup_only
        if not has_rule and alias.surface.casefold() in words:
            problem = f"{alias.surface!r} is an everyday word"
            raise wrong(name, line, problem, "add the rule ambiguous, ordinary or lookup, or cased where case tells")


def _refuse_double_claims(listed: list[tuple[Alias, str, int]]) -> None:
    seen: dict[str, list[Alias]] = {}
    for alias, name, line in listed:
        others = seen.setdefault(alias.surface.casefold(), [])
        for other in others:
            if alias.technology_id == other.technology_id and alias.surface != other.surface:
                continue  # one technology in two spellings with different rules: "Excel" cased, "excel" ambiguous
            if alias.surface != other.surface and (alias.is_case_sensitive or other.is_case_sensitive):
                continue  # told apart by case: "YARN" of Hadoop and "Yarn"; the cased one wins its exact spelling
            problem = f"{alias.surface!r} already stands for {other.technology_id!r}"
            raise wrong(name, line, problem, "remove one, or make one cased, in another spelling")
        others.append(alias)
