"""From scores to confidences: among mentions of confidence 0.8, eight in ten are the technology they are taken for.

`calibration.csv` holds method, score, confidence: knots of a rising line per method, straight between them and level
outside. `python -m tests.extraction.train_confidence` fits it on labelled postings.
"""

from __future__ import annotations

import itertools
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

_BINS = (0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99, 1.01)
_HIGHEST = 0.97  # rules were made on much of what is labelled, so more than this is not believed

Knots = tuple[tuple[float, float], ...]
"""(score, confidence), both rising."""


def confidence(score: float, knots: Knots) -> float:
    """The confidence of a mention with this score, rounded to four places."""
    place = bisect_right(knots, (score, 2.0))
    if place == 0:
        return knots[0][1]
    if place == len(knots):
        return knots[-1][1]
    (left, low), (right, high) = knots[place - 1], knots[place]
    return round(low + (high - low) * (score - left) / (right - left), 4)


def knots_by_method(rows: Iterable[Mapping[str, str]]) -> dict[str, Knots]:
    """The knots of each method from the rows of `calibration.csv`."""
    found: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for row in rows:
        found[row["method"]].append((float(row["score"]), float(row["confidence"])))
    return {method: tuple(sorted(knots)) for method, knots in found.items()}


def fit_knots(scored: Sequence[tuple[float, bool]], prior: float = 10.0) -> Knots:
    """Share of right ones per bin of scores, made rising (isotonic regression).

    Args:
        scored: (score, is right); their order does not matter.
        prior: examples that each bin holds beforehand, as right as their score says: few labels move it little.
    """
    pools: list[list[float]] = []  # sum of scores, right ones, examples
    for low, high in itertools.pairwise(_BINS):
        inside = [(score, is_right) for score, is_right in scored if low <= score < high]
        if not inside:
            continue
        middle = sum(score for score, _ in inside) / len(inside)
        expected = min(middle, _HIGHEST) * prior
        pools.append([middle * (len(inside) + prior), expected + sum(r for _, r in inside), len(inside) + prior])
        while len(pools) > 1 and pools[-2][1] * pools[-1][2] >= pools[-1][1] * pools[-2][2]:
            last = pools.pop()
            pools[-1] = [a + b for a, b in zip(pools[-1], last, strict=True)]
    return tuple((round(total / count, 4), round(min(right / count, _HIGHEST), 4)) for total, right, count in pools)


def calibration_error(judged: Sequence[tuple[float, bool]], bins: int = 10) -> float:
    """Expected calibration error of (confidence, is right) over bins of equal width."""
    totals: dict[int, list[float]] = defaultdict(lambda: [0.0, 0.0])
    for value, is_right in judged:
        total = totals[min(bins - 1, int(value * bins))]
        total[0] += value
        total[1] += is_right
    return sum(abs(said - right) for said, right in totals.values()) / len(judged)
