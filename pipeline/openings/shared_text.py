"""How much of one text stands in another, the rarer the more.

A shingle counts by how few companies use it: what everybody writes ("equal opportunity employer") says little, what
only two use says much. Samples are kept as rows of a sparse matrix whose columns are the hashes themselves, so
that 1,000,000 texts of 2,700 letters take 6 bytes a hash and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix  # type: ignore[import-untyped]

from pipeline.openings.candidates import Rows
from pipeline.openings.postings import Postings
from pipeline.openings.sketches import LIMIT, Hashes, sample_limits

Shares = npt.NDArray[np.float64]
Counts = npt.NDArray[np.uint16]

_BLOCK = 5_000_000  # hashes looked at in one go
_RARE = 3  # companies that use a shingle that is called rare


@dataclass(frozen=True, slots=True)
class SharedText:
    """Of each pair: the share of the shorter text that stands in the longer, plainly and weighted by rarity, and the
    share of rare shingles in what both have."""

    plain: Shares
    weighted: Shares
    rare: Shares


class TextComparison:
    """Compares the texts of pairs of rows."""

    def __init__(self, postings: Postings) -> None:
        hashes, starts = postings.sketches.hashes, postings.sketches.starts
        counts = _count_companies(postings)
        self._sizes = np.diff(starts)
        self._totals = _total_weights(counts, starts)
        self._limits = sample_limits(postings.sketches)
        # A hash is less than 2**29, so the same bytes are column numbers.
        shape = (len(self._sizes), int(LIMIT))
        self._matrix = csr_matrix((counts, hashes.view(np.int32), starts), shape=shape)
        self._matrix.has_canonical_format = True

    def compare(self, left: Rows, right: Rows) -> SharedText:
        """Compare pairs of rows."""
        others = self._matrix[right]
        others.data[:] = 1
        shared = self._matrix[left].multiply(others).tocsr()
        owners = np.repeat(np.arange(len(left)), np.diff(shared.indptr))
        count = np.diff(shared.indptr).astype(np.float64)
        weight = np.bincount(owners, _weights(shared.data), minlength=len(left))
        rare = np.bincount(owners, shared.data <= _RARE, minlength=len(left))
        # A sample that was cut short covers only hashes up to its limit; of the other as many count.
        limit = np.minimum(self._limits[left], self._limits[right])
        parts = limit / self._limits[left], limit / self._limits[right]
        sizes = np.minimum(self._sizes[left] * parts[0], self._sizes[right] * parts[1])
        totals = np.minimum(self._totals[left] * parts[0], self._totals[right] * parts[1])
        return SharedText(
            np.minimum(1, count / np.maximum(1, sizes)),
            np.minimum(1, weight / np.maximum(1e-9, totals)),
            rare / np.maximum(1, count),
        )


def _weights(counts: Counts) -> npt.NDArray[np.float32]:
    weights: npt.NDArray[np.float32] = np.reciprocal(np.sqrt(counts.astype(np.float32)))
    return weights


def _blocks(starts: npt.NDArray[np.int64]) -> Iterator[slice]:
    """Rows in a row that have about `_BLOCK` hashes together."""
    first = 0
    while first < len(starts) - 1:
        last = max(first + 1, int(np.searchsorted(starts, starts[first] + _BLOCK, side="right")) - 1)
        yield slice(first, last)
        first = last


def _total_weights(counts: Counts, starts: npt.NDArray[np.int64]) -> Shares:
    """The sum of the weights of each row's hashes."""
    sums = np.zeros(len(starts) - 1)
    for rows in _blocks(starts):
        bounds = starts[rows.start : rows.stop + 1]
        owners = np.repeat(np.arange(len(bounds) - 1), np.diff(bounds))
        sums[rows] = np.bincount(owners, _weights(counts[bounds[0] : bounds[-1]]), minlength=len(bounds) - 1)
    return sums


def _count_companies(postings: Postings) -> Counts:
    """Of each hash of each row, how many companies use it; a row without a company counts as one of its own."""
    hashes, starts = postings.sketches.hashes, postings.sketches.starts
    rows = np.arange(len(postings), dtype=np.uint64)
    companies = np.where(postings.company == 0, len(postings.companies) + rows, postings.company).astype(np.uint64)
    counts = np.empty(len(hashes), np.uint16)
    width = int(LIMIT) // (1 + len(hashes) // _BLOCK) + 1
    for first in range(0, int(LIMIT), width):
        places = _places_between(hashes, first, first + width)
        owners = companies[np.searchsorted(starts, places, side="right") - 1]
        keys = hashes[places].astype(np.uint64) << np.uint64(32) | owners
        places = places[np.argsort(keys)]
        keys.sort()
        is_other_hash = np.append(True, keys[1:] >> np.uint64(32) != keys[:-1] >> np.uint64(32))[: len(keys)]
        is_other_key = np.append(True, keys[1:] != keys[:-1])[: len(keys)]
        number = np.cumsum(is_other_hash) - 1
        users = np.bincount(number[is_other_key])
        counts[places] = np.minimum(users, np.iinfo(np.uint16).max)[number]
    return counts


def _places_between(hashes: Hashes, first: int, end: int) -> npt.NDArray[np.int64]:
    """Where the hashes of at least `first` and less than `end` are."""
    found = []
    for start in range(0, len(hashes), _BLOCK):
        block = hashes[start : start + _BLOCK]
        found.append(np.flatnonzero((block >= first) & (block < end)) + start)
    return np.concatenate([*found, np.empty(0, np.int64)])
