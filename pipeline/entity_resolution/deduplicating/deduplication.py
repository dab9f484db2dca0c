"""Records among themselves: which are one company, when there is no registry."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from pipeline.entity_resolution.blocking.name_index import BlockingIndex, BlockingParams
from pipeline.entity_resolution.deduplicating.clustering import star_centres
from pipeline.entity_resolution.deduplicating.pair_scoring import (
    PairScorer,
    ReadyPairs,
    WeighedPairs,
    alike_together,
    in_name_order,
)
from pipeline.entity_resolution.deduplicating.rivals import without_rivals
from pipeline.entity_resolution.names.vocabulary import Vocabulary
from pipeline.entity_resolution.records.given_records import (
    require_columns,
    require_unique,
    text_array,
    texts,
    unnamed_records,
    with_names,
)
from pipeline.entity_resolution.records.name_reading import begin_reading
from pipeline.entity_resolution.records.record_table import RecordTable
from pipeline.entity_resolution.records.spread import Spread, in_turn
from pipeline.entity_resolution.weighing.model_file import load_model

Ints = NDArray[np.int32]

PREPARED, BLOCKED, COMPARED = 0.2, 0.5, 0.95  # shares of the work done
_PAIRS_AT_ONCE = 250_000


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
        default_factory=lambda: BlockingParams(
            neighbours=20, considered=0, initials=False, lookups=4000, least_spelling=0.6
        )
    )
    threads: int = 1


def dedupe_records(
    records: pa.Table,
    params: DedupeParams | None = None,
    progress: Callable[[float], None] = lambda share: None,
    spread: Spread = in_turn,
) -> pa.Table:
    """Cluster records; the partition depends neither on the order of rows nor on how the work is spread.

    Args:
        records: record_id, name, and domain, country, city where known.
        progress: is told now and then which share of the work is done, 0 to 1.
        spread: calls a function for many items, in many processes if it likes (see `Spread`).
    Returns: record_id, cluster_id (a member's record_id), in the order of `records`.
    Raises: SchemaError: a column is missing. UsageError: a record_id is empty or repeated.
    """
    params = params or DedupeParams()
    require_columns(records, ("record_id", "name"), "records")
    require_unique(texts(records, "record_id"), "record_id", "records")
    order = pc.sort_indices(text_array(records, "record_id"))
    ordered = records.take(order)
    node, first = equal_rows(ordered)
    ready = _prepared(ordered.take(pa.array(first)), params, progress, spread)
    pairs = without_rivals(weighed_pairs(ready, params, progress, spread), len(first))
    likely = pairs.take(pairs.bits >= params.match_bits)
    copies = np.bincount(node, minlength=len(first)).astype(np.int32)
    centre = star_centres(copies, likely.left, likely.right, likely.bits)
    ids = text_array(ordered, "record_id")
    cluster = ids.take(pa.array(first[centre[node]]))
    back = pa.array(np.argsort(order.to_numpy()))
    return pa.table({"record_id": ids.take(back), "cluster_id": cluster.take(back)})


def _prepared(rows: pa.Table, params: DedupeParams, progress: Callable[[float], None], spread: Spread) -> ReadyPairs:
    """Candidate pairs of rows that differ; only what they are weighed by is held from here on."""
    vocabulary = Vocabulary(load_model().background)
    reading = begin_reading([(name,) for name in texts(rows, "name")], spread)
    table = with_names(unnamed_records(rows, "record_id"), list(reading), vocabulary)
    progress(PREPARED)
    order = in_name_order(table)
    candidates = candidate_pairs(table, vocabulary, params.blocking, order, params.threads)
    progress(BLOCKED)
    return ReadyPairs.of(table, vocabulary, order, candidates)


def weighed_pairs(
    ready: ReadyPairs, params: DedupeParams, progress: Callable[[float], None], spread: Spread
) -> WeighedPairs:
    """Pairs of rows from `match_bits` up, sorted; weighed some at a time."""
    found = []
    for part in spread(PairScorer, (ready.records, params.match_bits), ready.parts(_PAIRS_AT_ONCE)):
        found.append(part)
        progress(BLOCKED + (COMPARED - BLOCKED) * min(1.0, len(found) * _PAIRS_AT_ONCE / len(ready.left)))
    return ready.rows_of(WeighedPairs.together(found))


def candidate_pairs(
    table: RecordTable, vocabulary: Vocabulary, blocking: BlockingParams, order: Ints, threads: int = 1
) -> tuple[Ints, Ints]:
    """Candidate pairs of a table with itself, each once, the smaller row left, in this order of its rows."""
    left, right = BlockingIndex(table, len(vocabulary.words), blocking).pairs(table, threads=threads)
    keep = left != right
    return alike_together(order, left[keep], right[keep])


def equal_rows(ordered: pa.Table) -> tuple[Ints, Ints]:
    """Rows that are equal but for their id are one node, so a thousand copies cost no more than one.

    Returns: the node of each row, numbered in the order of the rows, and the first row of each node.
    """
    node = np.zeros(ordered.num_rows, dtype=np.int64)
    for name in ("name", "domain", "country", "city"):
        number = text_array(ordered, name).dictionary_encode().indices.to_numpy()
        both = pa.array(node * (int(number.max(initial=0)) + 1) + number)
        node = both.dictionary_encode().indices.to_numpy().astype(np.int64)
    first = np.flatnonzero(np.diff(np.maximum.accumulate(node), prepend=-1))
    return node.astype(np.int32), first.astype(np.int32)
