"""Initials that everybody knows: "HBO" is Home Box Office, whatever the chance that three letters fit three words.

`known_initials.json` holds, by initials, what well-known companies and institutions write in full; compiled from
general knowledge. It is asked only where the other name is written in full.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from importlib import resources

import numpy as np
from numpy.typing import NDArray

from pipeline.entity_resolution.comparing.comparisons import ComparedPairs
from pipeline.entity_resolution.names.name_forms import name_form
from pipeline.entity_resolution.records.name_table import NameTable
from pipeline.entity_resolution.records.record_table import RecordTable

FILE_NAME = "known_initials.json"
KNOWN_INITIALS = ("no", "of the other name")

_Words = tuple[str, ...]


@lru_cache(maxsize=1)
def known_initials() -> dict[str, _Words]:
    """Words by initials."""
    text = resources.files("pipeline.entity_resolution.comparing").joinpath(FILE_NAME).read_text(encoding="utf-8")
    return {initials: name_form(words).tokens for initials, words in json.loads(text).items()}


def stands_for(short: _Words, long: _Words) -> bool:
    """Whether `short` begins with the initials of the words that `long` begins with.

    >>> stands_for(("hbo", "asia"), ("home", "box", "office"))
    True
    """
    full = known_initials().get(short[0], ())
    return bool(full) and long[: len(full)] == full


def compare_known_initials(pairs: ComparedPairs, left: RecordTable, right: RecordTable) -> NDArray[np.int8]:
    """Levels of `KNOWN_INITIALS`, by any names of both sides."""
    one, other = _readings(left.names, pairs.left), _readings(right.names, pairs.right)
    level = np.zeros(len(pairs.left), dtype=np.int8)
    known = np.isin(pairs.left, _with_initials(one)) | np.isin(pairs.right, _with_initials(other))
    for row in np.flatnonzero(known).tolist():
        level[row] = _any_stands(one[int(pairs.left[row])], other[int(pairs.right[row])])
    return level


def _readings(names: NameTable, records: NDArray[np.int32]) -> dict[int, list[_Words]]:
    """The words of all names of each of these records, without a leading "the"."""
    read: dict[int, list[_Words]] = {}
    for row in np.flatnonzero(np.isin(names.owner, records)).tolist():
        numbers = names.token[names.token_start[row] : names.token_start[row + 1]].tolist()
        words = tuple(names.words[number] for number in numbers)
        read.setdefault(int(names.owner[row]), []).append(words[1:] if len(words) > 1 and words[0] == "the" else words)
    return read


def _with_initials(read: Mapping[int, Sequence[_Words]]) -> list[int]:
    known = known_initials().keys()
    return [record for record, names in read.items() if not known.isdisjoint(words[0] for words in names)]


def _any_stands(one: Sequence[_Words], other: Sequence[_Words]) -> bool:
    return any(stands_for(a, b) or stands_for(b, a) for a in one for b in other)
