"""Places that a payload gives in parts: city, region, country; one or several."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple  # raw values of a payload

from pipeline.sources.fields import Fields
from pipeline.sources.job import Job

_NO_CITIES = frozenset({"remote", "anywhere", "hybrid", "n/a", "-"})


class Place(NamedTuple):
    """A place in parts; `country_name` is as the source writes it, `country` its code."""

    city: str | None = None
    region: str | None = None
    country: str | None = None
    country_name: str | None = None

    def text(self) -> str | None:
        """`Halifax, England, United Kingdom`; None when nothing is known."""
        parts = dict.fromkeys(part for part in (self.city, self.region, self.country_name or self.country) if part)
        return ", ".join(parts) or None


def place_of(fields: Fields, raw: Any, *, city: str, region: str, code: str, name: str) -> Place:
    """The place in a raw object, by the names of its parts; `code` and `name` may be the same field."""
    if not isinstance(raw, Mapping):
        return Place()
    code_value, name_value = raw.get(code), fields.label(name, raw.get(name))
    city_value = fields.label(city, raw.get(city))
    return Place(
        None if (city_value or "").lower() in _NO_CITIES else city_value,
        fields.label(region, raw.get(region)),
        fields.country(code, code_value or name_value),
        name_value,
    )


def postal_place(fields: Fields, raw: Any) -> Place:
    """The place in a schema.org PostalAddress."""
    names = {"city": "addressLocality", "region": "addressRegion"}
    return place_of(fields, raw, **names, code="addressCountry", name="addressCountry")


def places_at(job: Job, path: str, *, city: str, region: str, code: str, name: str) -> list[Place]:
    """The places in the list, or single object, at a path."""
    found = [place_of(job.fields, entry, city=city, region=region, code=code, name=name) for entry in job.items(path)]
    return [place for place in found if any(place)]


def agreed_place(places: Iterable[Place]) -> dict[str, Any]:
    """location, city, region and country; `location` names every place, the rest only what all of them agree on."""
    known = list(dict.fromkeys(places))
    texts = dict.fromkeys(text for place in known if (text := place.text()))
    city, region, country = ({place[index] for place in known} for index in range(3))
    return {
        "location": "; ".join(texts) or None,
        "city": city.pop() if len(city) == 1 else None,
        "region": region.pop() if len(region) == 1 else None,
        "country": country.pop() if len(country) == 1 else None,
    }
