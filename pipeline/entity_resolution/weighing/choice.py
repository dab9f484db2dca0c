"""Is a record's best candidate right, and is the record of a registered company at all?

`scoring.py` weighs each candidate alone. What the candidates say together, and how much the record tells of itself, is
put beside that here: how far the best is ahead, how many are close, how rare the name's words are and which of them the
candidate has, how the name is written, how many companies its town has. These are features of boosted trees
(`trees.py`): one set says whether the best candidate is right, the other whether any company of the registry is meant.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from pipeline.entity_resolution.comparing.comparisons import SHARE_NAMES, ComparedPairs
from pipeline.entity_resolution.comparing.standing import CROSSED, RANKING, TOLD
from pipeline.entity_resolution.names.writing_style import style_of
from pipeline.entity_resolution.records.name_table import NameTable
from pipeline.entity_resolution.records.record_table import RecordTable
from pipeline.entity_resolution.weighing.held_words import held_words

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Number = TypeVar("Number", float, Floats)

BEST_SHARE = 0.3  # of 0 to 1.5 the most near and half-alike names at an F1 of no match of 0.65 to 0.66; by little
_TOWN_EDGES = (1, 2, 6, 21, 101)
_CLOSE_BITS = 3.0
_RANKS = 6  # candidates that are looked at
_NOTHING = -30.0  # bits of a candidate that is not there

_TOGETHER = (*(f"bits {rank}" for rank in range(1, _RANKS + 1)), "bits of all", "bits of others", "ahead", "close")
_OWN = ("name tells", "rarest word", "letters", "Latin", "style", "legal form given", "town")
_BESIDE = (
    "words",
    "candidate's words",
    "least word",
    "first word tells",
    "last word tells",
    "words held",
    "rarest held",
)
_SPLIT = ("record's words share", "candidate's words share", "record told", "candidate told", "candidate's name count")
FEATURES = (*_TOGETHER, *_OWN, *_BESIDE, *_SPLIT, *(f"level of {name}" for name in RANKING if name not in CROSSED))


def choice_features(
    records: RecordTable, written: Sequence[str], registry: RecordTable, pairs: ComparedPairs, bits: Floats, first: Ints
) -> tuple[Ints, Floats]:
    """Features of each record that has candidates.

    Args:
        written: the names of `records` as written.
        pairs: candidates, best first within each record, with levels of `RANKING`; bits: their match weights.
        first: where each record's candidates begin; one more entry than records.
    Returns: the records' rows, and their features in the order of `FEATURES`.
    """
    rows = np.flatnonzero(first[1:] > first[:-1])
    best = pairs.take(first[rows])
    words = held_words(records.names, registry.names, best.left_name, best.right_name)
    columns = [
        *_together(bits, first, rows),
        *_own(records, written, registry, rows),
        *(words.count, words.other_count, words.least_bits, words.first_bits, words.last_bits),
        *(words.share, words.holds_rarest),
        *_split(best, registry),
        *best.levels.T[: len(RANKING) - len(CROSSED)],  # trees cross levels by themselves
    ]
    features: Floats = np.stack([np.asarray(column, dtype=np.float64) for column in columns], axis=1)
    return rows.astype(np.int64), np.round(features, 6)


def naming_score(best: Number, registered: Number) -> Number:
    """How much speaks for naming the best candidate, 0 to 1.3: that a company is meant and, with less, that it is it.

    A name that is right is worth more to whoever decides than a doubt about a company that nobody has found.
    """
    return registered + BEST_SHARE * best


def _together(bits: Floats, first: Ints, rows: Ints) -> list[NDArray[np.generic]]:
    """What the candidates' match weights say together."""
    start, end = first[rows], first[rows + 1]
    ranked = np.full((len(rows), _RANKS), _NOTHING)
    for rank in range(_RANKS):
        there = start + rank < end
        ranked[there, rank] = bits[start[there] + rank]
    best = ranked[:, 0]
    every = np.logaddexp2.reduceat(bits, start) if len(rows) else best
    others = np.log2(np.maximum(np.exp2(every) - np.exp2(best), 2.0**_NOTHING))
    close = (ranked[:, 1:] > best[:, None] - _CLOSE_BITS).sum(axis=1)
    return [*ranked.T, every, others, best - ranked[:, 1], close]


def _own(
    records: RecordTable, written: Sequence[str], registry: RecordTable, rows: Ints
) -> list[NDArray[np.generic] | list[int]]:
    """How much each record tells of itself."""
    names: NameTable = records.names
    main = np.searchsorted(names.owner, rows)
    return [
        names.bits[main],
        names.rarest_bits[main],
        [len(text) for text in names.spaceless[main]],
        names.is_latin[main],
        [style_of(written[row]) for row in rows.tolist()],
        names.legal_forms[main] != "",
        _towns(records.city[rows], registry.city),
    ]


def _split(best: ComparedPairs, registry: RecordTable) -> list[NDArray[np.generic]]:
    """The sides of comparisons that are crossed in `RANKING`, each alone."""
    level = {name: best.levels[:, column].astype(np.int64) for column, name in enumerate(RANKING)}
    counts = np.bincount(registry.names.owner, minlength=len(registry))
    shares, told = np.divmod(level["words"], len(SHARE_NAMES)), np.divmod(level["told"], len(TOLD))
    return [*shares, *told, counts[best.right]]


def _towns(cities: NDArray[np.object_], registered: NDArray[np.object_]) -> Ints:
    """Whether each city is known, and how many companies of the registry it has."""
    counts: dict[str, int] = dict.fromkeys(cities.tolist(), 0)
    for city in registered.tolist():
        if city in counts:
            counts[city] += 1
    return np.array([1 + np.digitize(counts[city], _TOWN_EDGES) if city else 0 for city in cities], dtype=np.int64)
