"""Candidate pairs of new records with earlier ones and with each other: those of a full run, new records asking."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from pipeline.entity_resolution.blocking import (
    BlockingParams,
    FeatureIndex,
    alike_names,
    distinct,
    index_features,
    nearest_names,
    ranges,
)
from pipeline.entity_resolution.layer_search import near_names, rows_with_keys, towns_of, weights_of
from pipeline.entity_resolution.name_columns import as_numpy
from pipeline.entity_resolution.name_table import as_texts, name_table
from pipeline.entity_resolution.record_layers import Layer, first_members, gathered, names_at
from pipeline.entity_resolution.record_table import RecordTable
from pipeline.entity_resolution.records import record_table
from pipeline.entity_resolution.shared_keys import pairs_by_key
from pipeline.entity_resolution.vocabulary import Vocabulary

Ints = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class NewRecords:
    """New records made ready, in the order of their ids.

    Attributes:
        table: the records, whose names are numbered by `vocabulary`.
        read: their names as they were read.
        words: how many of the vocabulary's words are theirs.
        features: the index of their names.
    """

    table: RecordTable
    read: pa.RecordBatch
    vocabulary: Vocabulary
    words: int
    features: FeatureIndex


@dataclass(frozen=True, slots=True)
class Candidates:
    """Records to compare, the new ones first, their node numbers, and pairs (row, row) of them, the smaller id left."""

    records: RecordTable
    nodes: Ints
    left: Ints
    right: Ints


def new_records(
    rows: pa.Table,
    read: Sequence[pa.RecordBatch],
    vocabulary: Vocabulary,
    layers: Sequence[Layer],
    params: BlockingParams,
) -> NewRecords:
    """Records of record_id, domain, country, city whose names were read; adds to `vocabulary`, which was empty."""
    names = pa.Table.from_batches(read)
    whole = pa.record_batch([column.combine_chunks() for column in names.columns], schema=names.schema)
    unnamed = record_table(rows, "record_id", [()] * rows.num_rows, vocabulary)
    table = replace(unnamed, names=name_table([whole], vocabulary))
    words = len(vocabulary.words)
    weights = weights_of(layers[0], vocabulary.words) if layers else None
    return NewRecords(table, whole, vocabulary, words, index_features(table.names, words, params, weights))


def candidates_among(layers: Sequence[Layer], new: NewRecords, params: BlockingParams, threads: int) -> Candidates:
    """Pairs with at least one new record, each once, sorted."""
    near = [near_names(layer, new.table, params, threads) for layer in layers]
    towns = towns_of(layers, new.table, params.city_limit)
    held = []
    for layer, (_, found) in zip(layers, near, strict=True):
        owners = as_numpy(layer.arrays["names_record"])[found]
        held.append((layer, np.union1d(rows_with_keys(layer, new.table, towns), owners).astype(np.int32)))
    every = gathered(new.table, new.read, held, new.vocabulary)
    left, right = _near_pairs(new, near, held, params, threads)
    left, right = alike_names(every.names, left, every.names, right, params.least_spelling, threads)
    by_key = _key_pairs(new.table, every, params, towns)
    owner = every.names.owner
    ends = np.concatenate([owner[left], *by_key[::2]]), np.concatenate([owner[right], *by_key[1::2]])
    return _oriented(layers, new, every, held, ends)


def _key_pairs(new: RecordTable, every: RecordTable, params: BlockingParams, towns: frozenset[str]) -> tuple[Ints, ...]:
    """Pairs by keys that new records ask for, and by keys that earlier ones ask for and new ones hold."""
    names, rows = np.arange(len(every.names), dtype=np.int32), np.arange(len(every), dtype=np.int32)
    asking, later = (names[: len(new.names)], rows[: len(new)]), (names[len(new.names) :], rows[len(new) :])
    return (
        *pairs_by_key(every, *asking, every, params.block_limit, lambda: towns),
        *pairs_by_key(every, *later, new, params.block_limit, lambda: towns),
    )


def _near_pairs(
    new: NewRecords,
    near: Sequence[tuple[Ints, Ints]],
    held: Sequence[tuple[Layer, Ints]],
    params: BlockingParams,
    threads: int,
) -> tuple[Ints, Ints]:
    """Nearest names as rows of the names of all records at hand."""
    names = new.table.names
    own = nearest_names(names, np.arange(len(names), dtype=np.int32), new.features, params, threads)
    lefts, rights, first = [own[0]], [own[1]], len(names)
    for (layer, rows), (left, right) in zip(held, near, strict=True):
        taken = ranges(*names_at(layer, rows))
        lefts.append(left)
        rights.append((first + np.searchsorted(taken, right)).astype(np.int32))
        first += len(taken)
    return np.concatenate(lefts), np.concatenate(rights)


def _oriented(
    layers: Sequence[Layer],
    new: NewRecords,
    every: RecordTable,
    held: Sequence[tuple[Layer, Ints]],
    ends: tuple[Ints, Ints],
) -> Candidates:
    total = layers[-1].first + len(layers[-1]) if layers else 0
    count = len(new.table)
    earlier = [layer.first + rows for layer, rows in held]
    nodes = np.concatenate([total + np.arange(count), *earlier]).astype(np.int32)
    keep = ends[0] != ends[1]
    pairs = distinct(np.minimum(*ends)[keep].astype(np.int64) * len(nodes) + np.maximum(*ends)[keep])
    one, other = (pairs // max(1, len(nodes))).astype(np.int32), (pairs % max(1, len(nodes))).astype(np.int32)
    ids = np.concatenate([as_texts(new.table.ids), first_members(layers, nodes[count:])])
    is_first = (ids[one] < ids[other]).astype(bool)
    return Candidates(every, nodes, np.where(is_first, one, other), np.where(is_first, other, one))
