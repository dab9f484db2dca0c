"""Companies that no register knows: clusters of the records that were linked to no registration."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from pipeline.entity_resolution.companies.board_ties import Tie, board_ties
from pipeline.entity_resolution.companies.linkable_records import CompanyRecord, table_of
from pipeline.entity_resolution.deduplicating.clustering import DisjointSets, Node, star_clusters
from pipeline.entity_resolution.identity.judgements import Constraints, pair_of
from pipeline.entity_resolution.names.name_forms import LIGHT_WORDS
from pipeline.entity_resolution.names.vocabulary import Vocabulary
from pipeline.entity_resolution.records.name_table import NameTable
from pipeline.entity_resolution.weighing.model_file import Model

RARE_BITS = 11.0  # a word in fewer than 1 of 2,000 names: enough to look at those who share it


@dataclass(frozen=True, slots=True)
class Joined:
    """Why a record is in its cluster: the record it was compared with, and how it came out."""

    centre_id: str
    bits: float
    levels: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """The clusters of some records and of all records that strong evidence ties to them.

    Attributes:
        centre_of: record id -> a record id that names its cluster.
        joined: record id -> why, for records whose name group is not its cluster's centre.
    """

    centre_of: dict[str, str]
    joined: dict[str, Joined]


class UnregisteredRecords:
    """Records to cluster, in groups of equal name and domain, with keys that find groups worth comparing.

    Keys and weights depend on the records of a pair alone, so new records change no older comparison.
    """

    def __init__(
        self,
        records: Sequence[CompanyRecord],
        constraints: Constraints,
        model: Model,
        match_bits: float,
        block_limit: int,
    ) -> None:
        self._constraints, self._model, self._match_bits = constraints, model, match_bits
        apart = {record for pair in constraints.not_same for record in pair}
        groups: dict[tuple[str, ...], list[CompanyRecord]] = {}
        for record in sorted(records, key=lambda record: record.record_id):
            own = (record.record_id,) if record.record_id in apart else ()
            groups.setdefault((*record.group_key, *own), []).append(record)
        self._groups = list(groups.values())
        self._group_of = {record.record_id: number for number, group in enumerate(self._groups) for record in group}
        self._vocabulary = Vocabulary(model.board_background)
        self._table = table_of([group[0] for group in self._groups], self._vocabulary, with_place=False)
        self._keys = _keys_of(
            self._table.names, self._vocabulary, self._table.domain.tolist(), self._table.domain_label.tolist()
        )
        self._blocks: dict[str, list[int]] = {}
        for number, keys in enumerate(self._keys):
            for key in keys:
                self._blocks.setdefault(key, []).append(number)
        self._block_limit = block_limit

    def cluster(self, wanted: Iterable[str]) -> Neighbourhood:
        """Cluster the records named and whatever is tied to them; pass all ids for a full run."""
        frontier = {self._group_of[record] for record in wanted}
        must = self._must_link()
        reached: set[int] = set()
        edges: dict[tuple[int, int], Tie] = {}
        while frontier:
            reached |= frontier
            found = self._compare(frontier)
            edges.update(found)
            tied = {number for pair in found for number in pair}
            tied |= {number for one in frontier for number in must.get(one, ())}
            frontier = tied - reached
        return self._clusters(reached, edges, must)

    def _must_link(self) -> dict[int, set[int]]:
        must: dict[int, set[int]] = {}
        for one, other in self._constraints.same:
            if one in self._group_of and other in self._group_of:
                a, b = self._group_of[one], self._group_of[other]
                must.setdefault(a, set()).add(b)
                must.setdefault(b, set()).add(a)
        return must

    def _compare(self, frontier: set[int]) -> dict[tuple[int, int], Tie]:
        pairs = sorted(
            {
                (min(one, other), max(one, other))
                for one in frontier
                for key in self._keys[one]
                for other in self._blocks[key][: self._block_limit]
                if other != one
            }
        )
        left = np.array([one for one, _ in pairs], dtype=np.int32)
        right = np.array([other for _, other in pairs], dtype=np.int32)
        return board_ties(self._table, self._table, left, right, self._vocabulary, self._model, self._match_bits)

    def _clusters(
        self,
        reached: set[int],
        edges: dict[tuple[int, int], Tie],
        must: dict[int, set[int]],
    ) -> Neighbourhood:
        key = {number: self._groups[number][0].record_id for number in reached}
        sets = DisjointSets()
        for one in sorted(reached):
            for other in sorted(must.get(one, ())):
                if not self._is_forbidden(self._ids(one), self._ids(other)):
                    sets.union(key[one], key[other])
        together: dict[str, list[int]] = {}
        for number in sorted(reached):
            together.setdefault(sets.find(key[number]), []).append(number)
        nodes = [self._node(name, numbers) for name, numbers in together.items()]
        strongest: dict[tuple[str, str], float] = {}
        for (one, other), (bits, _) in edges.items():
            pair = pair_of(sets.find(key[one]), sets.find(key[other]))
            if pair[0] != pair[1]:
                strongest[pair] = max(bits, strongest.get(pair, bits))
        centre_of = star_clusters(nodes, strongest, self._is_forbidden)
        clusters = {record: centre_of[node.key] for node in nodes for record in node.members}
        return Neighbourhood(clusters, self._reasons(reached, edges, clusters, key))

    def _reasons(
        self,
        reached: set[int],
        edges: dict[tuple[int, int], Tie],
        clusters: dict[str, str],
        key: dict[int, str],
    ) -> dict[str, Joined]:
        joined: dict[str, Joined] = {}
        for number in sorted(reached):
            centre = clusters[key[number]]
            home = self._group_of[centre]
            edge = edges.get((min(number, home), max(number, home)))
            if home != number and edge:
                for record in self._groups[number]:
                    joined[record.record_id] = Joined(centre, *edge)
        return joined

    def _ids(self, number: int) -> list[str]:
        return [record.record_id for record in self._groups[number]]

    def _node(self, name: str, numbers: list[int]) -> Node:
        members = sorted(record.record_id for number in numbers for record in self._groups[number])
        has_domain = any(self._table.domain[number] for number in numbers)
        return Node(name, tuple(members), (int(has_domain), len(members)))

    def _is_forbidden(self, one: Iterable[str], other: Iterable[str]) -> bool:
        if not self._constraints.not_same:
            return False
        others = list(other)
        return any(pair_of(a, b) in self._constraints.not_same for a in one for b in others)


def _keys_of(names: NameTable, vocabulary: Vocabulary, domains: list[str], labels: list[str]) -> list[set[str]]:
    """Keys of each group: spaceless names, sorted telling words, rare words, domain and domain label."""
    keys: list[set[str]] = [set() for _ in domains]
    for row, owner in enumerate(names.owner.tolist()):
        form = names.form(row)
        telling = sorted(token for token in form.tokens if token not in LIGHT_WORDS)
        keys[owner] |= {f"s:{form.spaceless}", f"w:{' '.join(telling)}"}
        numbers = names.token[names.token_start[row] : names.token_start[row + 1]]
        rare = sorted((-float(vocabulary.bits[number]), vocabulary.words[number]) for number in numbers)[:2]
        keys[owner] |= {f"r:{word}" for bits, word in rare if -bits >= RARE_BITS and len(word) > 2}
    for owner, (domain, label) in enumerate(zip(domains, labels, strict=True)):
        if domain:
            keys[owner] |= {f"d:{domain}", f"s:{label}"}
    return keys
