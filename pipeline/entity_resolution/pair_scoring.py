"""Candidate pairs of one collection compared and weighed, some at a time, in whatever process."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from pipeline.entity_resolution.blocking import distinct
from pipeline.entity_resolution.comparisons import add_concepts, compare_records, other_numbers
from pipeline.entity_resolution.model_file import load_model
from pipeline.entity_resolution.name_table import spelling_order
from pipeline.entity_resolution.record_arrays import restored_records, unpacked
from pipeline.entity_resolution.record_table import RecordTable
from pipeline.entity_resolution.scoring import match_weights

Ints = NDArray[np.int32]


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


def alike_together(table: RecordTable, left: Ints, right: Ints) -> tuple[Ints, Ints]:
    """Pairs of the table's rows, each once, in the order of their names: what many have in common is compared once.

    Args:
        left, right: rows that differ.
    Returns: the pairs, the smaller row left.
    """
    main = np.flatnonzero(np.diff(table.names.owner, prepend=-1))
    name = np.full(len(table), "", dtype=object)
    name[table.names.owner[main]] = table.names.spaceless[main]
    row_at = spelling_order(name).astype(np.int32)
    place = np.zeros(len(table), dtype=np.int64)
    place[row_at] = np.arange(len(table))
    one, other, count = place[left], place[right], max(1, len(table))
    pairs = distinct(np.minimum(one, other) * count + np.maximum(one, other))
    one, other = row_at[pairs // count], row_at[pairs % count]
    return np.minimum(one, other), np.maximum(one, other)


class PairScorer:
    """Compares pairs of the records that `packed(record_arrays(...))` was given."""

    def __init__(self, records: pa.Buffer, least_bits: float) -> None:
        model = load_model()
        self._table, self._vocabulary = restored_records(unpacked(records), model.background)
        self._weights = model.duplicates
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
