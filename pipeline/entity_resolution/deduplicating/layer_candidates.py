"""Candidate pairs of new records with earlier ones and with each other: those of a full run, new records asking."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from pipeline.entity_resolution.blocking.name_index import (
    BlockingParams,
    FeatureIndex,
    alike_names,
    distinct,
    index_features,
    nearest_names,
)
from pipeline.entity_resolution.blocking.shared_keys import pairs_by_key, pairs_by_one_sided_key, pairs_by_sound
from pipeline.entity_resolution.deduplicating.layer_search import (
    near_names,
    rows_with_keys,
    sound_pairs,
    towns_of,
    weights_of,
)
from pipeline.entity_resolution.deduplicating.pair_scoring import alike_together, in_name_order
from pipeline.entity_resolution.deduplicating.record_layers import Layer, first_members, gathered, names_at
from pipeline.entity_resolution.names.vocabulary import Vocabulary
from pipeline.entity_resolution.records.given_records import unnamed_records, with_names
from pipeline.entity_resolution.records.name_columns import as_numpy
from pipeline.entity_resolution.records.name_table import as_texts, ranges
from pipeline.entity_resolution.records.record_table import RecordTable

Ints = NDArray[np.int32]
Pairs = tuple[Ints, Ints]


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
    """Records to compare, the new ones first, their node numbers, their order by name, and pairs (row, row) of them.

    The record of the smaller id is left.
    """

    records: RecordTable
    nodes: Ints
    order: Ints
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
    table = with_names(unnamed_records(rows, "record_id"), [whole], vocabulary)
    words = len(vocabulary.words)
    weights = weights_of(layers[0], vocabulary.words) if layers else None
    return NewRecords(table, whole, vocabulary, words, index_features(table.names, words, params, weights))


def candidates_among(layers: Sequence[Layer], new: NewRecords, params: BlockingParams, threads: int) -> Candidates:
    """Pairs with at least one new record, each once, in the order of their names."""
    own, near = _nearest(layers, new, params, threads)
    towns = towns_of(layers, new.table, params.city_limit)
    alike = [sound_pairs(layer, new.table, params.block_limit) for layer in layers]
    keyed = [rows_with_keys(layer, new.table, towns) for layer in layers]
    held = []
    for layer, with_keys, (_, close), (_, heard) in zip(layers, keyed, near, alike, strict=True):
        rows = np.concatenate([with_keys, as_numpy(layer.arrays["names_record"])[close], heard])
        held.append((layer, distinct(rows).astype(np.int32)))
    every = gathered(new.table, new.read, held, new.vocabulary)
    taken = [ranges(*names_at(layer, rows)) for layer, rows in held]
    earlier = _in_one_table(near, taken, len(new.table.names))
    left, right = np.concatenate([own[0], earlier[0]]), np.concatenate([own[1], earlier[1]])
    left, right = alike_names(every.names, left, every.names, right, params.least_spelling, threads)
    places = [rows for _, rows in held]
    asking = _in_one_table([(rows, rows) for rows in keyed], places, len(new.table))[1]
    by_key = _key_pairs(new.table, every, asking, params, towns)
    by_sound = _in_one_table(alike, places, len(new.table))
    owner = every.names.owner
    ends = (
        np.concatenate([owner[left], *by_key[::2], by_sound[0]]),
        np.concatenate([owner[right], *by_key[1::2], by_sound[1]]),
    )
    return _oriented(layers, new, every, held, ends)


def _key_pairs(
    new: RecordTable, every: RecordTable, earlier: Ints, params: BlockingParams, towns: frozenset[str]
) -> tuple[Ints, ...]:
    """Pairs by keys that new records ask for, and by keys that `earlier` rows ask for and only they can find."""
    names, rows = np.arange(len(new.names), dtype=np.int32), np.arange(len(new), dtype=np.int32)
    start = np.searchsorted(every.names.owner, earlier)
    earlier_names = ranges(start, np.searchsorted(every.names.owner, earlier, side="right") - start).astype(np.int32)
    return (
        *pairs_by_key(every, names, rows, every, params.block_limit, lambda: towns, with_sounds=False),
        *pairs_by_sound(new, names, new, params.block_limit),
        *pairs_by_one_sided_key(every, earlier_names, earlier, every, params.block_limit, len(new)),
    )


def _nearest(
    layers: Sequence[Layer], new: NewRecords, params: BlockingParams, threads: int
) -> tuple[Pairs, list[Pairs]]:
    """Pairs of new names with each other, and with those of each layer: of all together the nearest of each name."""
    names = new.table.names
    rows = np.arange(len(names), dtype=np.int32)
    found = [nearest_names(names, rows, new.features, params, threads)]
    found.extend(near_names(layer, new.table, params, threads) for layer in layers)
    left = np.concatenate([part[0] for part in found])
    order = np.lexsort((-np.concatenate([part[2] for part in found]), left))
    start = np.searchsorted(left[order], rows)
    is_near = np.zeros(len(left), dtype=bool)
    is_near[order] = np.arange(len(left)) - start[left[order]] < params.neighbours
    cuts = np.cumsum([len(part[0]) for part in found])[:-1]
    own, *others = ((part[0][near], part[1][near]) for part, near in zip(found, np.split(is_near, cuts), strict=True))
    return own, others


def _in_one_table(pairs: Sequence[Pairs], taken: Sequence[NDArray[np.signedinteger]], first: int) -> Pairs:
    """Pairs with rows of layers as pairs with rows of one table, where those `taken` of each stand from `first` on."""
    lefts, rights = [np.zeros(0, dtype=np.int32)], [np.zeros(0, dtype=np.int32)]
    for (left, right), rows in zip(pairs, taken, strict=True):
        lefts.append(left)
        rights.append((first + np.searchsorted(rows, right)).astype(np.int32))
        first += len(rows)
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
    keep = (ends[0] != ends[1]) & (np.minimum(*ends) < count)
    order = in_name_order(every)
    one, other = alike_together(order, ends[0][keep], ends[1][keep])
    ids = np.concatenate([as_texts(new.table.ids), first_members(layers, nodes[count:])])
    is_first = (ids[one] < ids[other]).astype(bool)
    return Candidates(every, nodes, order, np.where(is_first, one, other), np.where(is_first, other, one))
