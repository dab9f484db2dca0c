"""Ids that last through merges and splits."""

import random

from pipeline.entity_resolution.identity.lasting_ids import Cluster, PreviousCompany, assign_ids
from pipeline.identifiers import make_id

Release = dict[str, PreviousCompany]


def _next(groups: list[set[str]], previous: Release) -> Release:
    clusters = [Cluster(min(group), tuple(sorted(group))) for group in groups]
    ids, former = assign_ids(clusters, previous)
    return {
        ids[cluster.seed]: PreviousCompany(cluster.referents, tuple(former.get(ids[cluster.seed], ())))
        for cluster in clusters
    }


def test_a_new_company_gets_its_id_from_its_seed() -> None:
    assert set(_next([{"r2", "r1"}], {})) == {make_id("com", "r1")}


def test_a_growing_company_keeps_its_id() -> None:
    first = _next([{"r2", "r3"}], {})
    assert set(_next([{"r1", "r2", "r3"}], first)) == set(first)


def test_a_merge_leaves_a_redirect() -> None:
    first = _next([{"r1", "r2"}, {"r3"}], {})
    second = _next([{"r1", "r2", "r3"}], first)
    assert second == {make_id("com", "r1"): PreviousCompany(("r1", "r2", "r3"), (make_id("com", "r3"),))}


def test_an_undone_merge_brings_the_old_id_back() -> None:
    first = _next([{"r1", "r2"}, {"r3"}], {})
    merged = _next([{"r1", "r2", "r3"}], first)
    assert _next([{"r1", "r2"}, {"r3"}], merged) == first


def test_a_split_off_seed_does_not_take_the_id_of_the_larger_part() -> None:
    first = _next([{"r1", "r2", "r3"}], {})
    second = _next([{"r1"}, {"r2", "r3"}], first)
    assert second[make_id("com", "r1")].referents == ("r2", "r3")
    assert len(second) == 2


def test_fifty_releases_of_merges_and_splits_leave_no_dangling_id() -> None:
    shuffler = random.Random(11)
    records = [f"r{i:02}" for i in range(30)]
    release: Release = {}
    ever: set[str] = set()
    for _ in range(50):
        parts: dict[int, set[str]] = {}
        for record in records:
            parts.setdefault(shuffler.randrange(12), set()).add(record)
        groups = list(parts.values())
        release = _next(groups, release)
        shuffler.shuffle(groups)
        ever |= set(release)
        redirects = [old for company in release.values() for old in company.former_ids]
        assert len(redirects) == len(set(redirects))
        assert not set(redirects) & set(release)
        assert ever == set(redirects) | set(release)
        assert sorted(r for company in release.values() for r in company.referents) == records


def test_order_of_clusters_changes_nothing() -> None:
    previous = _next([{"r1", "r2", "r5"}, {"r3", "r4"}], {})
    clusters = [Cluster("r1", ("r1", "r3")), Cluster("r2", ("r2", "r4")), Cluster("r5", ("r5",))]
    assert assign_ids(clusters, previous) == assign_ids(clusters[::-1], previous)
