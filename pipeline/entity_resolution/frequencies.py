"""How much a word tells: the rarer among company names, the more bits it is worth.

Frequencies are frozen: they come from the registry at hand plus a background table shipped with the model, never from
the records to be resolved. So a new record changes no weight, and no older answer.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

RARE_COUNT = 2.0  # what a word not in any table counts for
LEAST_BITS = 0.5  # even "company" must weigh something, or names of light words only have no weight


@dataclass(frozen=True, slots=True)
class Frequencies:
    """Document frequencies of words.

    Attributes:
        counts: word -> number of company names that hold it.
        name_count: number of company names counted.
    """

    counts: Mapping[str, float]
    name_count: float

    def bits(self, words: Iterable[str]) -> NDArray[np.float64]:
        """Information of each word in bits, rounded to 1/16 so that sums do not depend on their order."""
        total = self.name_count + RARE_COUNT
        counts = np.array([self.counts.get(word, 0.0) for word in words], dtype=np.float64)
        return np.maximum(np.round(np.log2(total / (counts + RARE_COUNT)) * 16) / 16, LEAST_BITS)


def count_words(names: Iterable[tuple[str, ...]]) -> Counter[str]:
    """Number of names that hold each word."""
    counter: Counter[str] = Counter()
    for tokens in names:
        counter.update(set(tokens))
    return counter


def with_registry(background: Frequencies, names: list[tuple[str, ...]]) -> Frequencies:
    """The background with a registry's own names counted in."""
    merged = count_words(names)
    for word, count in background.counts.items():
        merged[word] += int(count)
    return Frequencies(merged, background.name_count + len(names))
