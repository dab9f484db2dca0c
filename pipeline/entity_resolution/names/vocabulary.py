"""Words as numbers, with their weight and what they mean in any language."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from pipeline.entity_resolution.names.frequencies import Frequencies
from pipeline.entity_resolution.names.name_forms import LIGHT_WORDS, name_concepts

_UNREAD = -1


class Vocabulary:
    """Numbers words in the order they come; weights come from frozen frequencies.

    Attributes:
        words: word of each number.
        bits: information of each word, in bits.
        telling_bits: the same, but none for light words and places; right after `prepare`.
        concept: number of what each word means, 0 when it means nothing of its own; right after `prepare`.
        first: code point of the first letter of each word.
        length: letters of each word.
        is_light: whether it is a light word.
    """

    def __init__(self, frequencies: Frequencies) -> None:
        self._frequencies = frequencies
        self._number: dict[str, int] = {}
        self._concept_number: dict[str, int] = {}
        self.words: list[str] = []
        self.bits: NDArray[np.float64] = np.zeros(0)
        self.telling_bits: NDArray[np.float64] = np.zeros(0)
        self.concept: NDArray[np.int32] = np.zeros(0, dtype=np.int32)
        self.first, self.length, self.is_light = _spelling(self.words)

    @classmethod
    def restored(cls, words: list[str], bits: NDArray[np.float64], frequencies: Frequencies) -> Vocabulary:
        """A vocabulary as it was: known words with their bits; `frequencies` weigh the words to come."""
        vocabulary = cls(frequencies)
        vocabulary.words = words
        vocabulary._number = {word: number for number, word in enumerate(words)}
        vocabulary.bits, vocabulary.telling_bits = bits, bits.copy()
        vocabulary.concept = np.full(len(words), _UNREAD, dtype=np.int32)
        vocabulary.first, vocabulary.length, vocabulary.is_light = _spelling(words)
        return vocabulary

    @property
    def name_count(self) -> float:
        """Number of names that the frequencies were counted in."""
        return self._frequencies.name_count

    def numbers(self, words: Iterable[str]) -> NDArray[np.int32]:
        """The words' numbers; new words are added."""
        number = self._number
        known = len(number)
        result = np.array([number.setdefault(word, len(number)) for word in words], dtype=np.int32)
        if len(number) > known:
            fresh = list(number)[known:]
            bits = self._frequencies.bits(fresh)
            self.words.extend(fresh)
            self.bits = np.concatenate([self.bits, bits])
            self.telling_bits = np.concatenate([self.telling_bits, bits])
            self.concept = np.concatenate([self.concept, np.full(len(fresh), _UNREAD, dtype=np.int32)])
            first, length, is_light = _spelling(fresh)
            self.first, self.length = np.concatenate([self.first, first]), np.concatenate([self.length, length])
            self.is_light = np.concatenate([self.is_light, is_light])
        return result

    def prepare(self, numbers: NDArray[np.int32]) -> None:
        """Look up what these words mean; only words that are compared are worth it."""
        unread = np.unique(numbers[self.concept[numbers] == _UNREAD])
        self.learn(unread, [word_concept(self.words[number]) for number in unread.tolist()])

    def learn(self, numbers: NDArray[np.int32], concepts: Sequence[str]) -> None:
        """What these words mean (see `word_concept`), where it is known already."""
        number = self._concept_number
        self.concept[numbers] = [number.setdefault(each, len(number) + 1) if each else 0 for each in concepts]
        is_place = np.fromiter((each.startswith("LOCATION") for each in concepts), dtype=bool, count=len(concepts))
        self.telling_bits[numbers[self.is_light[numbers] | is_place]] = 0.0


def _spelling(words: list[str]) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.bool_]]:
    """First letters of words, their lengths, and which are light."""
    first, length = [ord(word[0]) for word in words], [len(word) for word in words]
    return (
        np.array(first, np.int32),
        np.array(length, np.int32),
        np.array([word in LIGHT_WORDS for word in words], bool),
    )


def word_concept(word: str) -> str:
    """What a word means whatever the language, such as `DOMAIN:BANK` for "banka" and "bank"; else empty."""
    if len(word) < 3 or word.isdigit():
        return ""
    return next(iter(name_concepts(word)), "")
