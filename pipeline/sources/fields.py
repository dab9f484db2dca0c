"""Typed values of one item, and a note of each value that could not be interpreted."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any  # raw values of a payload

from pipeline.domains import registrable_domain
from pipeline.sources.employment_types import employment_type
from pipeline.sources.languages import language_tag
from pipeline.sources.parser import Rejection
from pipeline.sources.places import country_code
from pipeline.sources.rejections import reject
from pipeline.sources.salaries import amount, currency, period
from pipeline.sources.text import tidy, tidy_label

_BOOLEANS = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}
_SHOWN_CHARACTERS = 80


class Fields:
    """Reads raw values to column values. None and "" are null; a value that does not fit is null and noted.

    Every method takes the field's name, for the note, and its raw value.
    """

    __slots__ = ("_notes",)

    def __init__(self) -> None:
        self._notes: list[str] = []

    def note(self, field: str, value: Any, expected: str) -> None:
        """Remember that `value` is not what `expected` says."""
        shown = value if isinstance(value, str) else repr(value)
        if len(shown) > _SHOWN_CHARACTERS:
            shown = shown[:_SHOWN_CHARACTERS] + "..."
        self._notes.append(f"{field}: expected {expected}, got {shown!r}")

    def rejections(self, line: int | None, original: Any) -> Iterator[Rejection]:
        """At most one rejection, `unknown_value`, that names all noted values."""
        if self._notes:
            yield reject(line, "unknown_value", "; ".join(self._notes), original)

    def text(self, field: str, value: Any) -> str | None:
        """Text of any length, trimmed."""
        raw = self._string(field, value)
        return tidy(raw) if raw else None

    def label(self, field: str, value: Any) -> str | None:
        """A title, name or place: text on one line."""
        raw = self._string(field, value)
        return tidy_label(raw) if raw else None

    def labels(self, field: str, value: Any) -> list[str] | None:
        """A list of names, in order, without repeats."""
        if value is None or value == "":
            return None
        if not isinstance(value, list | tuple):
            self.note(field, value, "a list")
            return None
        found = (self.label(field, entry) for entry in value)
        return list(dict.fromkeys(entry for entry in found if entry)) or None

    def boolean(self, field: str, value: Any) -> bool | None:
        if value is None or value == "" or isinstance(value, bool):
            return value if isinstance(value, bool) else None
        found = _BOOLEANS.get(str(value).strip().lower())
        if found is None:
            self.note(field, value, "true or false")
        return found

    def amount(self, field: str, value: Any) -> float | None:
        found: float | None = self._interpreted(field, value, amount, "a positive number")
        return found

    def moment(self, field: str, value: Any, parse: Callable[[Any], datetime | None]) -> datetime | None:
        """A date by one of the parsers of `dates.py`."""
        expected = "a date such as 2026-09-01 or 2026-09-01T08:00:00Z"
        found: datetime | None = self._interpreted(field, value, parse, expected)
        return found

    def country(self, field: str, value: Any) -> str | None:
        return self._interpreted_text(field, value, country_code, "a country")

    def employment_type(self, field: str, value: Any) -> str | None:
        return self._interpreted_text(field, value, employment_type, "an employment type of schema.org")

    def currency(self, field: str, value: Any) -> str | None:
        return self._interpreted_text(field, value, currency, "a currency code of ISO 4217")

    def period(self, field: str, value: Any) -> str | None:
        return self._interpreted_text(field, value, period, "hour, day, week, month or year")

    def language(self, field: str, value: Any) -> str | None:
        return self._interpreted_text(field, value, language_tag, "a language tag such as en or pt-BR")

    def domain(self, field: str, value: Any) -> str | None:
        """The registrable domain of an address or host name."""
        return self._interpreted_text(field, value, registrable_domain, "a domain or web address")

    def _string(self, field: str, value: Any) -> str | None:
        if value is None or isinstance(value, str):
            return value
        if isinstance(value, int) and not isinstance(value, bool):
            return str(value)
        if isinstance(value, float) and value.is_integer():
            return str(int(value))
        self.note(field, value, "text")
        return None

    def _interpreted(self, field: str, value: Any, read: Callable[[Any], Any], expected: str) -> Any:
        if value is None or (isinstance(value, str) and not value.strip()):
            return None
        try:
            found = read(value)
        except (AttributeError, TypeError, UnicodeError):  # not the type that `read` reads; half a character
            found = None
        if found is None:
            self.note(field, value, expected)
        return found

    def _interpreted_text(self, field: str, value: Any, read: Callable[[str], str | None], expected: str) -> str | None:
        raw = self._string(field, value)
        found: str | None = self._interpreted(field, raw, read, expected)
        return found
