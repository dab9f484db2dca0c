"""Weights, probabilities and their explanation."""

import json

import numpy as np
import pytest

from pipeline.entity_resolution.comparing.comparisons import COMPARISONS
from pipeline.entity_resolution.weighing.model_file import load_model
from pipeline.entity_resolution.weighing.scoring import (
    choice_probabilities,
    explain_levels,
    match_weights,
    pair_probabilities,
)


def test_two_equal_candidates_have_less_than_one_half_each() -> None:
    left = np.array([0, 0, 1], dtype=np.int32)
    probability = choice_probabilities(left, np.array([10.0, 10.0, 10.0]), 3)
    assert probability[0] == probability[1] < 0.5
    assert probability[2] > 0.99


def test_probabilities_do_not_saturate_before_the_order_is_told() -> None:
    assert pair_probabilities(np.array([0.0]))[0] == 0.5
    assert np.all(np.isfinite(pair_probabilities(np.array([-1e9, 1e9]))))


@pytest.mark.parametrize("name", ["linking", "pairs", "board_names", "duplicates"])
def test_missing_values_are_neutral(name: str) -> None:
    weights = getattr(load_model(), name)
    for comparison in ("domain", "record's domain", "candidate's domain", "country", "city", "kind"):
        assert weights.levels[comparison][COMPARISONS[comparison].index("unknown")] == 0.0


@pytest.mark.parametrize("name", ["linking", "pairs", "duplicates"])
def test_agreement_weighs_more_than_disagreement(name: str) -> None:
    weights = getattr(load_model(), name)
    for comparison in ("domain", "country", "city"):
        at = dict(zip(COMPARISONS[comparison], weights.levels[comparison], strict=True))
        assert at["same"] > at["unknown"] > at["different"]


@pytest.mark.parametrize("name", ["linking", "ranking"])
def test_the_explanation_adds_up_to_the_weight(name: str) -> None:
    weights = getattr(load_model(), name)
    levels = np.zeros((1, len(weights.levels)), dtype=np.int8)
    levels[0, list(COMPARISONS).index("country")] = 1
    explained = explain_levels(levels[0], weights)
    total = sum(float(entry["weight"]) for entry in explained.values())
    neutral = sum(weights.levels[group][0] for group in ("numbers", "acronym", "concepts", "city", "kind"))
    assert total + neutral == pytest.approx(match_weights(levels, weights)[0], abs=0.1)
    assert explained["country"] == {"level": "same", "weight": pytest.approx(weights.levels["country"][1], abs=0.01)}
    json.dumps(explained)
