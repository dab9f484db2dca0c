"""Records among themselves: which are one company, when there is no registry."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa

from pipeline.entity_resolution.blocking import BlockingIndex, BlockingParams
from pipeline.entity_resolution.clustering import Node, star_clusters
from pipeline.entity_resolution.comparisons import ComparedPairs, compare_records, other_numbers
from pipeline.entity_resolution.model_file import load_model
from pipeline.entity_resolution.record_table import RecordTable
from pipeline.entity_resolution.records import all_names, record_table, require_columns, require_unique, texts
from pipeline.entity_resolution.scoring import match_weights
from pipeline.entity_resolution.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class DedupeParams:
    """When two records are one company.

    Attributes:
        match_bits: match weight from which a record joins a centre.
        blocking: sizes of blocks.
    """

    match_bits: float = 0.5
    blocking: BlockingParams = field(default_factory=lambda: BlockingParams(neighbours=10))


def dedupe_records(records: pa.Table, params: DedupeParams | None = None) -> pa.Table:
    """Cluster records; the partition does not depend on the order of rows.

    Args:
        records: record_id, name, and domain, country, city where known.
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
    first = [members[0] for members in groups]
    rows = ordered.take(pa.array(first, pa.int64()))
    vocabulary = Vocabulary(model.background)
    table = record_table(rows, "record_id", [all_names(name) for name in texts(rows, "name")], vocabulary)
    compared = compare_candidates(table, vocabulary, params.blocking)
    bits = match_weights(compared.levels, model.duplicates)
    strong = np.flatnonzero((bits >= params.match_bits) & ~other_numbers(compared.levels))
    edges = {
        (table.ids[a], table.ids[b]): weight
        for a, b, weight in zip(compared.left[strong], compared.right[strong], bits[strong].tolist(), strict=True)
    }
    ordered_ids = texts(ordered, "record_id")
    nodes = [
        Node(ordered_ids[members[0]], tuple(ordered_ids[row] for row in members), (len(members),)) for members in groups
    ]
    centre_of = star_clusters(nodes, edges)
    cluster = {record: centre_of[node.key] for node in nodes for record in node.members}
    return pa.table({"record_id": ids, "cluster_id": [cluster[record] for record in ids]})


def compare_candidates(table: RecordTable, vocabulary: Vocabulary, blocking: BlockingParams) -> ComparedPairs:
    """Levels of all candidate pairs of a table with itself, each pair once, the smaller row left."""
    left, right = BlockingIndex(table, len(vocabulary.words), blocking).candidates(table)
    keep = left != right
    low, high = np.minimum(left[keep], right[keep]), np.maximum(left[keep], right[keep])
    pairs = np.unique(low.astype(np.int64) * len(table) + high)
    rows, others = pairs // max(1, len(table)), pairs % max(1, len(table))
    return compare_records(table, table, rows.astype(np.int32), others.astype(np.int32), vocabulary)


def _groups(ordered: pa.Table) -> list[list[int]]:
    """Rows that are equal but for their id: one node, so a thousand copies cost no more than one."""
    groups: dict[tuple[str, ...], list[int]] = {}
    columns = [texts(ordered, name) for name in ("name", "domain", "country", "city")]
    for row, values in enumerate(zip(*columns, strict=True)):
        groups.setdefault(values, []).append(row)
    return list(groups.values())
