"""Company ids that last: minted once, inherited by the cluster that holds most of a company's records."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline.identifiers import make_id


@dataclass(frozen=True, slots=True)
class Cluster:
    """Records that are one company; `seed` is the record its id is minted from."""

    seed: str
    referents: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PreviousCompany:
    """A company of the release before."""

    referents: tuple[str, ...]
    former_ids: tuple[str, ...]


def assign_ids(
    clusters: Sequence[Cluster], previous: Mapping[str, PreviousCompany]
) -> tuple[dict[str, str], dict[str, list[str]]]:
    """Give each cluster its company id.

    A cluster inherits the id of the previous company with which it shares most records (ties: the smallest id); of
    several clusters that could inherit one id, the one that shares most does (ties: the smallest seed). Ids that
    nobody inherits are former ids of the cluster that shares most with them. An id split off again comes back when
    the same record seeds it. An id none of whose records is left is gone.

    Returns: seed -> company id, and company id -> former ids, sorted.
    """
    owner = {record: company for company, old in previous.items() for record in old.referents}
    claims: list[tuple[int, str, str]] = []
    for cluster in clusters:
        shared = Counter(owner[record] for record in cluster.referents if record in owner)
        claims.extend((-count, company, cluster.seed) for company, count in shared.items())
    claims.sort()
    given: dict[str, str] = {}
    former: dict[str, list[str]] = {}
    heirs: dict[str, str] = {}
    for _, company, seed in claims:
        if seed not in given and company not in heirs:
            given[seed], heirs[company] = company, seed
    for _, company, seed in claims:
        heirs.setdefault(company, seed)
    redirected = {old for company in previous.values() for old in company.former_ids}
    taken = set(previous) | redirected
    reborn: set[str] = set()
    for cluster in sorted(clusters, key=lambda cluster: cluster.seed):
        if cluster.seed not in given:
            given[cluster.seed] = _mint(cluster.seed, taken, redirected - reborn)
            taken.add(given[cluster.seed])
            reborn.add(given[cluster.seed])
    for company, seed in heirs.items():
        heir = given[seed]
        lost = [*previous[company].former_ids, *([company] if heir != company else [])]
        former.setdefault(heir, []).extend(old for old in lost if old not in reborn and old != heir)
    return given, {company: sorted(set(ids)) for company, ids in former.items()}


def _mint(seed: str, taken: set[str], redirected: set[str]) -> str:
    minted, attempt = make_id("com", seed), 0
    while minted in taken and minted not in redirected:
        attempt += 1
        minted = make_id("com", seed, attempt)
    return minted
