"""New records among those that were clustered before: the cost follows the new ones.

New records look up earlier ones and each other; what they are tied to is weighed as in `deduplication.py`, and the
clusters around them are formed again, all others are left alone. Without earlier records it is a full run.

Added in any order and any batches, records come to the clusters of a full run as long as no limit of `BlockingParams`
cuts a choice short. Where one does, a batch may differ: an earlier record does not look up later ones, how rare a word
is was counted among the first records, and a block that was small then may be large now. And a copy of an earlier
record, equal but for an id that sorts before it, does not turn round the pairs that were weighed with that record left.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from pipeline.entity_resolution.blocking.record_arrays import Arrays
from pipeline.entity_resolution.deduplicating.clustering import star_centres
from pipeline.entity_resolution.deduplicating.deduplication import (
    BLOCKED,
    PREPARED,
    DedupeParams,
    equal_rows,
    weighed_pairs,
)
from pipeline.entity_resolution.deduplicating.layer_candidates import candidates_among, new_records
from pipeline.entity_resolution.deduplicating.layer_search import same_nodes
from pipeline.entity_resolution.deduplicating.pair_scoring import ReadyPairs, WeighedPairs
from pipeline.entity_resolution.deduplicating.reclustering import touched_pairs
from pipeline.entity_resolution.deduplicating.record_layers import (
    WRITTEN,
    Layer,
    centre_arrays,
    centres_of,
    first_members,
    member_arrays,
    members_of,
    record_layer,
    tie_arrays,
    ties_of,
)
from pipeline.entity_resolution.names.vocabulary import Vocabulary
from pipeline.entity_resolution.records.given_records import require_columns, require_unique, text_array, texts
from pipeline.entity_resolution.records.name_reading import begin_reading
from pipeline.entity_resolution.records.spread import Spread, in_turn
from pipeline.entity_resolution.weighing.model_file import load_model
from pipeline.errors import UsageError

Ints = NDArray[np.int32]


def add_records(
    layers: Sequence[Layer],
    records: pa.Table,
    params: DedupeParams | None = None,
    progress: Callable[[float], None] = lambda share: None,
    spread: Spread = in_turn,
) -> tuple[Arrays, pa.Table]:
    """Cluster new records with the earlier ones of `layers`.

    Args:
        records: as for `dedupe_records`.
    Returns: the new layer, and record_id, cluster_id: of the new records in their order, then of the earlier ones whose
        cluster_id is no longer what it was, by record_id.
    Raises: SchemaError: a column is missing. UsageError: a record_id is empty, repeated, or among the earlier ones.
    """
    params = params or DedupeParams()
    require_columns(records, ("record_id", "name"), "records")
    ids = texts(records, "record_id")
    require_unique(ids, "record_id", "records")
    _require_new(ids, layers)
    ordered = records.take(pc.sort_indices(text_array(records, "record_id")))
    own, first = equal_rows(ordered)
    written = _written(ordered.take(pa.array(first)))
    nodes = same_nodes(layers, written)
    fresh, total = nodes < 0, layers[-1].first + len(layers[-1]) if layers else 0
    nodes[fresh] = total + np.arange(int(fresh.sum()))
    arrays = _compared(layers, written.filter(pa.array(fresh)), params, progress, spread)
    arrays |= member_arrays(texts(ordered, "record_id"), nodes[own].tolist())
    centres, answer = _clustered(layers, Layer(arrays, total), nodes, params.match_bits, ids)
    return arrays | centre_arrays(centres), answer


def _require_new(ids: Sequence[str], layers: Sequence[Layer]) -> None:
    for layer in layers:
        known = layer.arrays["member_id"]
        again = known.filter(pc.is_in(known, pa.array(ids, pa.string())))
        if len(again):
            raise UsageError(
                f"records: record_id {pc.min(again).as_py()!r} was added before ({len(again)} were): leave such rows "
                "out, or start again in another folder to change records"
            )


def _written(rows: pa.Table) -> pa.Table:
    return pa.table({name: text_array(rows, name) for name in ("record_id", *WRITTEN)})


def _compared(
    layers: Sequence[Layer],
    written: pa.Table,
    params: DedupeParams,
    progress: Callable[[float], None],
    spread: Spread,
) -> Arrays:
    """The layer of records that are not there yet, with their ties but without members and centres."""
    layer, nodes, ready = _prepared(layers, written, params, progress, spread)
    pairs = weighed_pairs(ready, params, progress, spread)
    return layer | tie_arrays(WeighedPairs(nodes[pairs.left], nodes[pairs.right], pairs.bits))


def _prepared(
    layers: Sequence[Layer],
    written: pa.Table,
    params: DedupeParams,
    progress: Callable[[float], None],
    spread: Spread,
) -> tuple[Arrays, Ints, ReadyPairs]:
    """The layer, nodes to compare and pairs of them; only this is held from here on."""
    vocabulary = Vocabulary(load_model().background)
    read = list(begin_reading([(name,) for name in texts(written, "name")], spread))
    new = new_records(written, read, vocabulary, layers, params.blocking)
    progress(PREPARED)
    layer = record_layer(written, new.table, new.read, vocabulary.words[: new.words], new.features)
    found = candidates_among(layers, new, params.blocking, params.threads)
    progress(BLOCKED)
    ready = ReadyPairs.of(found.records, vocabulary, found.order, (found.left, found.right))
    return layer, found.nodes, ready


def _clustered(
    layers: Sequence[Layer], layer: Layer, nodes: NDArray[np.int64], match_bits: float, ids: Sequence[str]
) -> tuple[dict[int, int], pa.Table]:
    """Centres that are new or no longer what they were, and the rows of the answer."""
    every = [*layers, layer]
    seeds = np.concatenate([nodes, layer.arrays["tie_node"].to_numpy()]).astype(np.int32)
    touched, pairs = touched_pairs(seeds, lambda some: ties_of(every, some), layer.first, match_bits)
    members = members_of(every, touched)
    now = _centres(members, pairs)
    before = centres_of(layers, touched)
    moved = [node for node, said in _said_before(layers, before).items() if members[now[node]][0] != said]
    changed = sorted(record for ids in members_of(layers, _nodes(moved)).values() for record in ids)
    cluster = {record: members[now[node]][0] for node, records in members.items() for record in records}
    told = [*ids, *changed]
    answer = pa.table({"record_id": told, "cluster_id": [cluster[record] for record in told]})
    return {node: centre for node, centre in now.items() if before.get(node) != centre}, answer


def _centres(members: Mapping[int, Sequence[str]], pairs: WeighedPairs) -> dict[int, int]:
    """The centre of each node; nodes of more members become centres first, then those of a smaller id."""
    nodes = sorted(members, key=lambda node: members[node][0])
    numbers = _nodes(nodes)
    by_number = np.argsort(numbers)
    ends = (by_number[np.searchsorted(numbers, side, sorter=by_number)] for side in (pairs.left, pairs.right))
    left, right = (side.astype(np.int32) for side in ends)
    found = star_centres(_nodes(len(members[node]) for node in nodes), left, right, pairs.bits)
    return dict(zip(nodes, numbers[found].tolist(), strict=True))


def _said_before(layers: Sequence[Layer], centres: Mapping[int, int]) -> dict[int, str]:
    """The cluster_id that the earlier records of each node have had."""
    said = first_members(layers, _nodes(centres.values()))
    return dict(zip(centres, said.tolist(), strict=True))


def _nodes(numbers: Iterable[int]) -> Ints:
    return np.fromiter(numbers, dtype=np.int32)
