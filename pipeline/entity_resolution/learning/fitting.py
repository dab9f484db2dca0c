"""Learning match weights: logistic regression on comparison levels, for pairs and for choices among candidates.

Used by `training.py` only; scipy's optimizer is imported here and nowhere else.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize  # type: ignore[import-untyped]

from pipeline.entity_resolution.comparing.comparisons import COMPARISONS
from pipeline.entity_resolution.weighing.scoring import Weights, match_weights

Ints = NDArray[np.int32]
Floats = NDArray[np.float64]

RIDGE = 2.0  # pulls the weights of rare levels to zero; 1 to 4 made no difference on held-out folds
_ITERATIONS = 300
FOLDS = 5
_NEUTRAL = frozenset({"unknown", "none", "no", "both Latin", "not compared", "main names"})


Comparisons = Mapping[str, tuple[str, ...]]


def fit_choices(
    levels: NDArray[np.int8], left: Ints, is_right: NDArray[np.bool_], comparisons: Comparisons = COMPARISONS
) -> Weights:
    """Conditional logit: each record's candidates compete with each other and with "none of them"."""
    cells, size = _cells(levels, comparisons)
    _, group = np.unique(left, return_inverse=True)
    groups = int(group.max()) + 1

    def loss(parameters: Floats) -> tuple[float, Floats]:
        score = parameters[:size][cells].sum(axis=1) + parameters[size]
        top = np.zeros(groups)
        np.maximum.at(top, group, score)
        odds = np.exp(score - top[group])
        total = np.exp(-top)
        np.add.at(total, group, odds)
        rest = is_right - odds / total[group]
        value = -float((score * is_right).sum()) + float((top + np.log(total)).sum())
        return _ridged(value, -_gradient(rest, cells, size), parameters, size)

    best = minimize(loss, np.zeros(size + 1), jac=True, method="L-BFGS-B", options={"maxiter": _ITERATIONS})
    return _to_weights(best.x, comparisons)


def fit_pairs(
    levels: NDArray[np.int8],
    is_match: NDArray[np.bool_],
    start: Weights | None = None,
    ridge: float = RIDGE,
    comparisons: Comparisons = COMPARISONS,
    own_ridges: Mapping[str, float] | None = None,
) -> Weights:
    """Logistic regression on levels of pairs, or of whatever else `comparisons` compares.

    Args:
        start: weights to which `ridge` pulls (else zero), for few pairs of another kind than those it was learned on;
            comparisons that it does not know start at zero.
        own_ridges: comparisons with a ridge of their own.
    """
    cells, size = _cells(levels, comparisons)
    origin = _to_parameters(start, comparisons) if start else np.zeros(size + 1)
    ridges = _per_level({**dict.fromkeys(comparisons, ridge), **(own_ridges or {})}, comparisons)

    def loss(change: Floats) -> tuple[float, Floats]:
        parameters = origin + change
        score = parameters[:size][cells].sum(axis=1) + parameters[size]
        probability = 1 / (1 + np.exp(-np.clip(score, -500, 500)))
        value = float(np.logaddexp(0, score).sum() - (score * is_match).sum())
        return _ridged(value, -_gradient(is_match - probability, cells, size), change, size, ridges)

    best = minimize(loss, np.zeros(size + 1), jac=True, method="L-BFGS-B", options={"maxiter": _ITERATIONS})
    return _to_weights(origin + best.x, comparisons)


def folds_of(keys: list[str]) -> NDArray[np.int64]:
    """Fold of each key: the same key is always in the same fold."""
    return np.array([zlib.crc32(key.encode()) % FOLDS for key in keys])


def held_out(levels: NDArray[np.int8], fold: NDArray[np.int64], fit: Callable[[NDArray[np.bool_]], Weights]) -> Floats:
    """Bits of each row by weights learned without its fold; `fit` is told the rows to learn from."""
    bits = np.zeros(len(fold))
    for number in range(FOLDS):
        bits[fold == number] = match_weights(levels[fold == number], fit(fold != number))
    return bits


def weights_as_json(weights: Weights) -> Mapping[str, object]:
    """Weights in bits as they stand in the data file."""
    levels = {name: [round(value, 3) for value in values] for name, values in weights.levels.items()}
    return {"prior": round(weights.prior, 3), "levels": levels}


def _cells(levels: NDArray[np.int8], comparisons: Comparisons) -> tuple[NDArray[np.int64], int]:
    sizes = [len(texts) for texts in comparisons.values()]
    offsets = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    return levels.astype(np.int64) + offsets, sum(sizes)


def _gradient(rest: Floats, cells: NDArray[np.int64], size: int) -> Floats:
    gradient = np.zeros(size + 1)
    for column in range(cells.shape[1]):
        gradient[:size] += np.bincount(cells[:, column], weights=rest, minlength=size)
    gradient[size] = rest.sum()
    return gradient


def _ridged(
    value: float, gradient: Floats, parameters: Floats, size: int, ridge: Floats | float = RIDGE
) -> tuple[float, Floats]:
    value += float((ridge * parameters[:size] ** 2).sum()) / 2
    gradient[:size] += ridge * parameters[:size]
    return value, gradient


def _per_level(values: Mapping[str, float], comparisons: Comparisons) -> Floats:
    return np.array([values[name] for name, texts in comparisons.items() for _ in texts])


def _to_parameters(weights: Weights, comparisons: Comparisons) -> Floats:
    values = [v for name, texts in comparisons.items() for v in weights.levels.get(name, [0.0] * len(texts))]
    return np.array([*values, weights.prior], dtype=np.float64) * float(np.log(2))


def _to_weights(parameters: Floats, comparisons: Comparisons) -> Weights:
    """Natural logarithms to bits; neutral levels become zero, and the prior takes what they had."""
    bits = parameters / np.log(2)
    prior, levels, place = float(bits[-1]), {}, 0
    for name, texts in comparisons.items():
        values = bits[place : place + len(texts)]
        place += len(texts)
        neutral = next((i for i, text in enumerate(texts) if text in _NEUTRAL), None)
        shift = float(values[neutral]) if neutral is not None else 0.0
        prior += shift
        levels[name] = tuple(float(value) - shift for value in values)
    return Weights(prior, levels)
