"""Candidate pairs of one collection compared and weighed, some at a time, in whatever process."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from pipeline.entity_resolution.blocking.name_index import distinct
from pipeline.entity_resolution.blocking.record_arrays import (
    Arrays,
    packed,
    record_arrays,
    reordered,
    restored_records,
    unpacked,
)
from pipeline.entity_resolution.comparing.comparisons import add_concepts, compare_records, other_numbers
from pipeline.entity_resolution.names.vocabulary import Vocabulary
from pipeline.entity_resolution.records.name_table import spelling_order
from pipeline.entity_resolution.records.record_table import RecordTable
from pipeline.entity_resolution.weighing.model_file import load_model
from pipeline.entity_resolution.weighing.scoring import match_weights

Ints = NDArray[np.int32]

_FEW_PAIRS = 400_000  # of about as many records as are read by one process: it compares them too


@dataclass(frozen=True, slots=True)
class WeighedPairs:
    """Pairs of rows that may be one company, the smaller row left, with their match weights."""

    left: Ints
    right: Ints
    bits: NDArray[np.float64]

    @classmethod
    def together(cls, parts: Sequence[WeighedPairs]) -> WeighedPairs:
        """All pairs of some parts, in their order."""
        empty = cls(np.zeros(0, dtype=np.int32), np.zeros(0, dtype=np.int32), np.zeros(0))
        every = [empty, *parts]
        return cls(*(np.concatenate([getattr(part, name) for part in every]) for name in ("left", "right", "bits")))

    def take(self, rows: NDArray[np.bool_] | NDArray[np.intp]) -> WeighedPairs:
        """These pairs."""
        return WeighedPairs(self.left[rows], self.right[rows], self.bits[rows])


def in_name_order(table: RecordTable) -> Ints:
    """Rows of a table in the order of their main names: records that are alike stand together."""
    main = np.flatnonzero(np.diff(table.names.owner, prepend=-1))
    name = np.full(len(table), "", dtype=object)
    name[table.names.owner[main]] = table.names.spaceless[main]
    return spelling_order(name).astype(np.int32)


def alike_together(order: Ints, left: Ints, right: Ints) -> tuple[Ints, Ints]:
    """Pairs of rows that differ, each once, as near in this order of rows as can be; the smaller row left."""
    place = _places(order)
    one, other, count = place[left], place[right], max(1, len(order))
    pairs = distinct(np.minimum(one, other) * count + np.maximum(one, other))
    one, other = order[pairs // count], order[pairs % count]
    return np.minimum(one, other), np.maximum(one, other)


def _places(order: Ints) -> NDArray[np.int64]:
    place = np.empty(len(order), dtype=np.int64)
    place[order] = np.arange(len(order))
    return place


@dataclass(frozen=True, slots=True)
class PackedRecords:
    """Records for whatever process, packed."""

    data: pa.Buffer

    def restored(self) -> tuple[RecordTable, Vocabulary]:
        """The records and the vocabulary of their names."""
        return restored_records(unpacked(self.data), load_model().background)


@dataclass(frozen=True, slots=True)
class HeldRecords:
    """The same for this process, which need neither be packed nor unpacked; any other gets them packed."""

    table: RecordTable
    vocabulary: Vocabulary

    def __reduce__(self) -> tuple[type[PackedRecords], tuple[pa.Buffer]]:
        return PackedRecords, (packed(_arrays(self.table, self.vocabulary)),)

    def restored(self) -> tuple[RecordTable, Vocabulary]:
        """The records and the vocabulary of their names."""
        return self.table, self.vocabulary


def _arrays(table: RecordTable, vocabulary: Vocabulary) -> Arrays:
    """All but the records' ids."""
    return record_arrays(replace(table, ids=("",) * len(table)), vocabulary, len(vocabulary.words))


@dataclass(frozen=True, slots=True)
class ReadyPairs:
    """Candidate pairs made ready to be weighed in whatever process.

    Records stand in the order of their names, and so should the pairs: then what is compared together lies together in
    memory, and what many pairs have in common is compared once.

    Attributes:
        order: the row of each record that stands there.
        left, right: places of pairs.
        records: the records.
    """

    order: Ints
    left: Ints
    right: Ints
    records: PackedRecords | HeldRecords

    @classmethod
    def of(cls, table: RecordTable, vocabulary: Vocabulary, order: Ints, pairs: tuple[Ints, Ints]) -> ReadyPairs:
        """Pairs of rows of a table, whose ids are left out; records of few pairs stay as they are."""
        if len(pairs[0]) <= _FEW_PAIRS:
            return cls(np.arange(len(table), dtype=np.int32), *pairs, HeldRecords(table, vocabulary))
        left, right = (_places(order)[side].astype(np.int32) for side in pairs)
        return cls(order, left, right, PackedRecords(packed(reordered(_arrays(table, vocabulary), order))))

    def parts(self, size: int) -> Iterator[tuple[Ints, Ints]]:
        """The pairs, so many at a time."""
        for start in range(0, len(self.left), size):
            yield self.left[start : start + size], self.right[start : start + size]

    def rows_of(self, weighed: WeighedPairs) -> WeighedPairs:
        """Pairs of places as pairs of rows, sorted."""
        left, right = self.order[weighed.left], self.order[weighed.right]
        return WeighedPairs(left, right, weighed.bits).take(np.lexsort((right, left)))


class PairScorer:
    """Compares pairs of records."""

    def __init__(self, records: PackedRecords | HeldRecords, least_bits: float) -> None:
        self._table, self._vocabulary = records.restored()
        self._weights = load_model().duplicates
        self._least_bits = least_bits

    def __call__(self, pairs: tuple[Ints, Ints]) -> WeighedPairs:
        """Those of the pairs (left row, right row) that weigh `least_bits` and more."""
        table, weights = self._table, self._weights
        most = max(0.0, *weights.levels["concepts"])
        compared = compare_records(table, table, *pairs, self._vocabulary, with_concepts=False)
        possible = match_weights(compared.levels, weights) + most >= self._least_bits
        compared = add_concepts(compared.take(np.flatnonzero(possible & ~other_numbers(compared.levels))), table, table)
        bits = match_weights(compared.levels, weights)
        return WeighedPairs(compared.left, compared.right, bits).take(bits >= self._least_bits)
