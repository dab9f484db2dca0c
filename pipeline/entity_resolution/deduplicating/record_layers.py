"""Records that came together, made ready to be found and compared by records that come later; never changed again.

A layer is a set of Arrow arrays that `packed` puts in one file, so that of a mapped file only what is touched is read.
Records that are equal but for their id are one node; nodes are numbered through all layers, `first` is a layer's first.

    written           record name, domain, country, city of each node as they came
    places            domain, domain_label, country, city of each node as they are compared
    names             see `name_columns`; `record` is the node's number within the layer; and their sound
    words, concept    words of the names, and what each means
    features          which names hold which words and 3-grams, weighed by the first layer's frequencies
    members           record ids with their nodes, of this layer or an earlier one, sorted by node and id
    ties              node, other node, match weight before rivals: of each pair found with this layer, both ways
    centres           node, and the node in the middle of its cluster, where it is no longer as in earlier layers
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray
from scipy import sparse  # type: ignore[import-untyped]

from pipeline.entity_resolution.blocking.name_index import FeatureIndex
from pipeline.entity_resolution.blocking.record_arrays import Arrays
from pipeline.entity_resolution.deduplicating.pair_scoring import WeighedPairs
from pipeline.entity_resolution.names.sound import skeletons
from pipeline.entity_resolution.names.vocabulary import Vocabulary, word_concept
from pipeline.entity_resolution.records.name_columns import NAME_SCHEMA, as_numpy
from pipeline.entity_resolution.records.name_table import name_table, ranges
from pipeline.entity_resolution.records.record_table import RecordTable

Ints = NDArray[np.int32]

PLACES = ("domain", "domain_label", "country", "city")
WRITTEN = ("name", "domain", "country", "city")
_COLUMNS = (
    *(f"written_{name}" for name in WRITTEN),
    *PLACES,
    *(f"names_{name}" for name in NAME_SCHEMA.names),
    *("sound", "words", "concept", "weight", "is_key", "norm", "indptr", "indices", "data"),
    *("member_id", "member_node", "tie_node", "tie_other", "tie_bits", "centre_node", "centre"),
)


@dataclass(frozen=True, slots=True)
class Layer:
    """One layer: its arrays, and the number of its first node."""

    arrays: Mapping[str, pa.Array]
    first: int

    def __len__(self) -> int:
        return len(self.arrays["domain"])

    @property
    def names(self) -> pa.RecordBatch:
        """The names, in the order of their nodes."""
        return pa.record_batch([self.arrays[f"names_{name}"] for name in NAME_SCHEMA.names], schema=NAME_SCHEMA)

    @property
    def features(self) -> FeatureIndex:
        """The index of the names' words and 3-grams."""
        columns = {name: as_numpy(self.arrays[name]) for name in ("weight", "is_key", "norm")}
        data = np.asarray(_Lent(self.arrays["data"]))
        indices, indptr = (as_numpy(self.arrays[name]) for name in ("indices", "indptr"))
        shape = (len(columns["weight"]), len(columns["norm"]))
        return FeatureIndex(**columns, by_feature=sparse.csr_matrix((data, indices, indptr), shape=shape))


@dataclass(frozen=True, slots=True)
class _Lent:
    """An array's numbers as memory that may be written to: a product asks for such, though it only reads it."""

    array: pa.Array

    @property
    def __array_interface__(self) -> dict[str, object]:
        found = as_numpy(self.array).__array_interface__
        return {**found, "data": (found["data"][0], False)}


def stacked(every: Sequence[Arrays]) -> list[Layer]:
    """Layers in the order they were made.

    Raises: KeyError: an array is missing.
    """
    layers: list[Layer] = []
    for arrays in every:
        first = layers[-1].first + len(layers[-1]) if layers else 0
        layers.append(Layer({name: arrays[name] for name in _COLUMNS}, first))
    return layers


def record_layer(
    written: pa.Table, records: RecordTable, read: pa.RecordBatch, words: Sequence[str], features: FeatureIndex
) -> Arrays:
    """What new records look like to later ones; what was found of them comes beside it.

    Args:
        written: name, domain, country, city of each node as they came.
        read: the records' names, which `records` was made of.
        words: those that `features` is an index of.
    """
    by_feature = features.by_feature
    return {
        **{f"written_{name}": written.column(name).combine_chunks() for name in WRITTEN},
        **{name: pa.array(getattr(records, name), pa.string()) for name in PLACES},
        **{f"names_{name}": read.column(name) for name in read.schema.names},
        "sound": pa.array(skeletons(read.column("spaceless").to_pylist()), pa.string()),
        "words": pa.array(words, pa.string()),
        "concept": pa.array(map(word_concept, words), pa.string()),
        "weight": pa.array(features.weight),
        "is_key": pa.array(features.is_key),
        "norm": pa.array(features.norm),
        "indptr": pa.array(by_feature.indptr),
        "indices": pa.array(by_feature.indices),
        "data": pa.array(by_feature.data),
    }


