"""The catalogue's files: read, checked, and turned into a `Catalogue`.

    catalogue/categories.csv    category, group                                        sorted by category
    catalogue/technologies.csv  technology_id, name, category, vendor, parent_id, rule  sorted by technology_id
    catalogue/aliases.csv       surface, technology_id, rule                           sorted by case-folded surface
    catalogue/ordinary_words.csv  word: everyday words, never taken for misspelled technologies          sorted

`rule` tells how a text must look for the surface to count; words may be combined:

    (empty)     any case, anywhere
    cased       only this spelling
    ambiguous   also an ordinary word, name or abbreviation: needs evidence from its context
    ordinary    most uses are not the technology: needs strong evidence
    lookup      only in lists of technologies (the normalizer), never in running text

A name's own rule stands in its technologies row. Adding a technology or an alias is one line.
This is the one file of the package that reads files (its own package data).
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files

from pipeline.errors import ConfigurationError
from pipeline.normalization.derived_aliases import derive_aliases
from pipeline.tables.technologies import Alias, Catalogue, Technology

COLUMNS = {
    "categories.csv": ("category", "group"),
    "technologies.csv": ("technology_id", "name", "category", "vendor", "parent_id", "rule"),
    "aliases.csv": ("surface", "technology_id", "rule"),
    "ordinary_words.csv": ("word",),
}
_RULES = frozenset({"cased", "ambiguous", "ordinary", "lookup"})
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
    digest = hashlib.sha256()
    for name in sorted(COLUMNS):
        digest.update(f"{name}\n{texts[name]}\n".encode())
    categories = _read_categories(texts["categories.csv"])
    technologies, names = _read_technologies(texts["technologies.csv"], categories)
    listed = names + _read_aliases(texts["aliases.csv"], technologies)
    _refuse_double_claims(listed)
    listed_aliases = [alias for alias, _, _ in listed]
    aliases = (*listed_aliases, *derive_aliases(listed_aliases, technologies))
    words = _read_words(texts["ordinary_words.csv"])
    return Catalogue(digest.hexdigest()[:12], technologies, aliases, words)


def _rows(name: str, text: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""))
    header = tuple(next(reader, ()))
    if header != COLUMNS[name]:
        raise _wrong(name, 1, f"the header is {','.join(header)!r}", f"write {','.join(COLUMNS[name])}")
    for row in reader:
        if len(row) != len(header):
            fix = "quote fields that hold commas"
            raise _wrong(name, reader.line_num, f"{len(row)} fields where {len(header)} belong", fix)
        if any(field != field.strip() for field in row):
            raise _wrong(name, reader.line_num, "a field begins or ends with a blank", "remove the blank")
        yield reader.line_num, row


def _read_categories(text: str) -> frozenset[str]:
    name, found = "categories.csv", []
    for line, (category, group) in _rows(name, text):
        if not category or not group:
            raise _wrong(name, line, "an empty field", "give both category and group")
        found.append(category)
        _check_order(name, line, found[-2:-1], category)
    return frozenset(found)


def _read_technologies(
    text: str, categories: frozenset[str]
) -> tuple[dict[str, Technology], list[tuple[Alias, str, int]]]:
    name = "technologies.csv"
    technologies: dict[str, Technology] = {}
    names: list[tuple[Alias, str, int]] = []
    lines: dict[str, int] = {}
    last: list[str] = []
    for line, (technology_id, title, category, vendor, parent_id, rule) in _rows(name, text):
        if not _SLUG.fullmatch(technology_id):
            raise _wrong(
                name, line, f"{technology_id!r} is no slug", "use lower-case letters, digits and single hyphens"
            )
        _check_order(name, line, last, technology_id)
        if not title:
            raise _wrong(name, line, "no name", "give the technology's usual name")
        if category not in categories:
            raise _wrong(name, line, f"unknown category {category!r}", "use one of categories.csv or add it there")
        technologies[technology_id] = Technology(technology_id, title, category, vendor or None, parent_id or None)
        names.append((_alias(name, line, title, technology_id, rule), name, line))
        lines[technology_id] = line
        last = [technology_id]
    _check_parents(technologies, lines)
    return technologies, names


def _read_aliases(text: str, technologies: Mapping[str, Technology]) -> list[tuple[Alias, str, int]]:
    name = "aliases.csv"
    found: list[tuple[Alias, str, int]] = []
    last: list[str] = []
    for line, (surface, technology_id, rule) in _rows(name, text):
        if not surface:
            raise _wrong(name, line, "no surface", "give the text as written, or remove the line")
        if technology_id not in technologies:
            raise _wrong(name, line, f"unknown technology_id {technology_id!r}", "add it to technologies.csv first")
        key = f"{surface.casefold()}\0{surface}"
        _check_order(name, line, last, key)
        found.append((_alias(name, line, surface, technology_id, rule), name, line))
        last = [key]
    return found


def _read_words(text: str) -> frozenset[str]:
    name, last = "ordinary_words.csv", ""
    words: list[str] = []
    for line, (word,) in _rows(name, text):
        if not word.islower():
            raise _wrong(name, line, f"{word!r} is no lower-case word", "write it in lower case or remove it")
        _check_order(name, line, [last] if last else [], word)
        words.append(word)
        last = word
    return frozenset(words)


def _alias(name: str, line: int, surface: str, technology_id: str, rule: str) -> Alias:
    words = rule.split()
    unknown = sorted(set(words) - _RULES)
    if unknown:
        raise _wrong(name, line, f"unknown rule {unknown[0]!r}", f"use {', '.join(sorted(_RULES))} or nothing")
    is_ordinary = "ordinary" in words
    return Alias(
        surface, technology_id, "cased" in words, is_ordinary or "ambiguous" in words, is_ordinary, "lookup" in words
    )


def _check_order(name: str, line: int, last: list[str], key: str) -> None:
    if last and last[0] >= key:
        shown = key.rpartition("\0")[2]
        problem = "appears twice" if last[0] == key else "is out of order"
        raise _wrong(name, line, f"{shown!r} {problem}", "keep one line each, sorted")


def _check_parents(technologies: Mapping[str, Technology], lines: Mapping[str, int]) -> None:
    for technology_id, technology in technologies.items():
        chain = [technology_id]
        parent = technology.parent_id
        while parent is not None:
            if parent not in technologies:
                problem = f"unknown parent_id {parent!r}"
                raise _wrong("technologies.csv", lines[chain[-1]], problem, "add the parent or leave the field empty")
            if parent in chain:
                problem = f"parents form a cycle: {' -> '.join([*chain, parent])}"
                raise _wrong("technologies.csv", lines[technology_id], problem, "empty one of these parent_id fields")
            chain.append(parent)
            parent = technologies[parent].parent_id


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
            raise _wrong(name, line, problem, "remove one, or make one cased, in another spelling")
        others.append(alias)


def _wrong(name: str, line: int, problem: str, fix: str) -> ConfigurationError:
    return ConfigurationError(f"catalogue/{name}, line {line}: {problem}; {fix}")
