"""Many names as columns, so that whole batches of pairs are compared at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.entity_resolution.name_facts import NameFacts
from pipeline.entity_resolution.names import NameForm, name_form
from pipeline.entity_resolution.vocabulary import Vocabulary

Ints = NDArray[np.int32]
Texts = NDArray[np.object_]
ReadNames = list[tuple[int, NameForm]]  # a record's names with their ranks


@dataclass(frozen=True, slots=True)
class NameTable:
    """Names of records, one row a name; a record has one or more, its main name first.

    Attributes:
        owner: row number of the record the name belongs to.
        rank: 0 for the main name, 1 and up for other names and names inside names.
        forms: the names as read.
        spaceless: their letters and digits without space.
        initials: first letters of their telling words.
        all_initials: first letters of all their words.
        is_latin: whether they were written in Latin letters.
        token_start: where a name's tokens begin in `token`; one more entry than names.
        token: vocabulary numbers of all tokens, name after name.
        bits: information of each name, in bits.
        rarest_bits: information of its rarest word.
        facts: what comparisons ask of each name.
    """

    owner: Ints
    rank: Ints
    forms: Sequence[NameForm]
    spaceless: Texts
    initials: Texts
    all_initials: Texts
    is_latin: NDArray[np.bool_]
    token_start: Ints
    token: Ints
    bits: NDArray[np.float64]
    rarest_bits: NDArray[np.float64]
    facts: NameFacts

    def __len__(self) -> int:
        return len(self.forms)


def make_name_table(names: Sequence[Sequence[str]], vocabulary: Vocabulary) -> NameTable:
    """Build the table for records with these names (`names[i]` are record i's, main name first); adds to `vocabulary`.

    A record whose names are equal but for their dress keeps the first of them; unreadable names are left out.
    """
    return name_table(map(read_names, names), vocabulary)


def read_names(names: Sequence[str]) -> ReadNames:
    """One record's readable names that differ in more than their dress."""
    seen: set[tuple[tuple[str, ...], tuple[str, ...]]] = set()
    found = []
    for rank, text in enumerate(names):
        form = name_form(text)
        key = (form.tokens, form.legal_forms)
        if form.tokens and key not in seen:
            seen.add(key)
            found.append((rank, form))
    return found


def name_table(read: Iterable[ReadNames], vocabulary: Vocabulary) -> NameTable:
    """The table of records whose names are read, in their order; adds to `vocabulary`."""
    owner: list[int] = []
    rank: list[int] = []
    forms: list[NameForm] = []
    for number, names in enumerate(read):
        owner.extend([number] * len(names))
        rank.extend([place for place, _ in names])
        forms.extend([form for _, form in names])
    lengths = np.array([len(form.tokens) for form in forms], dtype=np.int32)
    start = np.zeros(len(forms) + 1, dtype=np.int32)
    np.cumsum(lengths, out=start[1:])
    token = vocabulary.numbers(token for form in forms for token in form.tokens)
    weights = vocabulary.bits[token] if len(token) else np.zeros(0)
    totals = np.concatenate([[0.0], np.cumsum(weights)])
    return NameTable(
        np.array(owner, dtype=np.int32),
        np.array(rank, dtype=np.int32),
        tuple(forms),
        as_texts([form.spaceless for form in forms]),
        as_texts([form.initials for form in forms]),
        as_texts(["".join(token[0] for token in form.tokens) for form in forms]),
        np.array([form.is_latin for form in forms], dtype=bool),
        start,
        token,
        totals[start[1:]] - totals[start[:-1]],
        np.maximum.reduceat(weights, start[:-1]) if len(forms) else np.zeros(0),
        NameFacts(forms),
    )


def as_texts(values: Sequence[str]) -> Texts:
    """An object array of the strings."""
    result = np.empty(len(values), dtype=object)
    result[:] = values
    return result