def gathered(
    new: RecordTable, read: pa.RecordBatch, held: Sequence[tuple[Layer, Ints]], vocabulary: Vocabulary
) -> RecordTable:
    """One table of new records and, after them, some rows of each layer; adds to `vocabulary`; it has no ids.

    Args:
        read: the new records' names.
        held: layers with rows in ascending order.
    """
    batches, first = [read], len(new)
    for layer, rows in held:
        batches.append(_names_of(layer, rows, first))
        first += len(rows)
    places = {
        place: np.concatenate(
            [getattr(new, place), *(as_numpy(layer.arrays[place].take(pa.array(rows))) for layer, rows in held)]
        )
        for place in PLACES
    }
    names, kind = name_table(batches, vocabulary), np.full(first, "", dtype=object)
    _learn_concepts(vocabulary, [layer for layer, _ in held])
    return RecordTable(ids=("",) * first, names=names, kind=kind, **places)


def _learn_concepts(vocabulary: Vocabulary, layers: Sequence[Layer]) -> None:
    words = pa.array(vocabulary.words, pa.string())
    for layer in layers:
        place = pc.index_in(words, layer.arrays["words"])
        known = np.flatnonzero(place.is_valid()).astype(np.int32)
        vocabulary.learn(known, layer.arrays["concept"].take(place.drop_null()).to_pylist())


def _names_of(layer: Layer, rows: Ints, first: int) -> pa.RecordBatch:
    """The names of these rows, numbered from `first`."""
    start, count = names_at(layer, rows)
    names = layer.names.take(pa.array(ranges(start, count)))
    record = pa.array(np.repeat(np.arange(first, first + len(rows), dtype=np.int32), count))
    return names.set_column(0, NAME_SCHEMA.field("record"), record)


def names_at(layer: Layer, rows: Ints) -> tuple[Ints, Ints]:
    """Where the names of these rows begin, and how many they are."""
    owner = as_numpy(layer.arrays["names_record"])
    start = np.searchsorted(owner, rows).astype(np.int32)
    return start, np.searchsorted(owner, rows, side="right").astype(np.int32) - start


def sorted_slices(layers: Sequence[Layer], key: str, nodes: Ints, columns: Sequence[str]) -> list[pa.Table]:
    """Of each layer the rows whose `key`, in ascending order there, is one of these nodes."""
    found = []
    for layer in layers:
        keys = as_numpy(layer.arrays[key])
        start = np.searchsorted(keys, nodes)
        rows = ranges(start.astype(np.int32), np.searchsorted(keys, nodes, side="right") - start)
        found.append(pa.table({name: layer.arrays[name].take(pa.array(rows)) for name in (key, *columns)}))
    return found


def first_members(layers: Sequence[Layer], nodes: Ints) -> NDArray[np.object_]:
    """The smallest record id of each node."""
    first = np.full(len(nodes), "", dtype=object)
    for layer in layers:
        keys = as_numpy(layer.arrays["member_node"])
        place = np.searchsorted(keys, nodes)
        there = np.flatnonzero(np.searchsorted(keys, nodes, side="right") > place)
        ids = as_numpy(layer.arrays["member_id"].take(pa.array(place[there])))
        first[there] = np.where((first[there] == "") | (ids < first[there]), ids, first[there])
    return first


def members_of(layers: Sequence[Layer], nodes: Ints) -> dict[int, list[str]]:
    """Record ids of nodes, in ascending order."""
    members: dict[int, list[str]] = {}
    for part in sorted_slices(layers, "member_node", nodes, ["member_id"]):
        for node, record in zip(part.column(0).to_pylist(), part.column(1).to_pylist(), strict=True):
            members.setdefault(node, []).append(record)
    return {node: sorted(ids) for node, ids in members.items()}


def centres_of(layers: Sequence[Layer], nodes: Ints) -> dict[int, int]:
    """The nodes in the middle of the clusters of nodes."""
    centres: dict[int, int] = {}
    for part in sorted_slices(layers, "centre_node", nodes, ["centre"]):
        centres.update(zip(part.column(0).to_pylist(), part.column(1).to_pylist(), strict=True))
    return centres


def ties_of(layers: Sequence[Layer], nodes: Ints) -> WeighedPairs:
    """Pairs of these nodes (left) with any (right), and their match weights before rivals are counted."""
    parts = sorted_slices(layers, "tie_node", nodes, ["tie_other", "tie_bits"])
    return WeighedPairs.together(
        [WeighedPairs(*(as_numpy(c.combine_chunks()) for c in part.columns)) for part in parts]
    )


def member_arrays(ids: Sequence[str], nodes: Sequence[int]) -> Arrays:
    """Records with their nodes, in whatever order."""
    order = sorted(range(len(ids)), key=lambda row: (nodes[row], ids[row]))
    return {
        "member_id": pa.array([ids[row] for row in order], pa.string()),
        "member_node": pa.array([nodes[row] for row in order], pa.int32()),
    }


def tie_arrays(pairs: WeighedPairs) -> Arrays:
    """Pairs of nodes with their match weights, each pair once."""
    ends = np.concatenate([pairs.left, pairs.right]), np.concatenate([pairs.right, pairs.left])
    order = np.lexsort(ends[::-1])
    bits = np.concatenate([pairs.bits, pairs.bits])[order]
    return {"tie_node": pa.array(ends[0][order]), "tie_other": pa.array(ends[1][order]), "tie_bits": pa.array(bits)}


def centre_arrays(centres: Mapping[int, int]) -> Arrays:
    """Nodes with the nodes in the middle of their clusters."""
    nodes = sorted(centres)
    found = [centres[node] for node in nodes]
    return {"centre_node": pa.array(nodes, pa.int32()), "centre": pa.array(found, pa.int32())}
