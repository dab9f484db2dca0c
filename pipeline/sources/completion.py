"""What a posting's own words tell where its source left a field empty: place, remote work, pay, language."""

from __future__ import annotations

from pipeline.sources.gazetteer import fold_place
from pipeline.sources.languages import language_of
from pipeline.sources.locations import Location, read_location
from pipeline.sources.parser import Record
from pipeline.sources.pay_prose import read_stated_pay
from pipeline.sources.pay_text import pay_columns

_PLACE = ("city", "region", "country")
_PAY = ("salary_min", "salary_max", "salary_currency", "salary_period")


def complete_posting(record: Record) -> None:
    """Fill city, region, country and is_remote from the location, pay and language from the text, in place.

    What the source said is never changed, and a location that contradicts it is not used.
    """
    text = record.get("location") or ", ".join(filter(None, map(record.get, _PLACE)))
    if text:
        found = read_location(text)
        if _agrees(record, found):
            for name in _PLACE:
                _fill(record, name, getattr(found, name))
        _fill(record, "is_remote", found.is_remote)
    description = record.get("description")
    if not description:
        return
    if record.get("language") is None:
        record["language"] = language_of(description)
    if all(record.get(name) is None for name in _PAY):
        record.update(pay_columns(read_stated_pay(description, record.get("country"))))


def _agrees(record: Record, found: Location) -> bool:
    for name in _PLACE:
        said, read = record.get(name), getattr(found, name)
        if said and read and fold_place(said) != fold_place(read):
            return False
    return True


def _fill(record: Record, name: str, value: object) -> None:
    if record.get(name) is None:
        record[name] = value
