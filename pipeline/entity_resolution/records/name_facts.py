"""What comparisons ask of single names, as numbers: worked out once a name, then compared for many pairs at once.

Texts and rows of words become 64-bit hashes, which are equal where the texts are; that two of a million unequal ones
agree has a chance of one in thirty million. Hashes hold within one process and one vocabulary and are never kept.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from pipeline.entity_resolution.names.name_forms import name_concepts
from pipeline.entity_resolution.names.vocabulary import Vocabulary

Ints = NDArray[np.int32]
Codes = NDArray[np.int64]
Texts = NDArray[np.object_]

_MIX = np.int64(-7046029254386353131)  # 2 ** 64 divided by the golden ratio: spreads the first code over all bits
_COLUMNS = 9
_SEED = np.uint64(0x9E3779B97F4A7C15)


@dataclass(frozen=True, slots=True)
class Facts:
    """Facts of some names, one entry a name; 0 stands for none.

    Attributes:
        written: the name as written.
        words: its words.
        sorted_words: its words whatever their order.
        telling_words: its words without light words.
        legal_forms: its legal forms.
        numbers: its numbers.
        length: letters of its words.
        first_letter: of the first word.
        first_initial: of the first telling word.
    """

    written: Codes
    words: Codes
    sorted_words: Codes
    telling_words: Codes
    legal_forms: Codes
    numbers: Codes
    length: Codes
    first_letter: Codes
    first_initial: Codes

    def take(self, rows: NDArray[np.intp]) -> Facts:
        """Facts of these of the names."""
        return Facts(*(getattr(self, column.name)[rows] for column in fields(self)))


class NameFacts:
    """Facts of a table's names, worked out when they are first asked for: of a registry's names only candidates are."""

    def __init__(
        self, written: Texts, legal_forms: Texts, numbers: Texts, token_start: Ints, token: Ints, vocabulary: Vocabulary
    ) -> None:
        self.vocabulary = vocabulary
        self._texts = written, legal_forms, numbers
        self._start, self._token = token_start, token
        self._facts_of = np.zeros((len(written), _COLUMNS), dtype=np.int64)  # those of one name stand together
        self._concepts = np.zeros(len(written), dtype=np.int64)
        self._is_read = np.zeros(len(written), dtype=bool)
        self._has_concepts = np.zeros(len(written), dtype=bool)

    def of(self, rows: Ints) -> Facts:
        """Facts of the names in these rows, which may repeat."""
        fresh = _unread(rows, self._is_read)
        if len(fresh):
            self._facts_of[fresh] = np.stack(self._facts(fresh), axis=1)
        return Facts(*np.ascontiguousarray(self._facts_of[rows].T))

    def concepts(self, rows: Ints) -> Codes:
        """What the words of these names mean (see `name_concepts`)."""
        written = self._texts[0]
        for row in _unread(rows, self._has_concepts).tolist():
            self._concepts[row] = _code(name_concepts(written[row]))
        return self._concepts[rows]

    def _facts(self, rows: NDArray[np.intp]) -> tuple[Codes, ...]:
        written, legal_forms, numbers = (_hashes(texts[rows]) for texts in self._texts)
        counts = (self._start[rows + 1] - self._start[rows]).astype(np.int64)
        begin = np.cumsum(counts) - counts
        place = np.arange(int(counts.sum())) - np.repeat(begin, counts)
        token = self._token[np.repeat(self._start[rows].astype(np.int64), counts) + place]
        light = self.vocabulary.is_light[token]
        telling = np.where(light, 0, np.cumsum(~light))
        before = np.repeat((np.cumsum(~light) - ~light)[begin], counts)
        first_telling = np.minimum.reduceat(np.where(light, len(token), np.arange(len(token))), begin)
        mixed = _scattered(token)
        spelled = self.vocabulary.first[token]
        return (
            written,
            np.add.reduceat(mixed * _scattered(-1 - place), begin),
            np.add.reduceat(mixed, begin),
            np.add.reduceat(np.where(light, 0, mixed * _scattered(before - telling)), begin),
            legal_forms,
            numbers,
            np.add.reduceat(self.vocabulary.length[token].astype(np.int64), begin),
            spelled[begin],
            spelled[np.where(first_telling < len(token), first_telling, begin)],
        )


def by_distinct_pair(left: Codes, right: Codes, rows: NDArray[np.intp], rule: Callable[[int], int]) -> NDArray[np.int8]:
    """`rule(row)` for each of `rows`, asked once for all rows of the same two codes."""
    first, back = distinct_pairs(left[rows], right[rows])
    return np.array([rule(int(row)) for row in rows[first]], dtype=np.int8)[back]


def distinct_pairs(left: Codes, right: Codes) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """The first row of each pair of codes that differs, and for every row which of these it is like."""
    _, first, back = np.unique(left * _MIX + right, return_index=True, return_inverse=True)
    return first, back


def _unread(rows: Ints, is_read: NDArray[np.bool_]) -> NDArray[np.intp]:
    fresh = np.unique(rows[~is_read[rows]]).astype(np.intp)
    is_read[fresh] = True
    return fresh


def _hashes(texts: Texts) -> Codes:
    return np.fromiter(map(hash, texts), dtype=np.int64, count=len(texts))


def _scattered(numbers: NDArray[np.signedinteger]) -> Codes:
    """Numbers spread evenly over 64 bits, always odd, so that products and sums of them tell rows of words apart."""
    value = numbers.astype(np.uint64)
    value = (value ^ (value >> np.uint64(30)) ^ _SEED) * np.uint64(0xBF58476D1CE4E5B9)
    value = (value ^ (value >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return np.asarray((value ^ (value >> np.uint64(31))) | np.uint64(1)).view(np.int64)


def _code(items: tuple[Hashable, ...]) -> int:
    return hash(items) if items else 0
