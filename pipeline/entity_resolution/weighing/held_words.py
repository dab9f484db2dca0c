"""What a name's words tell, and which of them another name holds letter for letter."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from pipeline.entity_resolution.records.name_table import NameTable, ranges

Ints = NDArray[np.int32]
Floats = NDArray[np.float64]
Value = TypeVar("Value", np.float64, np.bool_)


@dataclass(frozen=True, slots=True)
class HeldWords:
    """For each pair of names.

    Attributes:
        count: words of the left name.
        other_count: words of the right one.
        least_bits: bits of the left name's most usual word.
        first_bits: of its first word.
        last_bits: of its last.
        share: share of its words that the right name holds.
        holds_rarest: whether the rarest of them is held, or one of the rarest.
    """

    count: Floats
    other_count: Floats
    least_bits: Floats
    first_bits: Floats
    last_bits: Floats
    share: Floats
    holds_rarest: Floats


def held_words(left: NameTable, right: NameTable, li: Ints, ri: Ints) -> HeldWords:
    """Of the words of name `li[k]` of `left` those that name `ri[k]` of `right` holds."""
    count, other_count = left.token_counts(li), right.token_counts(ri)
    start = np.cumsum(count) - count
    token = left.token[ranges(left.token_start[li], count)]
    bits = left.facts.vocabulary.bits[token]
    per_word = np.repeat(other_count, count)
    pair = np.repeat(np.arange(len(li)), count)
    cells = right.token[ranges(right.token_start[ri][pair], per_word)] == np.repeat(token, per_word)
    held = _reduce(np.logical_or, cells, np.cumsum(per_word) - per_word)
    is_rarest = bits == np.repeat(_reduce(np.maximum, bits, start), count)
    return HeldWords(
        count.astype(np.float64),
        other_count.astype(np.float64),
        _reduce(np.minimum, bits, start),
        bits[start],
        bits[start + count - 1],
        _reduce(np.add, held.astype(np.float64), start) / count,
        _reduce(np.logical_or, held & is_rarest, start).astype(np.float64),
    )


def _reduce(function: np.ufunc, values: NDArray[Value], starts: NDArray[np.int64]) -> NDArray[Value]:
    return np.asarray(function.reduceat(values, starts)) if len(starts) else values[:0]
