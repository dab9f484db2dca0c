"""Raw measures of pairs of names, before they become comparison levels; of their words see `word_evidence.py`."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import Indel

from pipeline.entity_resolution.comparing.word_evidence import EDITS, NamePairs, WordEvidence, compare_words, each_with
from pipeline.entity_resolution.names.legal_forms import generic_form
from pipeline.entity_resolution.names.name_forms import NameForm, name_concepts
from pipeline.entity_resolution.names.sound import skeletons
from pipeline.entity_resolution.names.vocabulary import Vocabulary
from pipeline.entity_resolution.records.name_facts import by_distinct_pair, distinct_pairs
from pipeline.entity_resolution.records.name_table import NameTable

Ints = NDArray[np.int32]
Floats = NDArray[np.float64]
Levels = NDArray[np.int8]

WRITING = (
    "other",
    "identical",
    "same name and legal form",
    "same name, legal form missing",
    "same name, kindred legal form",
    "same name, other legal form",
    "same letters, other spacing",
    "same words, other order",
    "same but for light words",
)
NUMBERS = ("none", "agree", "missing on one side", "differ")
CONCEPTS = ("none", "share a place", "share a kind of business", "other places", "other kinds of business")
SCRIPT = ("both Latin", "both other", "different scripts")
SOUND = (
    "not compared",
    "unlike",
    "kindred",
    "much alike",
    "nearly the same",
    "same and short",
    "same",
    "same and long",
)
LEGAL_FORM = ("none", "same", "kindred", "missing on one side", "different")


@dataclass(frozen=True, slots=True)
class NameEvidence:
    """For each pair of names: what their words say, and level numbers of the closed comparisons."""

    words: WordEvidence
    writing: Levels
    legal_form: Levels
    numbers: Levels
    concepts: Levels
    script: Levels
    sound: Levels

    @property
    def likeness(self) -> Floats:
        """One number to choose the best of several names by; higher is better."""
        left_share, right_share = self.words.left_share, self.words.right_share
        words = 2 * left_share * right_share / np.maximum(left_share + right_share, 1e-9)
        acronym = np.where((self.words.acronym > 0) & (self.words.acronym < 5), 0.9, 0.0)
        same = np.where((self.writing > 0) & (self.writing < 6), 1.0, 0.0)
        alike = np.where(self.sound >= 4, 0.5, 0.0)
        return same + np.maximum(
            np.maximum(acronym, alike), 0.6 * words + 0.3 * self.words.spelling + 0.1 * self.words.first_likeness
        )


def compare_names(
    left: NameTable, right: NameTable, li: Ints, ri: Ints, vocabulary: Vocabulary, *, with_concepts: bool = True
) -> NameEvidence:
    """Compare name `li[k]` of `left` with name `ri[k]` of `right`; concepts, the slowest, only when asked for.

    What hangs on the words alone, most of the work, is compared once for all pairs of the same words.
    """
    pairs = NamePairs(left, right, li, ri, left.facts.of(li), right.facts.of(ri))
    first, back = distinct_pairs(pairs.a.words, pairs.b.words)
    words = compare_words(pairs.take(first), vocabulary).take(back)
    legal_form, script = _legal_forms(pairs), _scripts(pairs)
    return NameEvidence(
        words=words,
        writing=_writing(pairs, legal_form, words.edits),
        legal_form=legal_form,
        numbers=_numbers(pairs),
        concepts=compare_concepts(left, right, li, ri) if with_concepts else np.zeros(len(li), dtype=np.int8),
        script=script,
        sound=_sound(pairs, np.flatnonzero(script == SCRIPT.index("different scripts"))),
    )


def _sound(pairs: NamePairs, rows: NDArray[np.intp]) -> Levels:
    """Only names in different scripts are compared by sound."""
    level = np.zeros(len(pairs.li), dtype=np.int8)
    if not len(rows):
        return level
    first, back = distinct_pairs(pairs.a.words[rows], pairs.b.words[rows])
    left, right = (_sounds(table, names[rows[first]]) for table, names in pairs.sides())
    likeness = each_with(left, right, Indel.normalized_similarity)
    length = np.minimum(*(np.fromiter(map(len, side), dtype=np.int64, count=len(side)) for side in (left, right)))
    heard = np.where(likeness == 1, 5 + np.digitize(length, (3, 6)), 1 + np.digitize(likeness, (0.6, 0.75, 0.9)))
    level[rows] = heard[back]
    return level


def _sounds(table: NameTable, names: Ints) -> list[str]:
    each, back = np.unique(names, return_inverse=True)
    heard = skeletons(table.spaceless[each].tolist())
    return [heard[place] for place in back.tolist()]


def _writing(pairs: NamePairs, legal_form: Levels, edits: Levels) -> Levels:
    a, b = pairs.a, pairs.b
    letters = edits == EDITS.index("none")
    dressed = np.array((2, 2, 4, 3, 5), dtype=np.int8)[legal_form]
    return np.select(
        [
            (a.words == b.words) & (a.written == b.written),
            a.words == b.words,
            letters,
            a.sorted_words == b.sorted_words,
            (a.telling_words == b.telling_words) & (a.telling_words != 0),
        ],
        [np.int8(1), dressed, np.int8(6), np.int8(7), np.int8(8)],
        np.int8(0),
    )


def _legal_forms(pairs: NamePairs) -> Levels:
    a, b = pairs.a.legal_forms, pairs.b.legal_forms
    none, other = np.flatnonzero((a == 0) | (b == 0)), np.flatnonzero((a != b) & (a != 0) & (b != 0))
    level = np.ones(len(a), dtype=np.int8)
    level[none] = np.where(a[none] == b[none], 0, 3)
    level[other] = by_distinct_pair(a, b, other, lambda row: _kindred(*pairs.forms(row)))
    return level


def _kindred(a: NameForm, b: NameForm) -> int:
    return 2 if {*map(generic_form, a.legal_forms)} & {*map(generic_form, b.legal_forms)} else 4


def _numbers(pairs: NamePairs) -> Levels:
    a, b = pairs.a.numbers, pairs.b.numbers
    level = np.where(a == b, np.where(a == 0, 0, 1), 2).astype(np.int8)
    other = np.flatnonzero((a != b) & (a != 0) & (b != 0))
    level[other] = by_distinct_pair(a, b, other, lambda row: _contained(*pairs.forms(row)))
    return level


def _contained(a: NameForm, b: NameForm) -> int:
    return 2 if set(a.numbers) <= set(b.numbers) or set(b.numbers) <= set(a.numbers) else 3


def compare_concepts(left: NameTable, right: NameTable, li: Ints, ri: Ints) -> Levels:
    """Levels of `CONCEPTS` of name `li[k]` of `left` and name `ri[k]` of `right`.

    Names that are in many pairs are read first; another one only where they leave something to compare.
    """
    common, rare = np.bincount(li)[li], np.bincount(ri)[ri]
    a, b = np.zeros(len(li), dtype=np.int64), np.zeros(len(ri), dtype=np.int64)
    first, last = np.flatnonzero(common >= rare), np.flatnonzero(common < rare)
    a[first], b[last] = left.facts.concepts(li[first]), right.facts.concepts(ri[last])
    first, last = first[a[first] != 0], last[b[last] != 0]
    b[first], a[last] = right.facts.concepts(ri[first]), left.facts.concepts(li[last])
    level = np.zeros(len(a), dtype=np.int8)
    known = np.flatnonzero((a != 0) & (b != 0))
    level[known] = by_distinct_pair(
        a, b, known, lambda row: _shared_concepts(left.written[li[row]], right.written[ri[row]])
    )
    return level


def _shared_concepts(a: str, b: str) -> int:
    left, right = name_concepts(a), name_concepts(b)
    left_places = {c for c in left if c.startswith("LOCATION")}
    right_places = {c for c in right if c.startswith("LOCATION")}
    if left_places and right_places:
        return 1 if left_places & right_places else 3
    left_kinds = {c for c in left if c.startswith("DOMAIN")}
    right_kinds = {c for c in right if c.startswith("DOMAIN")}
    if left_kinds and right_kinds:
        return 2 if left_kinds & right_kinds else 4
    return 0


def _scripts(pairs: NamePairs) -> Levels:
    a, b = pairs.left.is_latin[pairs.li], pairs.right.is_latin[pairs.ri]
    return np.where(a != b, 2, np.where(a, 0, 1)).astype(np.int8)
