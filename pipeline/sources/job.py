"""One raw job of a payload, and how its fields become columns.

A field is named by a dotted path, `location.name`. A `Column` says which fields it reads, so that a format's table of
columns is also the list of the fields it knows.
"""

from __future__ import annotations

import html
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any  # raw values of a payload

from pipeline.sources.dates import parse_iso
from pipeline.sources.fields import Fields
from pipeline.sources.markup import unescape_markup
from pipeline.sources.parser import Payload
from pipeline.sources.pay_text import pay_columns, read_pay

_Moment = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class Job:
    """A raw job, the payload it came in, the employer its envelope names, and the notes taken while it is read."""

    payload: Payload
    raw: dict[str, Any]
    envelope_company: str | None = None
    fields: Fields = field(default_factory=Fields)

    def at(self, path: str) -> Any:
        """The raw value at a dotted path; None when it or an object above it is missing."""
        value: Any = self.raw
        for name in path.split("."):
            if not isinstance(value, dict):
                if value not in (None, "", []):  # an empty object is [] where PHP writes the JSON
                    self.fields.note(path.rpartition(".")[0], value, "an object")
                return None
            value = value.get(name)
        return value

    def items(self, path: str) -> list[Any]:
        """The raw list at a path; a single value is a list of one, null none."""
        value = self.at(path)
        if value is None or value == "":
            return []
        return value if isinstance(value, list) else [value]


@dataclass(frozen=True, slots=True)
class Column:
    """Where a column comes from: the fields it reads, and how. A column that stands for several reads a mapping."""

    reads: tuple[str, ...]
    read: Callable[[Job], Any]


def computed(read: Callable[[Job], Any], *paths: str) -> Column:
    """A column that a function reads from these fields."""
    return Column(paths, read)


def _first(read: Callable[[Job, str], Any], paths: tuple[str, ...]) -> Column:
    def read_first(job: Job) -> Any:
        for path in paths:
            found = read(job, path)
            if found is not None:
                return found
        return None

    return Column(paths, read_first)


def _reading(read: Callable[[Fields, str, Any], Any]) -> Callable[..., Column]:
    """A maker of columns that hold the first value that a method of `Fields` gives for these paths."""
    return lambda *paths: _first(lambda job, path: read(job.fields, path, job.at(path)), paths)


label = _reading(Fields.label)
text = _reading(Fields.text)
boolean = _reading(Fields.boolean)
country = _reading(Fields.country)
language = _reading(Fields.language)
employment = _reading(Fields.employment_type)


def free_employment(*paths: str) -> Column:
    """Employment types in the employer's own words: those that name none are null without a note."""
    return _first(lambda job, path: Fields().employment_type(path, job.at(path)), paths)


def moment(*paths: str, parse: _Moment = parse_iso) -> Column:
    return _first(lambda job, path: job.fields.moment(path, job.at(path), parse), paths)


def choice(path: str, values: Mapping[str, Any]) -> Column:
    """A closed enumeration, by its values in lower case; any other value is noted and null."""

    def read(job: Job) -> Any:
        raw = job.fields.label(path, job.at(path))
        if raw is None:
            return None
        if raw.lower() not in values:
            job.fields.note(path, raw, f"one of {', '.join(values)}")
        return values.get(raw.lower())

    return Column((path,), read)


def joined(path: str, *names: str) -> Column:
    """A list of texts, or of objects with one of these names, as one label; a single value counts as a list."""
    paths = tuple(f"{path}.{name}" for name in names) or (path,)
    return Column(paths, lambda job: "; ".join(labels_at(job, path, *names)) or None)


def labels_at(job: Job, path: str, *names: str) -> list[str]:
    """The labels of a list of texts, or of objects with one of these names, in order, without repeats."""
    raw = [
        next((entry[name] for name in names if entry.get(name)), None) if isinstance(entry, dict) else entry
        for entry in job.items(path)
    ]
    return job.fields.labels(path, raw) or []


def markup(*paths: str, is_escaped: bool = False) -> Column:
    """The HTML of these fields one after the other, each once.

    Args:
        is_escaped: the source escapes some bodies as a whole; those are unescaped once.
    """

    def read(job: Job) -> str | None:
        found = [job.fields.text(path, job.at(path)) for path in paths]
        return sections(("", unescape_markup(piece) if is_escaped else piece) for piece in found if piece)

    return Column(paths, read)


def text_unless(other: str, path: str) -> Column:
    """Plain text, where the field `other` does not hold the same as HTML."""
    return Column((path,), lambda job: None if job.at(other) else job.fields.text(path, job.at(path)))


def salary(low: str, high: str, currency: str, period: str) -> Column:
    """The four columns of pay from numbers, a currency code and a period; null together when there is no figure."""

    def read(job: Job) -> dict[str, Any]:
        return pay(job.fields, *((path, job.at(path)) for path in (low, high, currency, period)))

    return Column((low, high, currency, period), read)


def salary_text(path: str) -> Column:
    """The four columns of pay from a text such as "$18 - $22/hr"; none where it names no figure or no period."""
    return Column((path,), lambda job: pay_columns(read_pay(job.fields.label(path, job.at(path)) or "")))


def pay(fields: Fields, *named: tuple[str, Any]) -> dict[str, Any]:
    """The four columns of pay from (name, raw value) of low, high, currency and period; zero means not given."""
    low, high = (fields.amount(name, None if value in (0, "0", "") else value) for name, value in named[:2])
    if low is None and high is None:
        return {}
    if low is not None and high is not None and low > high:
        fields.note(named[0][0], f"{low} to {high}", "a minimum below the maximum")
        return {}
    return {
        "salary_min": low,
        "salary_max": high,
        "salary_currency": fields.currency(*named[2]),
        "salary_period": fields.period(*named[3]),
    }


def sections(pieces: Iterable[tuple[str, str]]) -> str | None:
    """(heading as text, HTML) of a description's parts as one HTML text; None when there is none.

    >>> sections([("Duties", "<ul><li>Weave</li></ul>"), ("Empty", "")])
    '<div>Duties</div><div><ul><li>Weave</li></ul></div>'
    """
    shown = dict.fromkeys((heading, body) for heading, body in pieces if body)
    if len(shown) == 1:
        ((heading, body),) = shown
        if not heading:
            return body
    parts = (part for heading, body in shown for part in (html.escape(heading, quote=False), body) if part)
    return "".join(f"<div>{part}</div>" for part in parts) or None
