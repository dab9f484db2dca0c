"""Names of countries, of their parts and of cities, from `gazetteer.csv`.

The file holds `folded name,country,part,thousands of inhabitants`. A country has neither part nor inhabitants, a part
of a country (a state, a province) no inhabitants; a city counts a fifth under another name than its own.
`gazetteer_compile.py` makes it from GeoNames (CC BY 4.0) and rigour (MIT), with the counties of England.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

FILE_NAME = "gazetteer.csv"
_WORDS = re.compile(r"[^\W_]+")
_SHORT_COUNTRIES = {"usa": "US", "us": "US", "u s": "US", "u s a": "US", "uk": "GB", "u k": "GB", "uae": "AE"}


@dataclass(frozen=True, slots=True)
class Named:
    """One thing of a name.

    Attributes:
        country: ISO 3166-1 alpha-2.
        part: code of the state or province, as people write it (CA, NSW); empty where there is none.
        thousands: inhabitants of a city, in thousands; 0 for a country or a part of one.
    """

    country: str
    part: str
    thousands: int

    @property
    def is_city(self) -> bool:
        return self.thousands > 0


@lru_cache(maxsize=20_000)
def fold_place(text: str) -> str:
    """A place's name for comparison: letters without accents in lower case, single blanks.

    >>> fold_place("St. Gallen"), fold_place("Saint-Étienne")
    ('saint gallen', 'saint etienne')
    """
    plain = "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
    words = _WORDS.findall(plain.replace("'", "").replace("’", "").replace("ł", "l").replace("ø", "o"))
    return " ".join({"st": "saint", "ste": "sainte"}.get(word, word) for word in words)


def look_up(name: str) -> tuple[Named, ...]:
    """Everything that has a folded name: countries, parts, then cities by size. Two-letter codes are no names."""
    short = _SHORT_COUNTRIES.get(name)
    return (Named(short, "", 0),) if short else _names().get(name, ())


def cities_named(text: str) -> list[Named]:
    """The cities of a name as written, by size."""
    return [row for row in look_up(fold_place(text)) if row.is_city]


def part_codes(country: str) -> frozenset[str]:
    """Codes of a country's parts; for the countries whose addresses name them by code."""
    return _part_codes().get(country, frozenset())


def part_code(country: str | None, region: str) -> str:
    """A state or province in one spelling: its code where it has one, else its folded name.

    >>> part_code("US", "Texas"), part_code("US", "TX"), part_code("GB", "Norfolk")
    ('TX', 'TX', 'norfolk')
    """
    if region in part_codes(country or ""):
        return region
    folded = fold_place(region)
    codes = {row.part for row in look_up(folded) if row.part and not row.is_city and row.country == country}
    return codes.pop() if len(codes) == 1 else folded


@lru_cache(maxsize=1)
def country_codes() -> frozenset[str]:
    """ISO 3166-1 alpha-2 codes of all countries."""
    return frozenset(row.country for rows in _names().values() for row in rows if not row.part and not row.is_city)


@lru_cache(maxsize=1)
def _names() -> dict[str, tuple[Named, ...]]:
    text = resources.files("pipeline.sources").joinpath(FILE_NAME).read_text(encoding="utf-8")
    found: dict[str, list[Named]] = {}
    for line in text.splitlines():
        name, country, part, thousands = line.split(",")
        found.setdefault(name, []).append(Named(country, part, int(thousands)))
    return {
        name: tuple(sorted(rows, key=lambda row: (row.is_city, -row.thousands, row.country, row.part)))
        for name, rows in found.items()
    }


@lru_cache(maxsize=1)
def _part_codes() -> dict[str, frozenset[str]]:
    codes: dict[str, set[str]] = {}
    for rows in _names().values():
        for row in rows:
            if row.part:
                codes.setdefault(row.country, set()).add(row.part)
    return {country: frozenset(parts) for country, parts in codes.items() if country in ("US", "CA", "AU")}
