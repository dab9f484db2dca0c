"""Raw measures of pairs of names, before they become comparison levels."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import OSA, Indel, JaroWinkler
from rapidfuzz.process import cpdist

from pipeline.entity_resolution.legal_forms import generic_form
from pipeline.entity_resolution.name_table import NameTable
from pipeline.entity_resolution.names import LIGHT_WORDS, NameForm, name_concepts
from pipeline.entity_resolution.sound import skeleton
from pipeline.entity_resolution.vocabulary import Vocabulary
from pipeline.entity_resolution.word_alignment import Alignment, align_words

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
ACRONYM = ("no", "of 2 letters", "of 3 letters", "of 4 letters", "of 5 or more letters", "begins the initials")
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
LEGAL_FORM = ("none", "same", "kindred", "missing on one side", "different")


@dataclass(frozen=True, slots=True)
class NameEvidence:
    """For each pair of names: word alignment, likeness of spelling, and level numbers of the closed comparisons."""

    words: Alignment
    spelling: Floats
    jaro_winkler: Floats
    writing: Levels
    legal_form: Levels
    numbers: Levels
    acronym: Levels
    concepts: Levels
    script: Levels
    edits: Levels
    sound: Levels
    shorter_length: Ints
    bits: Floats

    @property
    def likeness(self) -> Floats:
        """One number to choose the best of several names by; higher is better."""
        words = (
            2
            * self.words.left_share
            * self.words.right_share
            / np.maximum(self.words.left_share + self.words.right_share, 1e-9)
        )
        acronym = np.where((self.acronym > 0) & (self.acronym < 5), 0.9, 0.0)
        same = np.where((self.writing > 0) & (self.writing < 6), 1.0, 0.0)
        alike = np.where(self.sound >= 4, 0.5, 0.0)
        return same + np.maximum(
            np.maximum(acronym, alike), 0.6 * words + 0.3 * self.spelling + 0.1 * self.words.first_likeness
        )


def compare_names(left: NameTable, right: NameTable, li: Ints, ri: Ints, vocabulary: Vocabulary) -> NameEvidence:
    """Compare name `li[k]` of `left` with name `ri[k]` of `right`."""
    one, other = left.spaceless[li].tolist(), right.spaceless[ri].tolist()
    forms = [(left.forms[a], right.forms[b]) for a, b in zip(li.tolist(), ri.tolist(), strict=True)]
    return NameEvidence(
        words=align_words(left, right, li, ri, vocabulary),
        spelling=_batch(one, other, Indel.normalized_similarity),
        jaro_winkler=_batch(one, other, JaroWinkler.normalized_similarity),
        writing=_levels(forms, _writing),
        legal_form=_levels(forms, _legal_form),
        numbers=_levels(forms, _numbers),
        acronym=_levels(forms, _acronym),
        concepts=_levels(forms, _concepts),
        script=_levels(forms, _script),
        edits=_edits(one, other),
        sound=_sound(one, other, forms),
        shorter_length=np.array([min(len(a), len(b)) for a, b in zip(one, other, strict=True)], dtype=np.int32),
        bits=np.minimum(left.bits[li], right.bits[ri]),
    )


def _batch(one: list[str], other: list[str], scorer: Callable[..., float]) -> Floats:
    if not one:
        return np.zeros(0)
    return np.asarray(cpdist(one, other, scorer=scorer, dtype=np.float64))


def _sound(one: list[str], other: list[str], forms: list[tuple[NameForm, NameForm]]) -> Levels:
    """Only names in different scripts are compared by sound."""
    level = np.zeros(len(one), dtype=np.int8)
    rows = np.array([row for row, (a, b) in enumerate(forms) if a.is_latin != b.is_latin], dtype=np.int64)
    if not len(rows):
        return level
    left, right = [skeleton(one[row]) for row in rows], [skeleton(other[row]) for row in rows]
    likeness = _batch(left, right, Indel.normalized_similarity)
    level[rows] = 1 + np.digitize(likeness, (0.6, 0.75, 0.9))
    length = np.array([min(len(a), len(b)) for a, b in zip(left, right, strict=True)])
    same = likeness == 1
    level[rows[same]] = 5 + np.digitize(length[same], (3, 6))
    return level


def _edits(one: list[str], other: list[str]) -> Levels:
    """Letters put in, left out, replaced or swapped with the next: what a slip of the pen is made of."""
    distance = _batch(one, other, OSA.distance)
    length = np.array([max(len(a), len(b)) for a, b in zip(one, other, strict=True)], dtype=np.int32)
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


def _levels(forms: list[tuple[NameForm, NameForm]], rule: Callable[[NameForm, NameForm], int]) -> Levels:
    return np.array([rule(a, b) for a, b in forms], dtype=np.int8)


def _writing(a: NameForm, b: NameForm) -> int:
    if a.tokens == b.tokens:
        if a.written == b.written:
            return 1
        return (0, 2, 4, 3, 5)[_legal_form(a, b)] or 2
    if a.tokens[0][0] == b.tokens[0][0] and a.spaceless == b.spaceless:
        return 6
    if len(a.tokens) == len(b.tokens) and sorted(a.tokens) == sorted(b.tokens):
        return 7
    left = [token for token in a.tokens if token not in LIGHT_WORDS]
    return 8 if left and left == [token for token in b.tokens if token not in LIGHT_WORDS] else 0


def _legal_form(a: NameForm, b: NameForm) -> int:
    if not a.legal_forms and not b.legal_forms:
        return 0
    if a.legal_forms == b.legal_forms:
        return 1
    if not a.legal_forms or not b.legal_forms:
        return 3
    return 2 if {*map(generic_form, a.legal_forms)} & {*map(generic_form, b.legal_forms)} else 4


def _numbers(a: NameForm, b: NameForm) -> int:
    if not a.numbers and not b.numbers:
        return 0
    if a.numbers == b.numbers:
        return 1
    return 2 if set(a.numbers) <= set(b.numbers) or set(b.numbers) <= set(a.numbers) else 3


def _acronym(a: NameForm, b: NameForm) -> int:
    if len(a.tokens) == len(b.tokens):
        return 0
    short, long = (a, b) if len(a.tokens) < len(b.tokens) else (b, a)
    letters = short.spaceless
    if len(short.tokens) > 1 or not 2 <= len(letters) <= 12 or letters[0] not in (long.initials[0], long.tokens[0][0]):
        return 0
    if letters in (long.initials, "".join(token[0] for token in long.tokens)):
        return min(len(letters), 5) - 1
    if long.spaceless.startswith(letters) or letters.startswith(long.spaceless):
        return 0  # "Helix" and "Helix Leisure": the first word, not initials
    return 5 if len(letters) >= 3 and _is_spread(letters, long) else 0


def _is_spread(letters: str, long: NameForm) -> bool:
    """Every letter starts a word or goes on in one, and most words give a letter: "FinCEN", "BeKB"."""
    initials = long.initials
    if len(initials) >= 3 and (letters.startswith(initials) or initials.startswith(letters)):
        return True
    rest = iter(long.spaceless)
    if not all(letter in rest for letter in letters):
        return False
    found = iter(letters)
    return len(initials) >= 2 and all(initial in found for initial in initials)


def _concepts(a: NameForm, b: NameForm) -> int:
    left, right = name_concepts(a.written), name_concepts(b.written)
    if not left or not right:
        return 0
    left_places = {c for c in left if c.startswith("LOCATION")}
    right_places = {c for c in right if c.startswith("LOCATION")}
    if left_places and right_places:
        return 1 if left_places & right_places else 3
    left_kinds = {c for c in left if c.startswith("DOMAIN")}
    right_kinds = {c for c in right if c.startswith("DOMAIN")}
    if left_kinds and right_kinds:
        return 2 if left_kinds & right_kinds else 4
    return 0


def _script(a: NameForm, b: NameForm) -> int:
    if a.is_latin and b.is_latin:
        return 0
    return 2 if a.is_latin != b.is_latin else 1
