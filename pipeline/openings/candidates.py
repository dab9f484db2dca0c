"""Which postings are worth comparing: those with a min-hash in common, near each other among all that have it.

The smallest of a sample's hashes under a permutation is the same for two samples with probability equal to the share
that they have in common (Broder 1997). Rows with an equal one are put in order of place, level and title, and each is
paired with the next few: so work grows with the number of postings, also where thousands share the same boilerplate.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from pipeline.openings.postings import NO_DAY, Postings
from pipeline.openings.sketches import sorted_unique

Rows = npt.NDArray[np.int64]
MinHashes = npt.NDArray[np.uint32]

_PERMUTATIONS = 12  # finds 97 % of the pairs that share a quarter of their text, 99.9 % of those that share 45 %
_NEXT = 6  # rows with the same min-hash that a row is paired with
_BLOCK = 20_000  # rows hashed at a time
_NONE = np.iinfo(np.uint32).max
LONGEST_GAP_DAYS = 165  # an ad that comes back half a year later is for another opening


def candidate_pairs(postings: Postings, minima: Sequence[MinHashes], rows: Rows) -> tuple[Rows, Rows]:
    """Pairs of `rows` to compare, the smaller row left, in order, each once.

    Args:
        minima: of `min_hashes`.
    """
    count = len(postings)
    found: list[Rows] = [np.empty(0, np.int64)]
    by_likeness = (postings.company, postings.title, postings.level, postings.part, postings.country)
    for column in minima:
        order = rows[np.lexsort((*(codes[rows] for codes in by_likeness), column[rows]))]
        order = order[column[order] < _NONE]
        for distance in range(1, _NEXT + 1):
            first, second = order[:-distance], order[distance:]
            is_near = column[first] == column[second]
            left, right = np.minimum(first[is_near], second[is_near]), np.maximum(first[is_near], second[is_near])
            may = may_be_one(postings, left, right)
            found.append(left[may] * count + right[may])
        found = [sorted_unique(np.concatenate(found))]
    return found[0] // max(1, count), found[0] % max(1, count)


def may_be_one(postings: Postings, left: Rows, right: Rows) -> npt.NDArray[np.bool_]:
    """Pairs whose place, level and date do not contradict each other."""
    flags = np.ones(len(left), np.bool_)
    for codes in (postings.country, postings.part, postings.level):
        flags &= ~differ(codes, left, right)
    other_city = differ(postings.city, left, right)
    flags &= ~(other_city & ((postings.part[left] == 0) | (postings.part[right] == 0)))
    return flags & (gap_days(postings, left, right) <= LONGEST_GAP_DAYS)


def differ(codes: npt.NDArray[np.int32], left: Rows, right: Rows) -> npt.NDArray[np.bool_]:
    """Pairs whose codes are both known and not the same."""
    a, b = codes[left], codes[right]
    flags: npt.NDArray[np.bool_] = (a != b) & (a != 0) & (b != 0)
    return flags


def gap_days(postings: Postings, left: Rows, right: Rows) -> npt.NDArray[np.int64]:
    """Days between the dates of each pair; 0 where one is unknown."""
    a, b = postings.days[left].astype(np.int64), postings.days[right].astype(np.int64)
    return np.where((a == NO_DAY) | (b == NO_DAY), 0, np.abs(a - b))


def min_hashes(postings: Postings) -> list[MinHashes]:
    """One min-hash of every row for each permutation; the largest number for a row without hashes."""
    hashes, starts = postings.sketches.hashes, postings.sketches.starts
    columns = [np.full(len(postings), _NONE, np.uint32) for _ in range(_PERMUTATIONS)]
    for first in range(0, len(postings), _BLOCK):
        bounds = starts[first : first + _BLOCK + 1]
        filled = np.flatnonzero(np.diff(bounds))
        block = hashes[bounds[0] : bounds[-1]]
        for number, column in enumerate(columns):
            shuffled = block * np.uint32(pow(0x9E3779B1, 2 * number + 1, 2**32))
            shuffled ^= shuffled >> np.uint32(15)
            if len(filled):
                column[first + filled] = np.minimum.reduceat(shuffled, bounds[filled] - bounds[0])
    return columns
