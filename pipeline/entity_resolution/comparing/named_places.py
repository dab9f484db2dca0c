"""Where a name says that its company is: "Acme Canada", "Acme Lyon Distribution" against the columns of the other side.

Columns are compared with columns elsewhere; here it is asked whether a name holds the country or city of the other
side. That tells most where the own column is empty, so each level says how the columns compare as well.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pipeline.entity_resolution.comparing.comparisons import CITY, COMPARISONS, COUNTRY, ComparedPairs
from pipeline.entity_resolution.names.name_forms import name_concepts
from pipeline.entity_resolution.records.name_table import NameTable
from pipeline.entity_resolution.records.record_table import RecordTable

Ints = NDArray[np.int32]
Texts = NDArray[np.object_]
Levels = NDArray[np.int64]

_COUNTRY_SAID = (
    "none",
    "candidate names the record's",
    "candidate names another",
    "record names the candidate's",
    "each names the other's",
    "record names the candidate's, candidate another",
    "record names another",
    "record names another, candidate the record's",
    "each names another",
)
_CITY_SAID = ("none", "record names the candidate's", "candidate names the record's", "each names the other's")
_SHORTEST_CITY = 4
_PLACE = "LOCATION:"


def _beside(said: tuple[str, ...], columns: tuple[str, ...]) -> tuple[str, ...]:
    """Texts of what names say, if anything, each with how the columns compare."""
    return ("none", *(f"{text}; columns: {column}" for text in said[1:] for column in columns))


COUNTRY_NAMED = _beside(_COUNTRY_SAID, COUNTRY)
CITY_NAMED = _beside(_CITY_SAID, CITY)


def named_places(pairs: ComparedPairs, records: RecordTable, registry: RecordTable) -> tuple[Levels, Levels]:
    """Levels of `COUNTRY_NAMED` and of `CITY_NAMED`, by the names that fit best."""
    columns = list(COMPARISONS)
    sides = (
        (records.names, pairs.left_name, registry.country[pairs.right], registry.city[pairs.right]),
        (registry.names, pairs.right_name, records.country[pairs.left], records.city[pairs.left]),
    )
    by_record, by_candidate = (_countries(names, rows, country) for names, rows, country, _ in sides)
    in_record, in_candidate = (_holds(names, rows, city) for names, rows, _, city in sides)
    return (
        _levels(3 * by_record + by_candidate, pairs.levels[:, columns.index("country")], len(COUNTRY)),
        _levels(in_record + 2 * in_candidate, pairs.levels[:, columns.index("city")], len(CITY)),
    )


def _levels(said: Levels, column: NDArray[np.int8], column_levels: int) -> Levels:
    return np.where(said > 0, 1 + (said - 1) * column_levels + column, 0)


def _countries(names: NameTable, rows: Ints, countries: Texts) -> Levels:
    """For each name whether it names no country, the given one, or another."""
    asked = np.unique(rows[countries != ""]).tolist()
    named = {row: found for row in asked if (found := _named_countries(names.written[row]))}
    level = np.zeros(len(rows), dtype=np.int64)
    for place in np.flatnonzero(np.isin(rows, list(named)) & (countries != "")).tolist():
        level[place] = 1 if countries[place] in named[int(rows[place])] else 2
    return level


def _named_countries(written: str) -> frozenset[str]:
    """Codes of countries that a name tells, also by one of their states: "Acme Florida" is of the US."""
    places = (concept.removeprefix(_PLACE) for concept in name_concepts(written) if concept.startswith(_PLACE))
    return frozenset(place.partition("-")[0].upper() for place in places)


def _holds(names: NameTable, rows: Ints, cities: Texts) -> Levels:
    """Whether each name has the city among its words, or at its end."""
    level = np.zeros(len(rows), dtype=np.int64)
    spaceless = names.spaceless[rows]
    for place, (name, city) in enumerate(zip(spaceless.tolist(), cities.tolist(), strict=True)):
        if len(city) >= _SHORTEST_CITY and city in name:
            level[place] = name.endswith(city) or city in names.form(int(rows[place])).tokens
    return level
