"""Whether two names are of two legal entities: "Acme Asia Pte. Ltd." is not "Acme, Inc.", but either may be "Acme".

A group has a company of its own in many countries. Two names that both say which are two companies; where one is the
plain name, boards mean the company of the country as often as not. A branch is no company of its own.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from pipeline.entity_resolution.comparing.comparisons import ComparedPairs
from pipeline.entity_resolution.names.vocabulary import word_concept
from pipeline.entity_resolution.records.name_columns import parted
from pipeline.entity_resolution.records.record_table import RecordTable

LEGAL_ENTITIES = ("none", "one of a country", "of two countries")

# Where companies have this form; forms that many countries have ("ltd", "sa") tell nothing.
_FORM_COUNTRIES = {
    "ab": "se fi",
    "ag": "de ch",
    "aps": "dk",
    "bv": "nl be",
    "corp": "us ca jp ph",
    "corporation": "us ca jp ph",
    "gmbh": "de at ch",
    "gmbhcokg": "de at",
    "inc": "us ca jp ph",
    "kft.": "hu",
    "llc": "us ae",
    "nv": "nl be",
    "oy": "fi",
    "plc": "gb ie",
    "pt": "id",
    "pte ltd": "sg",
    "sacv": "mx",
    "sarl": "fr lu ch",
    "sas": "fr",
    "sdn bhd": "my",
    "spa": "it cl",
    "spzoo": "pl",
    "srl": "it ro",
}
_FORM_WORDS = frozenset(["corp", "corporation"])  # read as words of a name, not as legal forms
_SHORT = {"uk": "gb", "us": "us", "sg": "sg"}
_NO_COUNTRIES = frozenset(["eu", "ip", "un", "zz"])  # codes of other places: "global", "online"


@dataclass(frozen=True, slots=True)
class _Entity:
    """What a record's names say: whether there is a legal form, countries in words, and all where it may be."""

    has_form: bool
    named: frozenset[str]
    countries: frozenset[str]


def legal_entities(pairs: ComparedPairs, left: RecordTable, right: RecordTable) -> NDArray[np.int8]:
    """Levels of `LEGAL_ENTITIES`, by all names of both sides."""
    one, other = _entities(left, pairs.left.tolist()), _entities(right, pairs.right.tolist())
    rows = zip(pairs.left.tolist(), pairs.right.tolist(), strict=True)
    return np.array([_level(one[a], other[b]) for a, b in rows], dtype=np.int8)


def _level(a: _Entity | None, b: _Entity | None) -> int:
    if a is None or b is None:
        return 0
    apart = a.countries.isdisjoint(b.countries)
    if a.has_form and b.has_form:
        return 2 if apart and a.countries and b.countries else 0
    return 1 if a.named or b.named else 0


def _entities(table: RecordTable, records: Iterable[int]) -> dict[int, _Entity | None]:
    """Of these records; none for a branch."""
    names, wanted = table.names, sorted(set(records))
    first, end = (np.searchsorted(names.owner, wanted, side=side) for side in ("left", "right"))
    spans = zip(wanted, first.tolist(), end.tolist(), strict=True)
    return {
        record: _entity(
            {
                names.words[number]
                for number in names.token[names.token_start[start] : names.token_start[stop]].tolist()
            },
            {form for text in names.legal_forms[start:stop] for form in parted(text)},
        )
        for record, start, stop in spans
    }


def _entity(words: set[str], forms: set[str]) -> _Entity | None:
    if "branch" in words:
        return None
    forms = forms | (words & _FORM_WORDS)
    named = frozenset(filter(None, map(_country, words)))
    told = frozenset(country for form in forms for country in _FORM_COUNTRIES.get(form, "").split())
    return _Entity(bool(forms), named, named or told)


@lru_cache(maxsize=100_000)
def _country(word: str) -> str:
    """The code of the country that a word is, else empty; "California" is none."""
    place = word_concept(word).removeprefix("LOCATION:")
    return _SHORT.get(word, place if len(place) == 2 and place not in _NO_COUNTRIES else "")
