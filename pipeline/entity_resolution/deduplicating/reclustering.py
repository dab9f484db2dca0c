"""Which clusters new pairs change: only those are formed again.

What a pair weighs hangs on its neighbours' pairs (see `rivals.py`), and a cluster on the pairs that are likely within
it. So from the nodes that have new pairs one walks along all pairs that are likely now or were before: what is reached
are whole clusters, before and after, and what is not reached stays as it is.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from pipeline.entity_resolution.blocking.name_index import distinct
from pipeline.entity_resolution.deduplicating.pair_scoring import WeighedPairs
from pipeline.entity_resolution.deduplicating.rivals import without_rivals

Ints = NDArray[np.int32]


def touched_pairs(
    seeds: Ints, ties: Callable[[Ints], WeighedPairs], earlier: int, least_bits: float
) -> tuple[Ints, WeighedPairs]:
    """Nodes whose clusters may change, and the pairs among them that are likely now, each once.

    Args:
        seeds: nodes that are new, have new members or new pairs.
        ties: all pairs of given nodes (left) with any other (right), before rivals are counted.
        earlier: nodes below this number were there before; pairs of two of them are not new.
        least_bits: match weight, rivals counted, from which a pair is likely.
    """
    nodes, likely = np.zeros(0, dtype=np.int32), [WeighedPairs.together([])]
    frontier = _union(seeds)
    while len(frontier):
        ring = _union(frontier, ties(frontier).right)
        pairs = _once(ties(ring), ring)
        at_hand = _is_among(pairs.left, frontier) | _is_among(pairs.right, frontier)
        is_old = np.maximum(pairs.left, pairs.right) < earlier
        now = _likely(pairs, at_hand, least_bits)
        then = _likely(pairs.take(is_old), at_hand[is_old], least_bits)
        likely.append(now)
        nodes = _union(nodes, frontier)
        reached = _union(now.left, now.right, then.left, then.right)
        frontier = reached[~_is_among(reached, nodes)]
    found = WeighedPairs.together(likely)
    return nodes, found.take(_is_first(found))


def _likely(pairs: WeighedPairs, at_hand: NDArray[np.bool_], least_bits: float) -> WeighedPairs:
    """Those at hand that are likely among all these pairs."""
    ends = _union(pairs.left, pairs.right)
    place = np.zeros(_after(ends), dtype=np.int32)  # faster than to search for each number
    place[ends] = np.arange(len(ends))
    numbered = WeighedPairs(place[pairs.left], place[pairs.right], pairs.bits)
    found = replace(pairs.take(at_hand), bits=without_rivals(numbered, len(ends), at_hand).bits)
    return found.take(found.bits >= least_bits)


def _once(ties: WeighedPairs, ring: Ints) -> WeighedPairs:
    """Pairs that are there from both of their ends, from one only."""
    return ties.take((ties.left < ties.right) | ~_is_among(ties.right, ring))


def _union(*nodes: Ints) -> Ints:
    return distinct(np.concatenate(nodes)).astype(np.int32)


def _is_among(values: Ints, nodes: Ints) -> NDArray[np.bool_]:
    is_there = np.zeros(max(_after(values), _after(nodes)), dtype=np.bool_)
    is_there[nodes] = True
    return is_there[values]


def _after(nodes: Ints) -> int:
    return int(nodes.max(initial=-1)) + 1


def _is_first(pairs: WeighedPairs) -> NDArray[np.bool_]:
    low, high = np.minimum(pairs.left, pairs.right), np.maximum(pairs.left, pairs.right)
    chosen = np.zeros(len(pairs.left), dtype=bool)
    chosen[np.unique(low.astype(np.int64) << 32 | high, return_index=True)[1]] = True
    return chosen
