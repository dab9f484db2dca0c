"""How `ambiguity_weights.csv` is fitted: logistic regression with a prior, on labelled candidates.

A labelled text gives an example for every ambiguous candidate: its features, and whether a label covers it. Candidates
of postings in which no technology but office software is named count as wrong. In a Python shell:

    candidates = Extractor(load_catalogue()).ambiguous_candidates(description, title)  # [(start, end, features), ...]
    examples = [Example(features, is_labelled(start, end), 1.0) for start, end, features in candidates]
    weights = fit_weights(examples, load_weights(), fixed=FIXED)
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

FIXED = frozenset(
    {
        "alone_ambiguous",
        "alone_ordinary",
        "cased_in_phrase",
        "context_block",
        "determined",
        "german_noun",
        "glued_number_alone",
        "in_company_name",
        "in_compound",
        "in_longer_name",
        "letter_in_phrase",
        "small_word",
        "small_word_of_many",
        "starts_phrase",
    }
)
"""Weights that state a rule, not a frequency: what rules a name out, and that an ordinary word alone does not count.

Labelled postings of software firms hold too few of these phrases to fit them."""

_STEPS = 400
_RATE = 0.5


@dataclass(frozen=True, slots=True)
class Example:
    """A labelled candidate: the names of its features, whether it is the technology, and how much it counts."""

    features: Sequence[str]
    is_technology: bool
    weight: float = 1.0


def fit_weights(
    examples: Sequence[Example],
    prior: Mapping[str, float],
    strength: float = 4.0,
    fixed: Collection[str] = FIXED,
) -> dict[str, float]:
    """Return the weights with the highest posterior: log-odds per feature, by feature name.

    Args:
        examples: labelled candidates; their order does not matter beyond rounding.
        prior: weights that the fit starts from and is drawn to; features missing here start at 0.
        strength: how strongly, as a number of examples.
        fixed: features whose prior weight stays.
    """
    names = sorted({name for example in examples for name in example.features} | set(prior))
    weights = {name: prior.get(name, 0.0) for name in names}
    total = sum(example.weight for example in examples) + strength
    velocity = dict.fromkeys(names, 0.0)
    for _ in range(_STEPS):
        slope = {name: strength * (prior.get(name, 0.0) - weights[name]) for name in names}
        for example in examples:
            odds = sum(weights[name] for name in example.features)
            share = 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, odds))))
            push = example.weight * (float(example.is_technology) - share)
            for name in example.features:
                slope[name] += push
        for name in names:
            if name not in fixed:
                velocity[name] = 0.9 * velocity[name] + _RATE * slope[name] / total
                weights[name] += velocity[name]
    return {name: round(weight, 3) for name, weight in weights.items()}
