"""A word that stands for the initials of a few words of the other name: "GCB Bank" and "Ghana Commercial Bank".

Names that are all initials are a comparison of their own (`name_evidence.py`). Here initials are one word among others,
which are asked whether they agree: "Toulouse INP" and "Institut National Polytechnique de Toulouse" share the town.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pipeline.entity_resolution.comparing.comparisons import ComparedPairs
from pipeline.entity_resolution.names.name_forms import LIGHT_WORDS
from pipeline.entity_resolution.names.vocabulary import Vocabulary
from pipeline.entity_resolution.names.word_lists import word_list
from pipeline.entity_resolution.records.name_table import NameTable, ranges
from pipeline.entity_resolution.records.record_table import RecordTable

Ints = NDArray[np.int32]
Levels = NDArray[np.int64]
Rows = NDArray[np.int64]
Words = tuple[str, ...]

_PASSED_OVER = LIGHT_WORDS | word_list("small_words")
_SHORTEST, _LONGEST = 2, 7  # letters of initials
_SMALL = 3  # letters of words that may be passed over in any language
_LETTERS = ("of 2 letters", "of 3 letters", "of 4 letters and more")
_REST = ("all other words agree", "some other words agree", "no other word agrees")
PARTIAL_INITIALS = ("none", *(f"{letters}; {rest}" for letters in _LETTERS for rest in _REST))


def partial_initials(pairs: ComparedPairs, records: RecordTable, registry: RecordTable) -> Levels:
    """Levels of `PARTIAL_INITIALS`, by the names that fit best."""
    level = np.zeros(len(pairs.left), dtype=np.int64)
    one, other = (records.names, pairs.left_name), (registry.names, pairs.right_name)
    for row in np.flatnonzero(_possible(*one, *other) | _possible(*other, *one)).tolist():
        a, b = (names.form(int(rows[row])).tokens for names, rows in (one, other))
        level[row] = name_level(a, b)
    return level


def name_level(one: Words, other: Words) -> int:
    """Level of two names: of all their initials those that leave least open, and of these the longest.

    >>> PARTIAL_INITIALS[name_level(("gcb", "bank"), ("ghana", "commercial", "bank"))]
    'of 3 letters; all other words agree'
    """
    found = [*_levels(one, other), *_levels(other, one)]
    return min(found, key=lambda level: ((level - 1) % len(_REST), -level), default=0)


def _levels(short: Words, long: Words) -> list[int]:
    first = "".join(word[0] for word in long)
    levels = []
    for word in short:
        if _SHORTEST <= len(word) <= _LONGEST and word.isalpha() and _in_order(word, first) and word not in long:
            spelled = next(filter(None, (_spelled(word, long[start:]) for start in range(len(long)))), ())
            if spelled:
                letters = min(len(word) - _SHORTEST, len(_LETTERS) - 1)
                levels.append(1 + letters * len(_REST) + _rest(word, spelled, short, long))
    return levels


def _in_order(letters: str, others: str) -> bool:
    rest = iter(others)
    return all(letter in rest for letter in letters)


def _spelled(letters: str, words: Words) -> Words:
    """The words from the first on that begin with these letters; small ones may be passed over."""
    if words[0][0] != letters[0]:
        return ()
    found = [words[0]]
    for word in words[1:]:
        if len(found) == len(letters):
            break
        if word[0] == letters[len(found)]:
            found.append(word)
        elif len(word) > _SMALL and word not in _PASSED_OVER:
            return ()
    return tuple(found) if len(found) == len(letters) else ()


def _rest(initials: str, spelled: Words, short: Words, long: Words) -> int:
    """Whether the other words of each name, but small ones, are in the other name."""
    agrees = [word in long for word in short if word != initials and word not in _PASSED_OVER]
    agrees += [word in short for word in long if word not in spelled and word not in _PASSED_OVER]
    return 2 if not any(agrees) else 1 - all(agrees)


def _possible(short: NameTable, si: Ints, long: NameTable, li: Ints) -> NDArray[np.bool_]:
    """Pairs of which name `si[k]` has a word that may stand for words of name `li[k]`, as far as two letters tell."""
    pair = np.flatnonzero((short.token_counts(si) > 1) & (long.token_counts(li) > 1))
    a_count, b_count = short.token_counts(si[pair]), long.token_counts(li[pair])
    cells = a_count * b_count
    cell = np.repeat(np.arange(len(pair)), cells)
    inside = np.arange(len(cell)) - np.repeat(np.cumsum(cells) - cells, cells)
    a_place, b_place = inside // b_count[cell], inside % b_count[cell]
    a = short.token[short.token_start[si[pair]][cell] + a_place]
    b = long.token[long.token_start[li[pair]][cell] + b_place]
    vocabulary = short.facts.vocabulary
    letters, rest = vocabulary.length[a], b_count[cell] - b_place
    is_spelled = (vocabulary.first[a] == vocabulary.first[b]) & (a != b)
    is_spelled &= (letters >= _SHORTEST) & (letters <= np.minimum(rest, _LONGEST))
    begun = np.flatnonzero(is_spelled)
    goes_on = _one_begins_so(vocabulary, b, begun + 1, rest[begun] - 1, _second_letters(vocabulary, a[begun]))
    result = np.zeros(len(si), dtype=bool)
    result[pair[cell[begun[goes_on]]]] = True
    return result


def _second_letters(vocabulary: Vocabulary, words: Ints) -> Ints:
    numbers, back = np.unique(words, return_inverse=True)
    return np.array([ord(vocabulary.words[number][1]) for number in numbers.tolist()], dtype=np.int32)[back]


def _one_begins_so(vocabulary: Vocabulary, words: Ints, starts: Rows, counts: Rows, letters: Ints) -> NDArray[np.bool_]:
    """Whether one of the `counts[k]` words from `starts[k]` on begins with `letters[k]`."""
    asked = np.repeat(np.arange(len(starts)), counts)
    begins = vocabulary.first[words[ranges(starts, counts)]] == letters[asked]
    return np.bincount(asked[begins], minlength=len(starts)) > 0
