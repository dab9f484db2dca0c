"""How a comparison adds up to a probability, in words that need no manual."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any  # entries hold values of several types

_STRENGTHS = ((1.0, "a little"), (3.0, "clearly"), (6.0, "strongly"))
_STRONGEST = "very strongly"
_WORDS = {"prior": "to begin with", "standing": "how well known"}
_LEVELS = {"before comparing": "what a candidate is worth before anything is compared"}
_LEAST = 0.05  # bits that round to none
_NEAR = 0.1  # bits of other candidates that are worth a line


@dataclass(frozen=True, slots=True)
class Reason:
    """One comparison: which way it speaks, how strongly, its weight in bits (None: unknown), and how it came out."""

    weight: float | None
    comparison: str
    level: str

    @property
    def speaks(self) -> str:
        """`for`, `against`, or empty where the weight is unknown."""
        return "" if self.weight is None else "for" if self.weight > 0 else "against"

    @property
    def strength(self) -> str:
        """The weight in words."""
        if self.weight is None:
            return ""
        bits = abs(self.weight)
        return next((words for most, words in _STRENGTHS if bits < most), _STRONGEST)


def reasons(entries: Sequence[Mapping[str, Any]]) -> list[Reason]:
    """The reasons of a comparison (`comparison_of`), heaviest first; those without weight are left out."""
    found = [
        Reason(
            entry["weight"],
            _WORDS.get(entry["comparison"], entry["comparison"]),
            _LEVELS.get(entry["level"], entry["level"]),
        )
        for entry in entries
        if entry["weight"] is None or abs(entry["weight"]) >= _LEAST
    ]
    return sorted(found, key=lambda reason: (-abs(reason.weight or 0.0), reason.comparison))


def summed(entries: Sequence[Mapping[str, Any]], probability: float | None) -> str:
    """What the weights are worth together, and what the other candidates leave of it; empty where nothing was weighed.

    >>> summed([{"weight": 3.5}, {"weight": -0.5}], 0.48)
    'together +3.0 bits, 88.9% were it the only candidate; beside the others 48.0%'
    """
    weights = [entry["weight"] for entry in entries]
    if not weights or None in weights:
        return ""
    bits = round(sum(weights), 1)
    alone = 1 / (1 + 2.0**-bits) if bits > -1000 else 0.0
    said = f"together {bits:+.1f} bits"
    if probability is None or not 0 < probability < 1:
        return said
    if abs(math.log2(probability / (1 - probability)) - bits) < _NEAR:
        return f"{said}: {100 * probability:.1f}%"
    others = "beside the others" if probability < alone else "with the same company registered twice"
    return f"{said}, {100 * alone:.1f}% were it the only candidate; {others} {100 * probability:.1f}%"


def bits_behind(best: float, other: float) -> float:
    """How many bits a candidate is behind the best, both among the same ones, from their probabilities above 0."""
    return math.log2(best / other)
