"""How much of a name's information the other name holds, word by word, for many pairs at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import JaroWinkler
from rapidfuzz.process import cpdist

from pipeline.entity_resolution.name_table import NameTable
from pipeline.entity_resolution.vocabulary import Vocabulary

Ints = NDArray[np.int32]
Floats = NDArray[np.float64]

_TYPO_LIKENESS = 0.90  # Jaro-Winkler from which two words may be one misspelt
_SAME_MEANING = 0.9  # "bank" and "banka": one concept in another language
_ABBREVIATION = 0.75  # "tech" for "technologies"
_SHORTEST_TYPO = 4
_SHORTEST_ABBREVIATION = 2


@dataclass(frozen=True, slots=True)
class Alignment:
    """For each pair of names.

    Attributes:
        left_share: share of the left name's bits that the right name holds, 0 to 1.
        right_share: the reverse.
        shared_bits: bits in the words they share.
        first_likeness: likeness of the first words.
        exact_share: share of the left name's bits in words that are equal letter for letter.
        left_over: bits of the words of either name that have no counterpart, light words and places left out.
    """

    left_share: Floats
    right_share: Floats
    shared_bits: Floats
    first_likeness: Floats
    exact_share: Floats
    left_over: Floats


def align_words(left: NameTable, right: NameTable, li: Ints, ri: Ints, vocabulary: Vocabulary) -> Alignment:
    """Align the words of name `li[k]` of `left` with those of name `ri[k]` of `right`, best counterpart first."""
    left_count = (left.token_start[li + 1] - left.token_start[li]).astype(np.int64)
    right_count = (right.token_start[ri + 1] - right.token_start[ri]).astype(np.int64)
    cells = left_count * right_count
    pair = np.repeat(np.arange(len(li)), cells)
    cell_start = np.cumsum(cells) - cells
    inside = np.arange(len(pair)) - cell_start[pair]
    a_place, b_place = inside // right_count[pair], inside % right_count[pair]
    a = left.token[left.token_start[li][pair] + a_place]
    b = right.token[right.token_start[ri][pair] + b_place]
    vocabulary.prepare(a)
    vocabulary.prepare(b)
    likeness = word_likeness(a, b, vocabulary)

    left_start = np.cumsum(left_count) - left_count
    right_start = np.cumsum(right_count) - right_count
    words_of_left = np.repeat(right_count, left_count)  # cells of each of the left names' words stand together
    word_start = np.cumsum(words_of_left) - words_of_left
    best_left, exact_left = _most(likeness, word_start), _most((a == b).astype(np.float64), word_start)
    best_right = np.zeros(int(right_count.sum()))
    np.maximum.at(best_right, right_start[pair] + b_place, likeness)

    left_words = left.token[_flat(left.token_start[li], left_count)]
    right_words = right.token[_flat(right.token_start[ri], right_count)]
    left_bits, right_bits = vocabulary.bits[left_words], vocabulary.bits[right_words]
    held_left = _sums(best_left * left_bits, left_start)
    held_right = _sums(best_right * right_bits, right_start)
    total_left, total_right = _sums(left_bits, left_start), _sums(right_bits, right_start)
    return Alignment(
        left_share=held_left / np.maximum(total_left, 1e-9),
        right_share=held_right / np.maximum(total_right, 1e-9),
        shared_bits=np.minimum(held_left, held_right),
        first_likeness=likeness[cell_start] if len(pair) else np.zeros(0),
        exact_share=_sums(exact_left * left_bits, left_start) / np.maximum(total_left, 1e-9),
        left_over=_sums((1 - best_left) * vocabulary.telling_bits[left_words], left_start)
        + _sums((1 - best_right) * vocabulary.telling_bits[right_words], right_start),
    )


def word_likeness(a: Ints, b: Ints, vocabulary: Vocabulary) -> Floats:
    """Likeness of words `a[k]` and `b[k]`, 0 to 1: 1 equal, less for the same meaning, a typo or an abbreviation."""
    likeness = (a == b).astype(np.float64)
    concept = vocabulary.concept
    same_meaning = (a != b) & (concept[a] > 0) & (concept[a] == concept[b])
    likeness[same_meaning] = _SAME_MEANING
    first, length = vocabulary.first, vocabulary.length
    shorter = np.minimum(length[a], length[b])
    doubtful = np.flatnonzero((likeness == 0) & (first[a] == first[b]) & (shorter >= _SHORTEST_ABBREVIATION))
    if not len(doubtful):
        return np.asarray(likeness)
    low, high = np.minimum(a[doubtful], b[doubtful]), np.maximum(a[doubtful], b[doubtful])
    keys, back = np.unique(low.astype(np.int64) * len(vocabulary.words) + high, return_inverse=True)
    words = vocabulary.words
    one = [words[key] for key in keys // len(words)]
    other = [words[key] for key in keys % len(words)]
    score = cpdist(one, other, scorer=JaroWinkler.normalized_similarity, dtype=np.float64)
    value = np.where(score >= _TYPO_LIKENESS, score, 0.0)
    one_length, other_length = length[keys // len(words)], length[keys % len(words)]
    value[np.minimum(one_length, other_length) < _SHORTEST_TYPO] = 0.0
    for row in np.flatnonzero((value < _ABBREVIATION) & (one_length != other_length)).tolist():
        if _abbreviates(one[row], other[row]):
            value[row] = _ABBREVIATION
    likeness[doubtful] = value[back]
    return np.asarray(likeness)


def _abbreviates(one: str, other: str) -> bool:
    short, long = (one, other) if len(one) < len(other) else (other, one)
    if long.startswith(short):
        return len(short) >= 3 or len(short) * 2 >= len(long)
    if len(short) < 3 or short[-1] not in (long[-1], long[-2]):
        return False
    letters = iter(long)
    return all(letter in letters for letter in short) and len(short) * 4 >= len(long)


def _flat(starts: Ints, counts: NDArray[np.int64]) -> NDArray[np.int64]:
    offsets = np.repeat(np.cumsum(counts) - counts, counts)
    return np.arange(int(counts.sum()), dtype=np.int64) - offsets + np.repeat(starts.astype(np.int64), counts)


def _most(values: Floats, starts: NDArray[np.int64]) -> Floats:
    return np.asarray(np.maximum.reduceat(values, starts)) if len(starts) else np.zeros(0)


def _sums(values: Floats, starts: NDArray[np.int64]) -> Floats:
    return np.asarray(np.add.reduceat(values, starts)) if len(starts) else np.zeros(0)
