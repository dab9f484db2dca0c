"""Match weights in bits, summed over comparisons, and what they mean as probabilities.

A pair's match weight is the prior plus the weight of its level in each comparison: the base-2 logarithm of the odds
that both are one company, taken alone. Linking a record to a registry is a choice: at most one candidate is right, or
none. So the probability of a candidate is its odds over one plus the odds of all the record's candidates (the
conditional logit that the weights were learned with): two equally good candidates have less than one half each.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.entity_resolution.comparing.comparisons import COMPARISONS
from pipeline.entity_resolution.comparing.names_alone import BOARD
from pipeline.entity_resolution.comparing.standing import RANKING

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]

_NAMES = "candidate's names"
_GROUPS = {
    "name": (
        "writing",
        "words",
        "shared words",
        "left over",
        "first word",
        "spelling",
        "edits",
        "start",
        "length",
        "legal form",
        "script",
        "sound",
        "name used",
        "letters",
        "left over on each side",
        "spelling; first word",
        "city; words",
    ),
    "remainder": ("remainder",),
    "remainder words": ("remainder words",),
    "legal entities": ("legal entities",),
    "known initials": ("known initials",),
    "numbers": ("numbers",),
    "acronym": ("acronym",),
    "concepts": ("concepts",),
    "domain": ("domain", "record's domain", "candidate's domain"),
    "country": ("country",),
    "city": ("city",),
    "kind": ("kind",),
    "standing": (_NAMES, "told", "told; name used", "candidate's names; name used", "acronym; told"),
    "country in a name": ("country in a name",),
    "city in a name": ("city in a name",),
    "initials among words": ("initials among words",),
    "record's legal form": ("record's legal form",),
    "candidate's legal form": ("candidate's legal form",),
}
_TEXTS = {**RANKING, **BOARD}
_QUIET = frozenset({"unknown", "none", "no"})
_MOST_BITS = 60.0  # probabilities differ from 0 and 1 up to here in 64-bit floats


@dataclass(frozen=True, slots=True)
class Weights:
    """Match weights in bits.

    Attributes:
        prior: weight before anything is compared.
        levels: comparison -> weight of each of its levels, in the order of the columns of levels.
    """

    prior: float
    levels: Mapping[str, tuple[float, ...]]


def match_weights(levels: NDArray[np.int8], weights: Weights) -> Floats:
    """Sum of prior and level weights of each pair, in bits."""
    total = np.full(len(levels), weights.prior)
    for column, values in enumerate(weights.levels.values()):
        total += np.array(values)[levels[:, column]]
    return np.round(total, 6)


def pair_probabilities(bits: Floats | float) -> Floats:
    """Probability of each pair taken alone."""
    return np.asarray(1.0 / (1.0 + np.exp2(-np.clip(bits, -_MOST_BITS, _MOST_BITS))))


def choice_probabilities(left: Ints, bits: Floats, record_count: int) -> Floats:
    """Probability of each candidate among all candidates of its record, and none of them.

    Args:
        left: record row of each candidate, in ascending order.
    """
    odds = np.exp2(np.clip(bits, -_MOST_BITS, _MOST_BITS))
    total = np.ones(record_count)
    if len(left):
        order = np.lexsort((odds, left))  # sums in order of size: the same whatever order candidates came in
        np.add.at(total, left[order], odds[order])
    return np.asarray(odds / total[left])


def explain_levels(levels: NDArray[np.int8], weights: Weights) -> dict[str, dict[str, str | float]]:
    """The comparison of one pair for a reader: what was compared -> how it came out, and its weight in bits.

    Comparisons that look at the same thing are added up; those without evidence on a side are left out.
    """
    at = {name: int(levels[column]) for column, name in enumerate(weights.levels)}
    result: dict[str, dict[str, str | float]] = {}
    for group, members in _GROUPS.items():
        if members[0] not in at:
            continue
        weight = sum(weights.levels[name][at[name]] for name in members if name in at)
        text = _level_text(group, at)
        if text not in _QUIET:
            result[group] = {"level": text, "weight": round(weight, 2)}
    result["prior"] = {"level": "before comparing", "weight": round(weights.prior, 2)}
    return result


def _level_text(group: str, at: Mapping[str, int]) -> str:
    if group == "name":
        writing = COMPARISONS["writing"][at["writing"]]
        return writing if writing != "other" else "shares " + COMPARISONS["words"][at["words"]]
    if group == "domain":
        texts = [COMPARISONS[name][at[name]] for name in ("domain", "record's domain", "candidate's domain")]
        if texts[0] != "unknown":
            return texts[0]
        said = [
            f"{name} {text}"
            for name, text in zip(("record's", "candidate's"), texts[1:], strict=True)
            if text != "unknown"
        ]
        return ", ".join(said) or "unknown"
    if group == "standing":
        return f"{_TEXTS[_NAMES][at[_NAMES]]} registered; told: {_TEXTS['told'][at['told']]}"
    return _TEXTS[group][at[group]]
