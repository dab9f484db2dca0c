"""Rows of a catalogue file, in order, with errors that name file, line and fix."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from pipeline.errors import ConfigurationError

COLUMNS = {
    "categories.csv": ("category", "group", "kind"),
    "technologies.csv": ("technology_id", "name", "category", "vendor", "parent_id", "rule"),
    "aliases.csv": ("surface", "technology_id", "rule"),
    "ordinary_words.csv": ("word",),
    "successions.csv": ("former", "technology_id", "change", "since"),
    "external_ids.csv": ("technology_id", "scheme", "external_id"),
    "retired_ids.csv": ("technology_id", "retired_on", "instead"),
    "rejected_terms.csv": ("term",),
}


def read_rows(name: str, text: str) -> Iterator[tuple[int, list[str]]]:
    """(line, fields) of each row below the header. Raises: ConfigurationError: header or a row is malformed."""
    reader = csv.reader(io.StringIO(text, newline=""))
    header = tuple(next(reader, ()))
    if header != COLUMNS[name]:
        raise wrong(name, 1, f"the header is {','.join(header)!r}", f"write {','.join(COLUMNS[name])}")
    first = reader.line_num + 1  # of the row's lines: an open quote takes in those that follow
    for row in reader:
        if not "".join(row).isprintable():
            fix = "write it on one line, close its quotes, remove what does not show"
            raise wrong(name, first, "a field holds a line break or a character that does not show", fix)
        if len(row) != len(header):
            fix = "quote fields that hold commas"
            raise wrong(name, reader.line_num, f"{len(row)} fields where {len(header)} belong", fix)
        if any(field != field.strip() for field in row):
            raise wrong(name, reader.line_num, "a field begins or ends with a blank", "remove the blank")
        yield reader.line_num, row
        first = reader.line_num + 1


def sort_key(surface: str) -> str:
    """Case-folded order with a total one behind it."""
    return f"{surface.casefold()}\0{surface}"


class SortedLines:
    """Checks that lines come sorted, each key once."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._last: str | None = None

    def add(self, line: int, key: str) -> None:
        """Raises: ConfigurationError: `key` is not after the one before."""
        if self._last is not None and self._last >= key:
            shown = key.rpartition("\0")[2]
            problem = "appears twice" if self._last == key else "is out of order"
            raise wrong(self._name, line, f"{shown!r} {problem}", "keep one line each, sorted")
        self._last = key


def wrong(name: str, line: int, problem: str, fix: str) -> ConfigurationError:
    """The error for a line of a catalogue file."""
    return ConfigurationError(f"catalogue/{name}, line {line}: {problem}; {fix}")
