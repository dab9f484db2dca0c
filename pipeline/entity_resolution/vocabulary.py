"""Words as numbers, with their weight and what they mean in any language."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from rigour.names import NameTypeTag, analyze_names

from pipeline.entity_resolution.frequencies import Frequencies
from pipeline.entity_resolution.names import LIGHT_WORDS


class Vocabulary:
    """Numbers words in the order they come; weights come from frozen frequencies."""

    def __init__(self, frequencies: Frequencies) -> None:
        self._frequencies = frequencies
        self._number: dict[str, int] = {}
        self.words: list[str] = []
        self.bits: NDArray[np.float64] = np.zeros(0)
        self.telling_bits: NDArray[np.float64] = np.zeros(0)  # bits, but none for light words and places
        self.concept: NDArray[np.int32] = np.zeros(0, dtype=np.int32)
        self._concept_number: dict[str, int] = {}

    def numbers(self, words: Iterable[str]) -> NDArray[np.int32]:
        """The words' numbers; new words are added."""
        number = self._number
        known = len(number)
        result = np.array([number.setdefault(word, len(number)) for word in words], dtype=np.int32)
        if len(number) > known:
            fresh = list(number)[known:]
            self.words.extend(fresh)
            bits = self._frequencies.bits(fresh)
            self.bits = np.concatenate([self.bits, bits])
            is_quiet = np.array([word in LIGHT_WORDS or word_concept(word).startswith("LOCATION") for word in fresh])
            self.telling_bits = np.concatenate([self.telling_bits, np.where(is_quiet, 0.0, bits)])
            concepts = [self._concept_of(word) for word in fresh]
            self.concept = np.concatenate([self.concept, np.array(concepts, dtype=np.int32)])
        return result

    def _concept_of(self, word: str) -> int:
        """0 when the word means nothing of its own."""
        concept = word_concept(word)
        return self._concept_number.setdefault(concept, len(self._concept_number) + 1) if concept else 0


@lru_cache(maxsize=200_000)
def word_concept(word: str) -> str:
    """What a word means whatever the language, such as `DOMAIN:BANK` for "banka" and "bank"; else empty."""
    if len(word) < 3 or word.isdigit():
        return ""
    for name in analyze_names(NameTypeTag.ORG, [word]):
        for span in name.spans:
            kind = str(span.symbol.category).rpartition(".")[2]
            if kind in ("DOMAIN", "LOCATION", "SYMBOL"):
                return f"{kind}:{span.symbol.id}"
    return ""
