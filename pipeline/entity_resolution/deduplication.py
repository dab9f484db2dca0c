"""Records among themselves: which are one company, when there is no registry."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from pipeline.entity_resolution.blocking import BlockingIndex, BlockingParams, distinct
from pipeline.entity_resolution.clustering import Node, star_clusters
from pipeline.entity_resolution.comparisons import add_concepts, compare_records, other_numbers
from pipeline.entity_resolution.model_file import load_model
from pipeline.entity_resolution.record_table import RecordTable
from pipeline.entity_resolution.records import all_names, record_table, require_columns, require_unique, texts
from pipeline.entity_resolution.rivals import without_rivals
from pipeline.entity_resolution.scoring import Weights, match_weights
from pipeline.entity_resolution.vocabulary import Vocabulary

_PREPARED, _BLOCKED, _COMPARED = 0.2, 0.5, 0.95  # shares of the work done
_PAIRS_AT_ONCE = 500_000


@dataclass(frozen=True, slots=True)
class DedupeParams:
    """When two records are one company.

    Attributes:
        match_bits: match weight, rivals counted, from which a record joins a centre; one for any number of records.
        blocking: sizes of blocks.
        threads: threads that look up names; the answer does not depend on it.
    """

    match_bits: float = -0.5
    blocking: BlockingParams = field(
        default_factory=lambda: BlockingParams(neighbours=20, lookups=2000, least_spelling=0.5)
    )
    threads: int = 1


def dedupe_records(
    records: pa.Table, params: DedupeParams | None = None, progress: Callable[[float], None] = lambda share: None
) -> pa.Table:
    """Cluster records; the partition does not depend on the order of rows.

    Args:
        records: record_id, name, and domain, country, city where known.
        progress: is told now and then which share of the work is done, 0 to 1.
    Returns: record_id, cluster_id (a member's record_id), in the order of `records`.
    Raises: SchemaError: a column is missing. UsageError: a record_id is empty or repeated.
    """
    params = params or DedupeParams()
    model = load_model()
    require_columns(records, ("record_id", "name"), "records")
    ids = texts(records, "record_id")
    require_unique(ids, "record_id", "records")
    ordered = records.sort_by("record_id")
    groups = _groups(ordered)
    rows = ordered.take(pa.array([members[0] for members in groups], pa.int64()))
    vocabulary = Vocabulary(model.background)
    table = record_table(rows, "record_id", [all_names(name) for name in texts(rows, "name")], vocabulary)
    progress(_PREPARED)
    pairs = likely_pairs(table, vocabulary, model.duplicates, params, progress)
    edges = {
        (table.ids[a], table.ids[b]): weight
        for a, b, weight in zip(pairs.left.tolist(), pairs.right.tolist(), pairs.bits.tolist(), strict=True)
    }
    ordered_ids = texts(ordered, "record_id")
    nodes = [
        Node(ordered_ids[members[0]], tuple(ordered_ids[row] for row in members), (len(members),)) for members in groups
    ]
    centre_of = star_clusters(nodes, edges)
    cluster = {record: centre_of[node.key] for node in nodes for record in node.members}
    return pa.table({"record_id": ids, "cluster_id": [cluster[record] for record in ids]})


@dataclass(frozen=True, slots=True)
class LikelyPairs:
    """Pairs of rows that are one company, the smaller row left, with their match weights."""

    left: NDArray[np.int32]
    right: NDArray[np.int32]
    bits: NDArray[np.float64]


def likely_pairs(
    table: RecordTable,
    vocabulary: Vocabulary,
    weights: Weights,
    params: DedupeParams,
    progress: Callable[[float], None] = lambda share: None,
) -> LikelyPairs:
    """Pairs of a table's rows from `match_bits` up, their rivals counted; candidates are compared some at a time."""
    left, right = candidate_pairs(table, vocabulary, params.blocking, params.threads)
    most = max(0.0, *weights.levels["concepts"])
    parts = []
    for start in range(0, len(left), _PAIRS_AT_ONCE):
        progress(_BLOCKED + (_COMPARED - _BLOCKED) * start / len(left))
        part = slice(start, start + _PAIRS_AT_ONCE)
        compared = compare_records(table, table, left[part], right[part], vocabulary, with_concepts=False)
        possible = match_weights(compared.levels, weights) + most >= params.match_bits
        compared = add_concepts(compared.take(np.flatnonzero(possible & ~other_numbers(compared.levels))), table, table)
        bits = match_weights(compared.levels, weights)
        strong = bits >= params.match_bits
        parts.append(LikelyPairs(compared.left[strong], compared.right[strong], bits[strong]))
    progress(_COMPARED)
    if not parts:
        return LikelyPairs(left, right, np.zeros(0))
    left, right = np.concatenate([part.left for part in parts]), np.concatenate([part.right for part in parts])
    bits = without_rivals(left, right, np.concatenate([part.bits for part in parts]), len(table))
    kept = bits >= params.match_bits
    return LikelyPairs(left[kept], right[kept], bits[kept])


def candidate_pairs(
    table: RecordTable, vocabulary: Vocabulary, blocking: BlockingParams, threads: int = 1
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Candidate pairs of a table with itself, each pair once, sorted, the smaller row left."""
    left, right = BlockingIndex(table, len(vocabulary.words), blocking).candidates(table, threads=threads)
    keep = left != right
    low, high = np.minimum(left[keep], right[keep]), np.maximum(left[keep], right[keep])
    pairs = distinct(low.astype(np.int64) * len(table) + high)
    return (pairs // max(1, len(table))).astype(np.int32), (pairs % max(1, len(table))).astype(np.int32)


def _groups(ordered: pa.Table) -> list[list[int]]:
    """Rows that are equal but for their id: one node, so a thousand copies cost no more than one."""
    groups: dict[tuple[str, ...], list[int]] = {}
    columns = [texts(ordered, name) for name in ("name", "domain", "country", "city")]
    for row, values in enumerate(zip(*columns, strict=True)):
        groups.setdefault(values, []).append(row)
    return list(groups.values())
