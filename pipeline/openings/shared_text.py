"""How much of one text stands in another, the rarer the more.

A shingle counts by how few companies use it: what everybody writes ("equal opportunity employer") says little, what
only two use says much.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any  # numbers of any width

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix  # type: ignore[import-untyped]

from pipeline.openings.candidates import Rows
from pipeline.openings.postings import Postings
from pipeline.openings.sketches import LIMIT, sample_limits, sorted_unique

Shares = npt.NDArray[np.float64]

_SLICES = 16  # hashes are counted by sixteenths, to bound memory
_CHUNK = 50_000  # pairs compared at a time
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
        sizes = np.diff(starts)
        owners = np.repeat(np.arange(len(sizes), dtype=np.int32), sizes)
        columns, companies = _count_companies(hashes, owners, postings.company)
        self._weights = 1 / np.sqrt(companies.astype(np.float32))
        self._is_rare = companies <= _RARE
        self._sizes = sizes
        del owners
        self._totals = _sums(self._weights, columns, starts)
        self._limits = sample_limits(postings.sketches)
        self._matrix = csr_matrix(
            (np.ones(len(columns), np.uint8), columns, starts), shape=(len(sizes), max(1, len(companies)))
        )
        self._matrix.sort_indices()

    def compare(self, left: Rows, right: Rows) -> SharedText:
        """Compare pairs of rows."""
        pieces = [
            self._compare(left[start : start + _CHUNK], right[start : start + _CHUNK])
            for start in range(0, len(left), _CHUNK)
        ]
        empty = np.empty(0)
        return SharedText(
            *(np.concatenate([*column, empty]) for column in zip(*pieces, strict=True)) if pieces else (empty,) * 3
        )

    def _compare(self, left: Rows, right: Rows) -> tuple[Shares, Shares, Shares]:
        shared = self._matrix[left].multiply(self._matrix[right]).tocsr()
        owners = np.repeat(np.arange(len(left)), np.diff(shared.indptr))
        count = np.diff(shared.indptr).astype(np.float64)
        weight = np.bincount(owners, self._weights[shared.indices], minlength=len(left))
        rare = np.bincount(owners, self._is_rare[shared.indices], minlength=len(left))
        # A sample that was cut short covers only hashes up to its limit; of the other as many count.
        limit = np.minimum(self._limits[left], self._limits[right])
        parts = limit / self._limits[left], limit / self._limits[right]
        sizes = np.minimum(self._sizes[left] * parts[0], self._sizes[right] * parts[1])
        totals = np.minimum(self._totals[left] * parts[0], self._totals[right] * parts[1])
        return (
            np.minimum(1, count / np.maximum(1, sizes)),
            np.minimum(1, weight / np.maximum(1e-9, totals)),
            rare / np.maximum(1, count),
        )


def _sums(
    weights: npt.NDArray[Any], columns: npt.NDArray[np.int32], starts: npt.NDArray[np.int64]
) -> npt.NDArray[np.float64]:
    """The sum of the weights of each row's columns, some rows at a time."""
    sums = np.zeros(len(starts) - 1)
    for first in range(0, len(sums), _CHUNK):
        bounds = starts[first : first + _CHUNK + 1]
        owners = np.repeat(np.arange(len(bounds) - 1), np.diff(bounds))
        chosen = weights[columns[bounds[0] : bounds[-1]]]
        sums[first : first + _CHUNK] = np.bincount(owners, chosen, minlength=len(bounds) - 1)
    return sums


def _count_companies(
    hashes: npt.NDArray[np.uint32], owners: npt.NDArray[np.int32], company: npt.NDArray[np.int32]
) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]]:
    """(a column for each hash, equal for equal hashes; the number of companies of each column)."""
    columns = np.empty(len(hashes), np.int32)
    counts: list[npt.NDArray[np.int32]] = [np.empty(0, np.int32)]
    width = int(LIMIT) // _SLICES + 1
    begun = 0
    for number in range(_SLICES):
        places = np.flatnonzero((hashes >= number * width) & (hashes < (number + 1) * width))
        # A row without a company counts as one of its own.
        companies = company[owners[places]].astype(np.int64)
        companies = np.where(companies == 0, -1 - owners[places].astype(np.int64), companies)
        order = np.argsort(hashes[places])
        ordered = hashes[places[order]]
        column = np.cumsum(np.append(False, ordered[1:] != ordered[:-1]), dtype=np.int64)
        columns[places[order]] = column + begun
        pairs = sorted_unique(column << 33 | (companies[order] + 2**32))
        counts.append(np.bincount(pairs >> 33).astype(np.int32))
        begun += len(counts[-1])
    return columns, np.concatenate(counts)
