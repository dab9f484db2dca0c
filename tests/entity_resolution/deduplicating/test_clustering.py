"""Clusters without chains."""

import random

import numpy as np
import pytest

from pipeline.entity_resolution.deduplicating.clustering import DisjointSets, Node, star_centres, star_clusters


def _nodes(*keys: str, **ranks: int) -> list[Node]:
    return [Node(key, (key,), (ranks.get(key, 1),)) for key in keys]


def test_a_chain_is_cut_where_no_centre_reaches() -> None:
    nodes = _nodes("a", "b", "c", "d", a=9, d=8)
    edges = {("a", "b"): 5.0, ("b", "c"): 5.0, ("c", "d"): 5.0}
    assert star_clusters(nodes, edges) == {"a": "a", "b": "a", "c": "d", "d": "d"}


def test_one_false_edge_does_not_fuse_two_big_companies() -> None:
    nodes = _nodes("a", "a1", "a2", "b", "b1", "b2", a=9, b=8)
    edges = {("a", "a1"): 9.0, ("a", "a2"): 9.0, ("b", "b1"): 9.0, ("b", "b2"): 9.0, ("a2", "b2"): 4.0}
    found = star_clusters(nodes, edges)
    assert found["a2"] == "a" and found["b2"] == "b"


def test_a_node_joins_the_centre_it_fits_best() -> None:
    nodes = _nodes("a", "b", "c", a=9, b=8)
    assert star_clusters(nodes, {("a", "c"): 3.0, ("b", "c"): 4.0})["c"] == "b"


def test_what_is_forbidden_is_not_joined() -> None:
    nodes = _nodes("a", "b")
    assert star_clusters(nodes, {("a", "b"): 9.0}, lambda one, other: True) == {"a": "a", "b": "b"}


def test_order_of_nodes_and_edges_changes_nothing() -> None:
    shuffler = random.Random(1)
    nodes = [Node(f"n{i:02}", (f"n{i:02}",), (i % 3,)) for i in range(40)]
    edges = {
        (f"n{min(a, b):02}", f"n{max(a, b):02}"): float(shuffler.randrange(1, 6))
        for a, b in (shuffler.sample(range(40), 2) for _ in range(80))
    }
    expected = star_clusters(nodes, edges)
    for _ in range(30):
        shuffler.shuffle(nodes)
        items = list(edges.items())
        shuffler.shuffle(items)
        assert star_clusters(nodes, dict(items)) == expected


@pytest.mark.parametrize("edge_count", [0, 30, 80, 300])
def test_clusters_by_numbers_are_the_same(edge_count: int) -> None:
    shuffler = random.Random(edge_count)
    nodes = [Node(f"n{i:02}", (f"n{i:02}",), (shuffler.randrange(3),)) for i in range(40)]
    edges = {
        (min(pair), max(pair)): float(shuffler.randrange(1, 6))
        for pair in (shuffler.sample(range(40), 2) for _ in range(edge_count))
    }
    expected = star_clusters(nodes, {(f"n{a:02}", f"n{b:02}"): bits for (a, b), bits in edges.items()})
    left, right = (np.array([pair[side] for pair in edges], dtype=np.int32) for side in (0, 1))
    rank = np.array([node.rank[0] for node in nodes], dtype=np.int32)
    centres = star_centres(rank, left, right, np.array(list(edges.values())))
    assert {node.key: nodes[centre].key for node, centre in zip(nodes, centres.tolist(), strict=True)} == expected


def test_sets_are_named_by_their_smallest_member() -> None:
    sets = DisjointSets()
    for one, other in (("d", "c"), ("b", "c"), ("x", "y")):
        sets.union(one, other)
    assert [sets.find(item) for item in "bcdxyz"] == ["b", "b", "b", "x", "x", "z"]
