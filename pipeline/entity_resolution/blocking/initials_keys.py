"""Candidate pairs of which one name has a word that is initials of words of the other, while both share a word.

"GCB Bank" and "Ghana Commercial Bank": no spelling is near, and the initials are not the whole name. The word that they
share keeps such pairs few. What the initials are worth is asked later (`partial_initials.py`).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pipeline.entity_resolution.blocking.shared_keys import join_keys
from pipeline.entity_resolution.names.vocabulary import Vocabulary
from pipeline.entity_resolution.records.name_table import NameTable, Texts, as_texts, ranges
from pipeline.entity_resolution.records.record_table import RecordTable

Ints = NDArray[np.int32]
Longs = NDArray[np.int64]
Coded = tuple[Longs, Ints]  # letters as a number, and the row of the name that has them

_SHORTEST, _LONGEST = 3, 6  # letters; two letters begin words of too many names
_BASE, _BEFORE_A = 27, ord("a") - 1


def pairs_by_initials(records: RecordTable, names: Ints, registry: RecordTable, limit: int) -> tuple[Ints, Ints]:
    """Pairs (record row, registry row); a pair may come more than once.

    Args:
        names: rows of the records' names that ask.
        limit: registry rows kept of one key of one record (see `pairs_by_key`).
    """
    every = np.arange(len(registry.names), dtype=np.int32)
    codes = _word_codes(registry.names.facts.vocabulary)
    short = _joined(records, _short_words(records.names, names, codes), registry, _runs(registry.names, every), limit)
    long = _joined(records, _runs(records.names, names), registry, _short_words(registry.names, every, codes), limit)
    return np.concatenate([short[0], long[0]]), np.concatenate([short[1], long[1]])


def _joined(records: RecordTable, asked: Coded, registry: RecordTable, held: Coded, limit: int) -> tuple[Ints, Ints]:
    asked, held = _in_common(asked, held), _in_common(held, asked)
    keys = _with_words(records.names, *asked), _with_words(registry.names, *held)
    return join_keys(*keys, records, registry, limit)


def _in_common(coded: Coded, others: Coded) -> Coded:
    kept = np.isin(coded[0], others[0])
    return coded[0][kept], coded[1][kept]


def _word_codes(vocabulary: Vocabulary) -> Longs:
    """A number for the letters of each word that may be initials; 0 for other words."""
    codes = np.zeros(len(vocabulary.words), dtype=np.int64)
    for length in range(_SHORTEST, _LONGEST + 1):
        numbers = np.flatnonzero((vocabulary.length == length) & ~vocabulary.is_light)
        text = "".join([vocabulary.words[number] for number in numbers.tolist()])
        letters = np.frombuffer(text.encode("ascii"), dtype=np.uint8).reshape(-1, length).astype(np.int64) - _BEFORE_A
        is_word = ((letters > 0) & (letters < _BASE)).all(axis=1)
        codes[numbers] = np.where(is_word, letters @ _BASE ** np.arange(length - 1, -1, -1), 0)
    return codes


def _short_words(names: NameTable, rows: Ints, codes: Longs) -> Coded:
    place, token = _words(names, rows)
    chosen = codes[token] > 0
    return codes[token[chosen]], rows[place[chosen]]


def _runs(names: NameTable, rows: Ints) -> Coded:
    """First letters of words that follow each other, light words passed over."""
    place, token = _words(names, rows)
    letter = names.facts.vocabulary.first[token].astype(np.int64) - _BEFORE_A
    is_letter = (letter > 0) & (letter < _BASE)
    found = [(np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int32))]
    code, is_run = letter, is_letter
    for after in range(1, min(_LONGEST, len(place))):
        code = code[:-1] * _BASE + letter[after:]
        is_run = is_run[:-1] & is_letter[after:] & (place[:-after] == place[after:])
        if after + 1 >= _SHORTEST:
            found.append((code[is_run], rows[place[:-after][is_run]]))
    return np.concatenate([codes for codes, _ in found]), np.concatenate([names for _, names in found])


def _words(names: NameTable, rows: Ints) -> tuple[Longs, Ints]:
    """Words of the names but light ones, with the places of their names in `rows`."""
    counts = names.token_counts(rows)
    token = names.token[ranges(names.token_start[rows], counts)]
    kept = ~names.facts.vocabulary.is_light[token]
    return np.repeat(np.arange(len(rows)), counts)[kept], token[kept]


def _with_words(names: NameTable, codes: Longs, rows: Ints) -> tuple[Texts, Ints]:
    """Keys of initials with each word of their name, and the records that have them."""
    place, word = _words(names, rows)
    keys = [f"{code} {number}" for code, number in zip(codes[place].tolist(), word.tolist(), strict=True)]
    return as_texts(keys), names.owner[rows[place]]
