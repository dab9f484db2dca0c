"""How much of a name's information the other name holds, word by word, for many pairs at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import JaroWinkler
from rapidfuzz.process import cpdist

from pipeline.entity_resolution.names.vocabulary import Vocabulary
from pipeline.entity_resolution.records.name_table import NameTable

Ints = NDArray[np.int32]
Floats = NDArray[np.float64]
Longs = NDArray[np.int64]

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
        left_rest: bits of the left name's words without counterpart, light words and places left out.
        right_rest: the reverse.
    """

    left_share: Floats
    right_share: Floats
    shared_bits: Floats
    first_likeness: Floats
    left_rest: Floats
    right_rest: Floats


def align_words(left: NameTable, right: NameTable, li: Ints, ri: Ints, vocabulary: Vocabulary) -> Alignment:
    """Align the words of name `li[k]` of `left` with those of name `ri[k]` of `right`, best counterpart first."""
    one, other = _words_of(left, li), _words_of(right, ri)
    vocabulary.prepare(one.words)
    vocabulary.prepare(other.words)
    best_left, best_right, first = _best_counterparts(one, other, vocabulary)
    left_bits, right_bits = vocabulary.bits[one.words], vocabulary.bits[other.words]
    held_left, held_right = _sums(best_left * left_bits, one.start), _sums(best_right * right_bits, other.start)
    total_left, total_right = _sums(left_bits, one.start), _sums(right_bits, other.start)
    return Alignment(
        left_share=held_left / np.maximum(total_left, 1e-9),
        right_share=held_right / np.maximum(total_right, 1e-9),
        shared_bits=np.minimum(held_left, held_right),
        first_likeness=first,
        left_rest=_sums((1 - best_left) * vocabulary.telling_bits[one.words], one.start),
        right_rest=_sums((1 - best_right) * vocabulary.telling_bits[other.words], other.start),
    )


@dataclass(frozen=True, slots=True)
class _Words:
    """Words of names, name after name, where each name's begin, and how many it has."""

    words: Ints
    start: Longs
    count: Longs


def _words_of(table: NameTable, rows: Ints) -> _Words:
    begin = table.token_start[rows].astype(np.int64)
    count = table.token_start[rows + 1] - begin
    start = np.cumsum(count) - count
    place = np.arange(int(count.sum()), dtype=np.int64) + np.repeat(begin - start, count)
    return _Words(table.token[place], start, count)


def _best_counterparts(one: _Words, other: _Words, vocabulary: Vocabulary) -> tuple[Floats, Floats, Floats]:
    """Likeness of each word with its best counterpart, and of the first words of each pair of names.

    Pairs of names with as many words each stand in one block, words x words x pairs.
    """
    blocks = []
    for rows in _alike_in_size(one.count, other.count):
        left = one.start[rows] + np.arange(one.count[rows[0]])[:, None]
        right = other.start[rows] + np.arange(other.count[rows[0]])[:, None]
        blocks.append((rows, left, right, (len(left), len(right), len(rows))))
    none = np.zeros(0, dtype=np.int32)
    a = [np.broadcast_to(one.words[left][:, None], shape).ravel() for _, left, _, shape in blocks]
    b = [np.broadcast_to(other.words[right], shape).ravel() for _, _, right, shape in blocks]
    likeness = word_likeness(np.concatenate([none, *a]), np.concatenate([none, *b]), vocabulary)
    best_left, best_right, first = np.zeros(len(one.words)), np.zeros(len(other.words)), np.zeros(len(one.count))
    end = 0
    for rows, left, right, shape in blocks:
        start, end = end, end + shape[0] * shape[1] * shape[2]
        block = likeness[start:end].reshape(shape)
        best_left[left], best_right[right] = block.max(axis=1), block.max(axis=0)
        first[rows] = block[0, 0]
    return best_left, best_right, first


def _alike_in_size(one: Longs, other: Longs) -> list[NDArray[np.intp]]:
    """Rows of equal pairs of numbers."""
    size = one * (int(other.max(initial=0)) + 1) + other
    order = np.argsort(size, kind="stable")
    return [rows for rows in np.split(order, np.flatnonzero(np.diff(size[order])) + 1) if len(rows)]


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


def _sums(values: Floats, starts: NDArray[np.int64]) -> Floats:
    return np.asarray(np.add.reduceat(values, starts)) if len(starts) else np.zeros(0)
