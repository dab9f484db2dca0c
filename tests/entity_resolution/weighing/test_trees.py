"""Boosted trees: learned, kept as data, and followed."""

import json

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier  # type: ignore[import-untyped]
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from pipeline.entity_resolution.learning import boosting
from pipeline.entity_resolution.weighing.trees import make_trees, tree_bits, trees_as_json, trees_from_json


def test_rows_fall_into_leaves() -> None:
    trees = make_trees(1.0, [0, 3], [[1, 0.5, 1, 2], [2.0], [4.0], [8.0]])
    assert trees.depth == 1
    assert tree_bits(np.array([[9.0, 0.5], [0.0, 0.6]]), trees).tolist() == [11.0, 13.0]


def test_learned_trees_say_what_their_learner_says_also_from_a_file() -> None:
    rng = np.random.default_rng(7)
    features = np.round(rng.normal(size=(600, 3)), 6)
    is_true = (features[:, 0] * features[:, 1] > 0) ^ (rng.random(600) < 0.1)
    trees = boosting.fit_trees(features, is_true)
    kept = trees_from_json(json.loads(json.dumps(trees_as_json(trees))))
    with threadpool_limits(1):
        learner = HistGradientBoostingClassifier(**boosting.SETTINGS).fit(features, is_true)
        wanted = learner.decision_function(features) / np.log(2)
    assert np.abs(tree_bits(features, trees) - wanted).max() < 0.005
    assert tree_bits(features, kept).tolist() == tree_bits(features, trees).tolist()
    assert ((tree_bits(features, trees) > 0) == is_true).mean() > 0.85


def test_the_same_rows_give_the_same_trees() -> None:
    rng = np.random.default_rng(3)
    features = rng.normal(size=(300, 3))
    one, other = (trees_as_json(boosting.fit_trees(features, features[:, 0] > 0)) for _ in range(2))
    assert one == other
