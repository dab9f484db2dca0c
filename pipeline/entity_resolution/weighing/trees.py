"""Boosted trees as data: each adds some bits, by the leaf that a row of features falls into."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]

_ROWS_AT_ONCE = 250  # times trees: what is looked at together fits the caches


@dataclass(frozen=True, slots=True)
class Trees:
    """Nodes of all trees, one entry a node.

    Attributes:
        prior: bits before any tree.
        root: the first node of each tree.
        feature: column that a node asks for.
        threshold: rows of at most this go left; infinite at leaves.
        left: node to go to then; a leaf names itself.
        right: node to go to else; a leaf names itself.
        bits: what a leaf adds.
        depth: steps from a root to the deepest leaf.
    """

    prior: float
    root: Ints
    feature: Ints
    threshold: Floats
    left: Ints
    right: Ints
    bits: Floats
    depth: int


def tree_bits(features: Floats, trees: Trees) -> Floats:
    """Bits of each row of features: the prior and what its leaf of each tree adds."""
    parts = [_bits(features[start : start + _ROWS_AT_ONCE], trees) for start in range(0, len(features), _ROWS_AT_ONCE)]
    return np.round(np.concatenate([np.zeros(0), *parts]), 6)


def _bits(features: Floats, trees: Trees) -> Floats:
    count, width = features.shape
    cells, first = features.ravel(), np.arange(count)[:, None] * width
    children = np.stack([trees.right, trees.left], axis=1).ravel()
    node = np.tile(trees.root, (count, 1))
    for _ in range(trees.depth):
        goes_left = cells[first + trees.feature[node]] <= trees.threshold[node]
        node = children[2 * node + goes_left]
    return np.asarray(trees.prior + trees.bits[node].sum(axis=1))


def trees_as_json(trees: Trees) -> Mapping[str, object]:
    """Trees as they stand in the data file, each as [feature, threshold, left, right] and leaves as [bits]."""
    nodes = [
        [round(float(trees.bits[n]), 5)]
        if trees.left[n] == n
        else [int(trees.feature[n]), float(trees.threshold[n]), int(trees.left[n]), int(trees.right[n])]
        for n in range(len(trees.bits))
    ]
    return {"prior": round(trees.prior, 5), "root": trees.root.tolist(), "nodes": nodes}


def trees_from_json(content: Mapping[str, object]) -> Trees:
    """The trees that `trees_as_json` wrote."""
    prior, root, nodes = content["prior"], content["root"], content["nodes"]
    assert isinstance(prior, float) and isinstance(root, list) and isinstance(nodes, list)
    return make_trees(prior, root, nodes)


def make_trees(prior: float, root: Sequence[int], nodes: Sequence[Sequence[float]]) -> Trees:
    """Trees of nodes that are [feature, threshold, left, right], or [bits]."""
    inner = [node if len(node) > 1 else (0, np.inf, number, number) for number, node in enumerate(nodes)]
    feature, threshold, left, right = (np.array(column) for column in zip(*inner, strict=True))
    bits = np.array([0.0 if len(node) > 1 else node[0] for node in nodes])
    children = left.astype(np.int32), right.astype(np.int32)
    first = np.array(root, dtype=np.int32)
    return Trees(prior, first, feature.astype(np.int32), threshold, *children, bits, _depth(first, *children))


def _depth(root: Ints, left: Ints, right: Ints) -> int:
    depth, level = 0, root
    while len(level := level[left[level] != level]):
        level = np.concatenate([left[level], right[level]])
        depth += 1
    return depth
