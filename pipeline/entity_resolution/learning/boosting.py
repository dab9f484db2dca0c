"""Learning boosted trees: used by `linking_training.py` only; scikit-learn is imported here and nowhere else."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from sklearn.ensemble import HistGradientBoostingClassifier  # type: ignore[import-untyped]
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from pipeline.entity_resolution.weighing.trees import Trees, make_trees

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

SETTINGS = {
    "max_iter": 300,
    "learning_rate": 0.04,
    "max_leaf_nodes": 12,  # 6 to 20 gave the same on held-out folds
    "min_samples_leaf": 30,
    "l2_regularization": 5.0,
    "max_features": 0.4,  # the share of features that are asked for at a split
    "early_stopping": False,
    "random_state": 0,
}


def fit_trees(features: Floats, is_true: Flags) -> Trees:
    """Gradient-boosted trees for the odds that a row is true, in bits; the same rows give the same trees.

    Source: Friedman 2001; histogram trees as in LightGBM.
    """
    with threadpool_limits(1):  # so few rows are learned faster by one thread
        learner = HistGradientBoostingClassifier(**SETTINGS).fit(features, is_true)
    roots: list[int] = []
    nodes: list[tuple[float, ...]] = []
    for (tree,) in learner._predictors:  # no public way to a fitted tree; its bits are tested against predictions
        offset = len(nodes)
        roots.append(offset)
        for node in tree.nodes:
            if node["is_leaf"]:
                nodes.append((round(float(node["value"] / np.log(2)), 5),))
            else:
                children = int(node["left"]) + offset, int(node["right"]) + offset
                nodes.append((int(node["feature_idx"]), round(float(node["num_threshold"]), 7), *children))
    prior = round(float(learner._baseline_prediction.item() / np.log(2)), 5)
    return make_trees(prior, roots, nodes)
