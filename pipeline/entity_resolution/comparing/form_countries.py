"""Where companies of a legal form are: "Acme AG" is likelier the entry of Switzerland than that of Brazil.

Where one side tells its country and the other does not, the form that the other's name holds stands for it. How telling
it is is counted in the registry itself: how many times as many companies of that form its country has as it has of all.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from pipeline.entity_resolution.comparing.comparisons import ComparedPairs
from pipeline.entity_resolution.records.name_table import NameTable, Texts
from pipeline.entity_resolution.records.record_table import RecordTable

Ints = NDArray[np.int32]
Floats = NDArray[np.float64]
Levels = NDArray[np.int64]

_EDGES = (-4.0, -2.0, -0.7, 0.7, 2.0, 4.0)  # of bits: how many times as many as of all companies
FORM_COUNTRY = (
    "unknown",
    "hardly used there",
    "seldom used there",
    "less used there than elsewhere",
    "used there as elsewhere",
    "used there more than elsewhere",
    "mostly used there",
    "hardly used elsewhere",
)
_FEWEST = 5  # companies of a form with a country, below which it tells nothing
_PRIOR = 2.0  # companies that each form is taken to have, spread as all are


def form_countries(pairs: ComparedPairs, records: RecordTable, registry: RecordTable) -> tuple[Levels, Levels]:
    """Levels of `FORM_COUNTRY`: the record's legal form in the candidate's country, and the reverse."""
    usual = _UsualCountries(registry)
    here, there = records.country[pairs.left], registry.country[pairs.right]
    return (
        usual.levels(records.names, pairs.left_name, np.where(here == "", there, "")),
        usual.levels(registry.names, pairs.right_name, np.where(there == "", here, "")),
    )


class _UsualCountries:
    """Legal forms and countries of a registry as numbers, and the level of each of these pairs."""

    def __init__(self, registry: RecordTable) -> None:
        names = registry.names
        forms, form = _numbered(names.legal_forms)
        countries, country = _numbered(registry.country)
        held = np.unique(form.astype(np.int64) * len(registry) + names.owner)  # names of one company count once
        form, country_of_form = held // max(1, len(registry)), country[held % max(1, len(registry))]
        companies = np.bincount(country, minlength=len(countries)).astype(np.float64)
        cells = np.bincount(form * len(countries) + country_of_form, minlength=len(forms) * len(countries))
        told = countries != ""
        bits = _excess_bits(cells.reshape(len(forms), len(countries)) * told, companies * told)
        level = np.where(np.isnan(bits), 0, 1 + np.digitize(bits, _EDGES))
        self._level = np.zeros((len(forms) + 1, len(countries) + 1), dtype=np.int64)  # the last stand for what is new
        self._level[:-1, :-1] = level * (forms != "")[:, None] * told
        self._forms, self._countries = _places(forms), _places(countries)

    def levels(self, names: NameTable, rows: Ints, countries: Texts) -> Levels:
        """Of each name's legal form in a country; `unknown` where there is no form or no country."""
        return np.asarray(self._level[_found(self._forms, names.legal_forms)[rows], _found(self._countries, countries)])


def _numbered(texts: Texts) -> tuple[Texts, NDArray[np.int64]]:
    """The different texts, and the number of each."""
    encoded = pa.array(texts, pa.string()).dictionary_encode()
    return encoded.dictionary.to_numpy(zero_copy_only=False), encoded.indices.to_numpy().astype(np.int64)


def _excess_bits(cells: Floats, companies: Floats) -> Floats:
    """Of forms x countries how much more usual the form is than in all countries; no number where that is unknown."""
    share = companies / max(1.0, companies.sum())
    held = cells.sum(axis=1)[:, None]
    with np.errstate(divide="ignore", invalid="ignore"):
        bits = np.log2((cells + _PRIOR * share) / ((held + _PRIOR) * share))
    return np.where((held >= _FEWEST) & (share > 0), bits, np.nan)


def _places(texts: Texts) -> dict[str, int]:
    return {text: place for place, text in enumerate(texts.tolist())}


def _found(places: dict[str, int], texts: Texts) -> NDArray[np.int64]:
    """The place of each text; one after the last where it has none."""
    different, number = _numbered(texts)
    return np.array([places.get(text, len(places)) for text in different.tolist()], dtype=np.int64)[number]
