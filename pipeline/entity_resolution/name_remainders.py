"""How one name of a pair goes on where the other ends: "Acme", "Acme Systems" and "Acme", "Acme Gravel Racing".

Names of job boards have no other evidence, so it matters what is left over: a light word, a country, a word that many
companies have in their names, or one that makes it the name of another.
"""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from pipeline.entity_resolution.comparisons import COMPARISONS, ComparedPairs
from pipeline.entity_resolution.name_table import NameTable
from pipeline.entity_resolution.record_table import RecordTable
from pipeline.entity_resolution.vocabulary import Vocabulary

_Words = tuple[int, ...]  # their numbers in the vocabulary

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

BOARD: dict[str, tuple[str, ...]] = {
    **COMPARISONS,
    "remainder": ("none", *(f"{shape} {kind}" for shape in _SHAPES for kind in _KINDS)),
    "letters": ("not the same", "the same, legal forms counted"),
}


def with_remainders(
    pairs: ComparedPairs, left: RecordTable, right: RecordTable, vocabulary: Vocabulary
) -> ComparedPairs:
    """Compared pairs whose levels are those of `BOARD`: remainders by the names that fit best, letters by any."""
    words = zip(_words(left.names, pairs.left_name), _words(right.names, pairs.right_name), strict=True)
    remainder = [_remainder(min(each, key=len), max(each[::-1], key=len), vocabulary) for each in words]
    letters = _letters(left), _letters(right)
    rows = zip(pairs.left.tolist(), pairs.right.tolist(), strict=True)
    same = [not letters[0][one].isdisjoint(letters[1][other]) for one, other in rows]
    levels = np.array([remainder, same], dtype=np.int8).reshape(2, -1).T
    return replace(pairs, levels=np.concatenate([pairs.levels, levels], axis=1))


def _words(names: NameTable, rows: NDArray[np.int32]) -> list[_Words]:
    """Words of names, without a leading "the"."""
    found = [tuple(names.token[names.token_start[row] : names.token_start[row + 1]].tolist()) for row in rows]
    return [words[1:] if len(words) > 1 and names.words[words[0]] == "the" else words for words in found]


def _letters(table: RecordTable) -> list[set[str]]:
    """Letters and digits of each record's names, legal forms with them, "the" left off: "acmeinc" is "Acme Inc."."""
    letters: list[set[str]] = [set() for _ in range(len(table))]
    for owner, name in zip(table.names.owner.tolist(), table.names.written.tolist(), strict=True):
        letters[owner].add(re.sub(r"^the |[\W_]", "", name))
    return letters


def _remainder(short: _Words, long: _Words, vocabulary: Vocabulary) -> int:
    count, length = len(short), len(long)
    if short == long:
        return 0
    if long[:count] == short:
        return 1 + _kind(long[count:], vocabulary)
    if long[length - count :] == short:
        return 1 + len(_KINDS) + _kind(long[: length - count], vocabulary)
    shared = next(place for place, (a, b) in enumerate(zip(short, long, strict=False)) if a != b)
    if not shared:
        return 0
    return 1 + 2 * len(_KINDS) + max(_kind(short[shared:], vocabulary), _kind(long[shared:], vocabulary))


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
