"""A reviewed line more in a catalogue file: where it goes, so that the file stays sorted."""

from __future__ import annotations

import csv
import difflib
import io
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from pipeline.errors import UsageError
from pipeline.normalization.catalogue_rows import COLUMNS, read_rows, sort_key
from pipeline.normalization.catalogue_search import find_technology, search_technologies
from pipeline.normalization.unlisted_terms import term_key
from pipeline.tables.technologies import Catalogue

_KEYS: dict[str, Callable[[str], str]] = {"aliases.csv": sort_key, "technologies.csv": str, "rejected_terms.csv": str}


def with_line(texts: Mapping[str, str], name: str, row: Sequence[str]) -> dict[str, str]:
    """The files of a catalogue with `row` in the file `name`, at its place; what is there stays.

    Args:
        name: aliases.csv, technologies.csv or rejected_terms.csv.
    """
    key = _KEYS[name]
    rows = [fields for _, fields in read_rows(name, texts[name])]
    if list(row) not in rows:
        rows.append(list(row))
        rows.sort(key=lambda fields: key(fields[0]))
    return {**texts, name: csv_text([COLUMNS[name], *rows])}


def csv_text(rows: Sequence[Sequence[str]]) -> str:
    """Rows as the catalogue's files hold them."""
    written = io.StringIO()
    csv.writer(written, lineterminator="\n").writerows(rows)
    return written.getvalue()


@dataclass(frozen=True, slots=True)
class CatalogueLine:
    """A line for one of the catalogue's files."""

    file: str
    row: tuple[str, ...]

    @property
    def technology_id(self) -> str | None:
        """The technology that the line is about; None where it rejects a term."""
        columns = COLUMNS[self.file]
        return self.row[columns.index("technology_id")] if "technology_id" in columns else None

    @property
    def text(self) -> str:
        """The line as the file holds it."""
        return csv_text([self.row]).rstrip("\n")


def alias_line(catalogue: Catalogue, surface: str, of: str, rule: str) -> CatalogueLine:
    """Another name of the technology `of` (id, name or alias). Raises: UsageError: there is none."""
    technology = find_technology(catalogue, of)
    if technology is None:
        near = ", ".join(entry.name for entry in search_technologies(catalogue, of, 3))
        raise UsageError(f"no technology {of!r} in the catalogue" + (f"; did you mean {near}?" if near else ""))
    return CatalogueLine("aliases.csv", (surface.strip(), technology.technology_id, rule))


def spelling_lines(catalogue: Catalogue, named: CatalogueLine, spellings: Iterable[str]) -> list[CatalogueLine]:
    """Lines for further spellings of what `named` names; those that the catalogue reads already need none, and
    those with a line break or a sign that does not show get none.

    Args:
        catalogue: with `named` in it.
        spellings: most frequent first; one whose letters differ is marked as a misspelling.
    """
    if named.technology_id is None:
        return []
    alias = named.file == "aliases.csv"
    surface, rule = (named.row[0], named.row[2]) if alias else (named.row[1], named.row[5])
    read = {other.surface if other.is_case_sensitive else other.surface.lower() for other in catalogue.aliases}
    lines: list[CatalogueLine] = []
    for spelling in map(str.strip, spellings):
        if spelling in read or spelling.lower() in read or not spelling.isprintable():
            continue
        words = rule.split() + ["misspelling"] * (term_key(spelling) != term_key(surface))
        lines.append(CatalogueLine("aliases.csv", (spelling, named.technology_id, " ".join(words))))
        read.add(spelling if "cased" in words else spelling.lower())
    return lines


def technology_line(catalogue: Catalogue, name: str, category: str, vendor: str, rule: str) -> CatalogueLine:
    """A new technology; its id is made from its name. Raises: UsageError: unknown category, or the name gives no id."""
    if category not in catalogue.categories:
        near = difflib.get_close_matches(category, catalogue.categories, 3, 0.3)
        hint = f"such as {', '.join(near)}" if near else "see categories.csv"
        raise UsageError(f"--category {category!r} is no category; give one of the catalogue, {hint}")
    technology_id = re.sub(r"[^a-z0-9]+", "-", name.casefold()).strip("-")
    if not technology_id:
        raise UsageError(f"{name!r} gives no id: add the technology to technologies.csv by hand")
    if technology_id in catalogue.technologies or technology_id in catalogue.retired_ids:
        raise UsageError(f"the id {technology_id!r} is taken: add the technology to technologies.csv by hand")
    return CatalogueLine("technologies.csv", (technology_id, name.strip(), category, vendor, "", rule))


def rejection_line(surface: str) -> CatalogueLine:
    """The term is no technology. Raises: UsageError: it has no letter or digit."""
    key = term_key(surface)
    if not key:
        raise UsageError(f"{surface!r} has no letter or digit")
    return CatalogueLine("rejected_terms.csv", (key,))
