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
LEARNED_ON = 2  # times the background's names: the registry that weights are learned on has these names too
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

    def scaled(self, share: float) -> Frequencies:
        """As if that share of the names had been counted."""
        counts = {word: count * share for word, count in self.counts.items()}
        return Frequencies(counts, round(self.name_count * share, 6))


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


def learned_share(background: Frequencies, registered: int) -> float:
    """Share of all names to count so that a registry of this many companies has as many as the one learned on.

    Else a word that one company has would tell more in a larger registry, and fall into other levels.
    """
    return LEARNED_ON * background.name_count / (background.name_count + registered) if background.name_count else 1.0
