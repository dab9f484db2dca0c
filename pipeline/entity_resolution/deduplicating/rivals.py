"""Pairs in a crowd: a record that would go with many others, which do not go with each other, goes with few of them.

"Acme Paris", "Acme Energy" and "Acme Robotics" each look like "Acme"; three spellings of one name look like each other
as well. So what counts against a pair are its rivals: records that go with one of the two and not with the other.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from scipy import sparse  # type: ignore[import-untyped]

from pipeline.entity_resolution.deduplicating.pair_scoring import WeighedPairs
from pipeline.entity_resolution.weighing.scoring import pair_probabilities

RIVAL_BITS = 1.25  # these three serve 10,000, 100,000 and 1,000,000 generated records alike
_SHARPNESS, _DOUBT = 2.0, 1.0  # weak pairs are hardly rivals: that of 0 bits counts a third, that of 2 nine tenths
_PAIRS_AT_ONCE = 200_000


def without_rivals(pairs: WeighedPairs, record_count: int, wanted: NDArray[np.bool_] | None = None) -> WeighedPairs:
    """The pairs, each once, less what rivals take off their match weights; only a pair's neighbours change it.

    Args:
        wanted: the pairs to return, all if not given.
    """
    probability = np.round(pair_probabilities(_SHARPNESS * pairs.bits - _DOUBT), 9)
    ends = np.concatenate([pairs.left, pairs.right]), np.concatenate([pairs.right, pairs.left])
    ties = sparse.csr_matrix((np.concatenate([probability, probability]), ends), shape=(record_count, record_count))
    total = np.asarray(ties.sum(axis=1)).ravel()
    if wanted is not None:
        pairs, probability = pairs.take(wanted), probability[wanted]
    left, right = pairs.left, pairs.right
    shared = np.zeros(len(left))
    for start in range(0, len(left), _PAIRS_AT_ONCE):
        part = slice(start, start + _PAIRS_AT_ONCE)
        shared[part] = np.asarray(ties[left[part]].multiply(ties[right[part]]).sum(axis=1)).ravel()
    alone = probability + shared
    rivals = np.maximum(total[left] - alone, 0.0) + np.maximum(total[right] - alone, 0.0)
    return replace(pairs, bits=np.round(pairs.bits - RIVAL_BITS * rivals, 6))
