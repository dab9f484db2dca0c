"""Is a record's best candidate right, and is the record of a registered company at all?

`scoring.py` weighs each candidate alone. What the candidates say together, and how much the record tells of itself, is
compared here: how far the best is ahead, how many are close, how rare the name is and how it is written, how many
companies its town has. Levels become match weights in bits as everywhere; one set of weights says whether the best
candidate is right, the other whether any company of the registry is.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from pipeline.entity_resolution.comparisons import COMPARISONS, ComparedPairs, between
from pipeline.entity_resolution.name_table import NameTable
from pipeline.entity_resolution.record_table import RecordTable
from pipeline.entity_resolution.standing import TOLD, crossed, told
from pipeline.entity_resolution.writing_style import STYLES, style_of

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_BEST_EDGES = (-12, -8, -6, -4, -3, -2, -1, 0, 1, 2, 3, 4, 5, 6, 8, 10, 14)
_ROUGH_EDGES = (-4, -2, 0, 2, 4, 6, 9)
_AHEAD_EDGES = (0.5, 1, 1.5, 2, 3, 4, 5, 6, 8, 10, 14)
_RARITY_EDGES = (6, 10, 14, 18, 24, 30, 40, 60, 80)
_WORD_EDGES = (4, 6, 8, 10, 12, 14)
_LENGTH_EDGES = (2, 3, 4, 5, 6, 8, 11, 15, 20, 30)
_TOWN_EDGES = (1, 2, 6, 21, 101)
_CLOSE_BITS = 3.0
_RANKS = 4  # candidates that are looked at
_NOTHING = -30.0  # bits of a candidate that is not there

_FORM = ("no legal form", "legal form")
_SCRIPT = ("Latin", "other script")
_TOWN = ("no city known", *between(_TOWN_EDGES, " registered there"))
_ROUGH = between(_ROUGH_EDGES, " bits")


CHOICE: dict[str, tuple[str, ...]] = {
    "best": between(_BEST_EDGES, " bits"),
    "ahead": between(_AHEAD_EDGES, " bits"),
    "close candidates": ("none", "1", "2", "3 or more"),
    "letters": between(_LENGTH_EDGES, ""),
    "name tells": between(_RARITY_EDGES, " bits"),
    "rarest word": between(_WORD_EDGES, " bits"),
    "written": crossed(STYLES, _FORM),
    "given": crossed(TOLD, _ROUGH),
    "own script": crossed(_SCRIPT, _ROUGH),
    "town": crossed(_TOWN, COMPARISONS["city"]),
    **COMPARISONS,
}


def choice_levels(
    records: RecordTable, written: Sequence[str], registry: RecordTable, pairs: ComparedPairs, bits: Floats, first: Ints
) -> tuple[NDArray[np.int64], NDArray[np.int8]]:
    """Levels of each record that has candidates.

    Args:
        written: the names of `records` as written.
        pairs: candidates, best first within each record, with levels of `COMPARISONS` first; bits: their match weights.
        first: where each record's candidates begin; one more entry than records.
    Returns: the records' rows, and their levels in the order of `CHOICE`.
    """
    rows = np.flatnonzero(first[1:] > first[:-1])
    start, end = first[rows], first[rows + 1]
    ranked = np.full((len(rows), _RANKS), _NOTHING)
    for rank in range(_RANKS):
        there = start + rank < end
        ranked[there, rank] = bits[start[there] + rank]
    best = ranked[:, 0]
    levels = pairs.levels[start][:, : len(COMPARISONS)]
    columns = [
        np.digitize(best, _BEST_EDGES),
        np.digitize(best - ranked[:, 1], _AHEAD_EDGES),
        (ranked[:, 1:] > best[:, None] - _CLOSE_BITS).sum(axis=1),
        *_record_levels(records, written, registry, rows, np.digitize(best, _ROUGH_EDGES), levels),
    ]
    return rows, np.concatenate([np.stack(columns, axis=1).astype(np.int8), levels], axis=1)


def _record_levels(
    records: RecordTable,
    written: Sequence[str],
    registry: RecordTable,
    rows: NDArray[np.int64],
    rough: Ints,
    levels: NDArray[np.int8],
) -> list[Ints]:
    """How much each record tells of itself."""
    names = records.names
    main = np.searchsorted(names.owner, rows)
    city = levels[:, list(COMPARISONS).index("city")]
    other_script = (~names.is_latin[main]).astype(np.int64)
    return [
        np.digitize([len(names.spaceless[row]) for row in main], _LENGTH_EDGES),
        np.digitize(names.bits[main], _RARITY_EDGES),
        np.digitize(names.rarest_bits[main], _WORD_EDGES),
        _written(written, names, rows, main),
        told(records)[rows] * len(_ROUGH) + rough,
        other_script * len(_ROUGH) + rough,
        _towns(records.city[rows], registry.city) * len(COMPARISONS["city"]) + city,
    ]


def _written(written: Sequence[str], names: NameTable, rows: Ints, main: Ints) -> Ints:
    return np.array(
        [
            style_of(written[row]) * len(_FORM) + bool(names.legal_forms[name])
            for row, name in zip(rows.tolist(), main.tolist(), strict=True)
        ],
        dtype=np.int64,
    )


def _towns(cities: NDArray[np.object_], registered: NDArray[np.object_]) -> Ints:
    """How many companies of the registry each city has."""
    counts: dict[str, int] = dict.fromkeys(cities.tolist(), 0)
    for city in registered.tolist():
        if city in counts:
            counts[city] += 1
    return np.array([1 + np.digitize(counts[city], _TOWN_EDGES) if city else 0 for city in cities], dtype=np.int64)
