"""What the words of two names say, legal forms and script left out: raw measures, before they become levels."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import OSA, Indel, JaroWinkler
from rapidfuzz.process import cpdist

from pipeline.entity_resolution.comparing.word_alignment import align_words
from pipeline.entity_resolution.names.name_forms import NameForm
from pipeline.entity_resolution.names.vocabulary import Vocabulary
from pipeline.entity_resolution.records.name_facts import Facts
from pipeline.entity_resolution.records.name_table import NameTable, Texts

Ints = NDArray[np.int32]
Floats = NDArray[np.float64]
Levels = NDArray[np.int8]

ACRONYM = ("no", "of 2 letters", "of 3 letters", "of 4 letters", "of 5 or more letters", "begins the initials")
EDITS = (
    "many",
    "none",
    "1 in 5 to 7 letters",
    "1 in 8 to 11 letters",
    "1 in 12 letters and more",
    "2 in 8 to 13 letters",
    "2 in 14 letters and more",
    "3 in 18 letters and more",
    "1 in under 5 letters",
)

_LONGEST_ACRONYM = 12
_MOST_EDITS = 3  # of those that make a level


@dataclass(frozen=True, slots=True)
class WordEvidence:
    """For each pair of names what their words alone say, legal forms and script left out."""

    left_share: Floats
    right_share: Floats
    shared_bits: Floats
    left_rest: Floats
    right_rest: Floats
    first_likeness: Floats
    spelling: Floats
    jaro_winkler: Floats
    edits: Levels
    acronym: Levels
    shorter_length: NDArray[np.int64]

    @property
    def left_over(self) -> Floats:
        """Bits of the words of either name that have no counterpart."""
        return self.left_rest + self.right_rest

    def take(self, rows: NDArray[np.intp]) -> WordEvidence:
        """That of these pairs, which may repeat."""
        return WordEvidence(*(getattr(self, column.name)[rows] for column in fields(self)))


@dataclass(frozen=True, slots=True)
class NamePairs:
    """Pairs of names: row numbers, and facts of both sides."""

    left: NameTable
    right: NameTable
    li: Ints
    ri: Ints
    a: Facts
    b: Facts

    def take(self, rows: NDArray[np.intp]) -> NamePairs:
        """These of the pairs."""
        return NamePairs(self.left, self.right, self.li[rows], self.ri[rows], self.a.take(rows), self.b.take(rows))

    def sides(self) -> tuple[tuple[NameTable, Ints], tuple[NameTable, Ints]]:
        """Table and rows of the one and of the other."""
        return (self.left, self.li), (self.right, self.ri)

    def forms(self, row: int) -> tuple[NameForm, NameForm]:
        """Both names of one pair."""
        return self.left.form(self.li[row]), self.right.form(self.ri[row])


def compare_words(pairs: NamePairs, vocabulary: Vocabulary) -> WordEvidence:
    """The evidence of each pair; give it pairs of the same words once only."""
    one, other = pairs.left.spaceless[pairs.li], pairs.right.spaceless[pairs.ri]
    words = align_words(pairs.left, pairs.right, pairs.li, pairs.ri, vocabulary)
    spelling, length = each_with(one, other, Indel.normalized_similarity), (pairs.a.length, pairs.b.length)
    return WordEvidence(
        words.left_share,
        words.right_share,
        words.shared_bits,
        words.left_rest,
        words.right_rest,
        words.first_likeness,
        spelling=spelling,
        jaro_winkler=each_with(one, other, JaroWinkler.normalized_similarity),
        edits=_edits(one, other, spelling, length),
        acronym=_acronyms(pairs),
        shorter_length=np.minimum(*length),
    )


def each_with(one: Sequence[str] | Texts, other: Sequence[str] | Texts, scorer: Callable[..., float]) -> Floats:
    """RapidFuzz's score of each text with its other."""
    if not len(one):
        return np.zeros(0)
    return np.asarray(cpdist(one, other, scorer=scorer, dtype=np.float64))


def _edits(one: Texts, other: Texts, spelling: Floats, lengths: tuple[NDArray[np.int64], NDArray[np.int64]]) -> Levels:
    """Letters put in, left out, replaced or swapped with the next: what a slip of the pen is made of.

    An edit is worth two letters put in or left out at most, which `spelling` counts: so most pairs have too many.
    """
    few = np.flatnonzero((1 - spelling) * (lengths[0] + lengths[1]) <= 2 * _MOST_EDITS + 0.5)
    distance, length = np.full(len(one), _MOST_EDITS + 1.0), np.maximum(*lengths)
    distance[few] = each_with(one[few], other[few], OSA.distance)
    level = np.zeros(len(one), dtype=np.int8)
    level[distance == 0] = 1
    single = distance == 1
    level[single & (length < 5)] = 8
    level[single & (length >= 5)] = 2
    level[single & (length >= 8)] = 3
    level[single & (length >= 12)] = 4
    level[(distance == 2) & (length >= 8)] = 5
    level[(distance == 2) & (length >= 14)] = 6
    level[(distance == 3) & (length >= 18)] = 7
    return level


def _acronyms(pairs: NamePairs) -> Levels:
    """Only a name of one word may stand for the initials of several, and only one that begins like them."""
    a, b = pairs.a, pairs.b
    counts = [table.token_start[rows + 1] - table.token_start[rows] for table, rows in pairs.sides()]
    a_is_short = counts[0] < counts[1]
    letters = np.where(a_is_short, a.length, b.length)
    first = np.where(a_is_short, a.first_letter, b.first_letter)
    likely = first == np.where(a_is_short, b.first_initial, a.first_initial)
    likely |= first == np.where(a_is_short, b.first_letter, a.first_letter)
    likely &= (np.minimum(*counts) == 1) & (counts[0] != counts[1]) & (letters >= 2) & (letters <= _LONGEST_ACRONYM)
    level = np.zeros(len(likely), dtype=np.int8)
    for row in np.flatnonzero(likely).tolist():
        (short, one), (long, other) = pairs.sides() if a_is_short[row] else pairs.sides()[::-1]
        name = other[row]
        level[row] = _acronym(
            short.spaceless[one[row]], long.spaceless[name], long.initials[name], long.all_initials[name]
        )
    return level


def _acronym(letters: str, long: str, initials: str, all_initials: str) -> int:
    if letters in (initials, all_initials):
        return min(len(letters), 5) - 1
    if long.startswith(letters) or letters.startswith(long):
        return 0  # "Helix" and "Helix Leisure": the first word, not initials
    return 5 if len(letters) >= 3 and _is_spread(letters, long, initials) else 0


def _is_spread(letters: str, long: str, initials: str) -> bool:
    """Every letter starts a word or goes on in one, and most words give a letter: "FinCEN", "BeKB"."""
    if len(initials) >= 3 and (letters.startswith(initials) or initials.startswith(letters)):
        return True
    rest = iter(long)
    if not all(letter in rest for letter in letters):
        return False
    found = iter(letters)
    return len(initials) >= 2 and all(initial in found for initial in initials)
