"""Clusters without chains: every member is linked to its cluster's centre by strong evidence of its own.

Connected components let one false edge fuse two companies. Here the largest node of a neighbourhood becomes a centre,
each further node joins the centre it fits best or becomes one itself, and what people judged is obeyed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int32]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Node:
    """Records that are together in any case.

    Attributes:
        key: smallest record id; ties end in it.
        members: record ids, sorted.
        rank: nodes of higher rank become centres first.
    """

    key: str
    members: tuple[str, ...]
    rank: tuple[int, ...]


def star_clusters(
    nodes: Sequence[Node],
    edges: Mapping[tuple[str, str], float],
    is_forbidden: Callable[[Iterable[str], Iterable[str]], bool] = lambda one, other: False,
) -> dict[str, str]:
    """The centre's key of each node's key.

    Args:
        edges: (smaller key, larger key) -> weight in bits; only edges strong enough to join.
        is_forbidden: whether some record of the first may not be with some record of the second.
    """
    neighbours: dict[str, dict[str, float]] = {}
    for (one, other), weight in edges.items():
        neighbours.setdefault(one, {})[other] = weight
        neighbours.setdefault(other, {})[one] = weight
    centre_of: dict[str, str] = {}
    members: dict[str, list[str]] = {}
    for node in sorted(nodes, key=lambda node: (tuple(-value for value in node.rank), node.key)):
        found = [
            (-weight, other) for other, weight in neighbours.get(node.key, {}).items() if centre_of.get(other) == other
        ]
        for _, centre in sorted(found):
            if not is_forbidden(node.members, members[centre]):
                centre_of[node.key] = centre
                members[centre].extend(node.members)
                break
        else:
            centre_of[node.key] = node.key
            members[node.key] = list(node.members)
    return centre_of


def star_centres(rank: Ints, left: Ints, right: Ints, bits: Floats) -> Ints:
    """`star_clusters` by numbers, where nobody forbids anything: the centre of each node.

    Args:
        rank: of each node; nodes of higher rank become centres first, then those of smaller number.
        left, right, bits: edges strong enough to join, each once.
    """
    order = np.lexsort((np.arange(len(rank)), -rank))
    place = np.empty(len(rank), dtype=np.int64)
    place[order] = np.arange(len(rank))
    ends, others = np.concatenate([left, right]), np.concatenate([right, left])
    is_centre = _independent(order, ends, others)
    joins = np.flatnonzero(is_centre[others] & (place[others] < place[ends]))
    best_first = joins[np.lexsort((others[joins], -np.concatenate([bits, bits])[joins], ends[joins]))]
    best = best_first[np.flatnonzero(np.diff(ends[best_first], prepend=-1))]
    centre = np.arange(len(rank), dtype=np.int32)
    centre[ends[best]] = others[best]
    return centre


def _independent(order: NDArray[np.intp], ends: Ints, others: Ints) -> NDArray[np.bool_]:
    """Nodes taken in this order, but for those that have an edge to one taken before."""
    by_end = np.argsort(ends, kind="stable")
    start = np.searchsorted(ends[by_end], np.arange(len(order) + 1)).tolist()
    neighbours = others[by_end].tolist()
    is_taken = np.ones(len(order), dtype=bool)
    is_covered = bytearray(len(order))
    for node in order[np.diff(start)[order] > 0].tolist():
        if is_covered[node]:
            is_taken[node] = False
            continue
        for neighbour in neighbours[start[node] : start[node + 1]]:
            is_covered[neighbour] = 1
    return is_taken


class DisjointSets:
    """Union-find over record ids; a set's name is its smallest member."""

    def __init__(self) -> None:
        self._parent: dict[str, str] = {}

    def find(self, item: str) -> str:
        """The smallest member of the item's set."""
        root = item
        while (above := self._parent.get(root, root)) != root:
            root = above
        while (above := self._parent.get(item, item)) != root:
            self._parent[item] = root
            item = above
        return root

    def union(self, one: str, other: str) -> None:
        """Put two sets together."""
        a, b = self.find(one), self.find(other)
        if a != b:
            self._parent[max(a, b)] = min(a, b)
