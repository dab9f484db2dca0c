"""How one name of a pair goes on where the other ends: "Acme", "Acme Systems" and "Acme", "Acme Gravel Racing".

Names of job boards have no other evidence, so it matters what is left over: a light word, a country, a word that many
companies have in their names, or one that makes it the name of another. Whether it says what the company does ("Acme
Insurance") or names a part of it ("Acme Ventures") is told by lists of such words, how usual it is by its frequency.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from pipeline.entity_resolution.comparing.comparisons import ComparedPairs
from pipeline.entity_resolution.names.vocabulary import Vocabulary
from pipeline.entity_resolution.names.word_lists import word_list
from pipeline.entity_resolution.records.name_table import NameTable
from pipeline.entity_resolution.records.record_table import RecordTable

_Words = tuple[int, ...]  # their numbers in the vocabulary
_Remainder = tuple[int, tuple[_Words, ...]]  # a shape, counted from 1, or 0 where none is; and what is left over

_BITS_EDGES = (4.5, 6.5, 9.0, 11.5)  # of the rarest word: "systems" has 4, "media" 6, "pharmacy" 9, a coined word 14
_KINDS = (
    "a legal form",
    "light words",
    "a place",
    "a number",
    "a very usual word",
    "a usual word",
    "a less usual word",
    "a seldom word",
    "a rare word",
)
_SHAPES = ("one goes on with", "one begins with", "both go on, one with")
_LIGHT, _PLACE, _NUMBER, _USUAL = 1, 2, 3, 4
_FORMS = frozenset(["co", "company", "corp", "corporation", "inc", "limited", "llc", "ltd", "plc"])  # of light words

REMAINDER = ("none", *(f"{shape} {kind}" for shape in _SHAPES for kind in _KINDS))
REMAINDER_WORDS = ("none", "a number", "words of its own", "a part of a company", "a kind of business", "light words")
_NUMERAL, _OWN, _PART, _BUSINESS, _DRESS = 1, 2, 3, 4, 5


def remainders(
    pairs: ComparedPairs, left: RecordTable, right: RecordTable, vocabulary: Vocabulary
) -> tuple[list[int], list[int]]:
    """Levels of `REMAINDER` and of `REMAINDER_WORDS`, by the names that fit best."""
    words = zip(_words(left.names, pairs.left_name), _words(right.names, pairs.right_name), strict=True)
    found = [_remainder(min(each, key=len), max(each[::-1], key=len)) for each in words]
    return [_usage(*each, vocabulary) for each in found], [_meaning(each[1], vocabulary) for each in found]


def _words(names: NameTable, rows: NDArray[np.int32]) -> list[_Words]:
    """Words of names, without a leading "the"."""
    found = [tuple(names.token[names.token_start[row] : names.token_start[row + 1]].tolist()) for row in rows]
    return [words[1:] if len(words) > 1 and names.words[words[0]] == "the" else words for words in found]


def _remainder(short: _Words, long: _Words) -> _Remainder:
    count, length = len(short), len(long)
    if short == long:
        return 0, ()
    if long[:count] == short:
        return 1, (long[count:],)
    if long[length - count :] == short:
        return 2, (long[: length - count],)
    shared = next(place for place, (a, b) in enumerate(zip(short, long, strict=False)) if a != b)
    return (3, (short[shared:], long[shared:])) if shared else (0, ())


def _usage(shape: int, rests: Iterable[_Words], vocabulary: Vocabulary) -> int:
    return 1 + (shape - 1) * len(_KINDS) + max(_kind(rest, vocabulary) for rest in rests) if shape else 0


def _kind(words: _Words, vocabulary: Vocabulary) -> int:
    """Which of `_KINDS` these words are, by the one that tells most."""
    numbers = np.array(words)
    telling = numbers[~vocabulary.is_light[numbers]]
    if not len(telling):
        return 0 if _FORMS.issuperset(vocabulary.words[number] for number in words) else _LIGHT
    if any(vocabulary.words[number].isdigit() for number in telling):
        return _NUMBER
    most = vocabulary.telling_bits[telling].max()
    return _USUAL + int(np.digitize(most, _BITS_EDGES)) if most else _PLACE


def _meaning(rests: Iterable[_Words], vocabulary: Vocabulary) -> int:
    return min((_word_meaning(number, vocabulary) for rest in rests for number in rest), default=0)


def _word_meaning(number: int, vocabulary: Vocabulary) -> int:
    """The level of `REMAINDER_WORDS` of one word; of several words the least counts."""
    word = vocabulary.words[number]
    if word.isdigit():
        return _NUMERAL
    if not vocabulary.telling_bits[number] or word in word_list("dress_words") or word in word_list("small_words"):
        return _DRESS
    if word in word_list("business_words"):
        return _BUSINESS
    return _PART if word in word_list("part_words") else _OWN
