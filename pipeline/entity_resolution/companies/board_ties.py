"""Which pairs of names as boards write them are one company, by what the names and domains say."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pipeline.entity_resolution.comparing.comparisons import compare_records, other_numbers
from pipeline.entity_resolution.comparing.names_alone import compare_names_alone
from pipeline.entity_resolution.names.vocabulary import Vocabulary
from pipeline.entity_resolution.records.record_table import RecordTable
from pipeline.entity_resolution.weighing.model_file import Model
from pipeline.entity_resolution.weighing.scoring import match_weights

Tie = tuple[float, tuple[int, ...]]
"""Bits of a pair, and its comparison levels."""


def board_ties(
    lefts: RecordTable,
    rights: RecordTable,
    left: NDArray[np.int32],
    right: NDArray[np.int32],
    vocabulary: Vocabulary,
    model: Model,
    match_bits: float,
) -> dict[tuple[int, int], Tie]:
    """The pairs that are one company, by row numbers.

    Args:
        left, right: rows of `lefts` and `rights` to compare with one another.
        match_bits: match weight from which two names are one company; names with different numbers never are.
    """
    compared = compare_records(lefts, rights, left, right, vocabulary)
    compared = compare_names_alone(compared, lefts, rights, vocabulary)
    bits = match_weights(compared.levels, model.board_names)
    strong = np.flatnonzero((bits >= match_bits) & ~other_numbers(compared.levels))
    return {
        (int(compared.left[row]), int(compared.right[row])): (float(bits[row]), tuple(compared.levels[row].tolist()))
        for row in strong
    }
