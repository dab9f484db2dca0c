"""What comparisons ask of single names, as numbers: read once a name, then compared for many pairs at once.

Texts become their 64-bit hashes, which are equal where the texts are; that two of a million unequal ones agree has a
chance of one in thirty million. Hashes hold within one process and are never kept.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.entity_resolution.names import LIGHT_WORDS, NameForm, name_concepts

Ints = NDArray[np.int32]
Codes = NDArray[np.int64]

_MIX = np.int64(-7046029254386353131)  # 2 ** 64 divided by the golden ratio: spreads the first code over all bits
_COLUMNS = 9


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


class NameFacts:
    """Facts of a table's names, read when they are first asked for: of a registry's names only candidates are."""

    def __init__(self, forms: Sequence[NameForm]) -> None:
        self._forms = forms
        self._columns = np.zeros((_COLUMNS, len(forms)), dtype=np.int64)
        self._concepts = np.zeros(len(forms), dtype=np.int64)
        self._is_read = np.zeros(len(forms), dtype=bool)
        self._has_concepts = np.zeros(len(forms), dtype=bool)

    def of(self, rows: Ints) -> Facts:
        """Facts of the names in these rows, which may repeat."""
        for row in _unread(rows, self._is_read):
            self._columns[:, row] = _facts(self._forms[row])
        return Facts(*self._columns[:, rows])

    def concepts(self, rows: Ints) -> Codes:
        """What the words of these names mean (see `name_concepts`)."""
        for row in _unread(rows, self._has_concepts):
            self._concepts[row] = _code(name_concepts(self._forms[row].written))
        return self._concepts[rows]


def by_distinct_pair(left: Codes, right: Codes, rows: NDArray[np.intp], rule: Callable[[int], int]) -> NDArray[np.int8]:
    """`rule(row)` for each of `rows`, asked once for all rows of the same two codes."""
    _, first, back = np.unique(left[rows] * _MIX + right[rows], return_index=True, return_inverse=True)
    return np.array([rule(int(row)) for row in rows[first]], dtype=np.int8)[back]


def _unread(rows: Ints, is_read: NDArray[np.bool_]) -> list[int]:
    wanted = np.zeros(len(is_read), dtype=bool)
    wanted[rows] = True
    fresh: list[int] = np.flatnonzero(wanted & ~is_read).tolist()
    is_read[fresh] = True
    return fresh


def _facts(form: NameForm) -> tuple[int, ...]:
    tokens = form.tokens
    return (
        hash(form.written),
        hash(tokens),
        hash(tuple(sorted(tokens))),
        _code(tuple([token for token in tokens if token not in LIGHT_WORDS])),
        _code(form.legal_forms),
        _code(form.numbers),
        sum(map(len, tokens)),
        ord(tokens[0][0]),
        ord(form.initials[0]),
    )


def _code(items: tuple[Hashable, ...]) -> int:
    return hash(items) if items else 0
