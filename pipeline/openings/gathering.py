"""Postings read to columns: some at a time, in any order, and of a text only its sketch is kept."""

from __future__ import annotations

import hashlib
from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any  # arrays of any type

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from scipy.sparse import csr_matrix  # type: ignore[import-untyped]

from pipeline.openings.postings import NO_DAY, Codes, Posting, Postings
from pipeline.openings.sketches import Sketches, join_sketches, sketch_texts
from pipeline.openings.titles import read_title

_BATCH = 1_000  # postings whose texts are held at a time
_CODED = ("company", "level", "title", "country", "part", "city")


class _Coder:
    """Codes for values in the order they come; "" is 0."""

    def __init__(self) -> None:
        self._codes: dict[str, int] = {"": 0}

    def code(self, value: str) -> int:
        return self._codes.setdefault(value, len(self._codes))

    def values(self) -> list[str]:
        """The values in their own order, "" first."""
        return sorted(self._codes)

    def places(self) -> Codes:
        """Of each code, the place of its value in `values`: what does not depend on the order in which they came."""
        places = np.empty(len(self._codes), np.int32)
        places[[self._codes[value] for value in self.values()]] = np.arange(len(places))
        return places


@dataclass(slots=True)
class _Rows:
    """What was read so far, in the order it came."""

    ids: list[str] = field(default_factory=list)
    row: array[int] = field(default_factory=lambda: array("i"))
    sketches: list[Sketches] = field(default_factory=list)
    days: array[int] = field(default_factory=lambda: array("i"))
    agency: array[int] = field(default_factory=lambda: array("i"))
    coders: dict[str, _Coder] = field(default_factory=lambda: {name: _Coder() for name in _CODED})
    codes: dict[str, array[int]] = field(default_factory=lambda: {name: array("i") for name in _CODED})
    word_coder: _Coder = field(default_factory=_Coder)
    words: array[int] = field(default_factory=lambda: array("i"))
    word_ends: array[int] = field(default_factory=lambda: array("q", [0]))


def gather_postings(postings: Iterable[Posting]) -> Postings:
    """Read postings to columns; the result does not depend on their order."""
    rows = _Rows()
    seen: dict[bytes, int] = {}
    for batch in _batches(postings):
        new = []
        for posting in batch:
            key = _equality_key(posting)
            row = seen.setdefault(key, len(rows.days)) if key else len(rows.days)
            rows.ids.append(posting.posting_id)
            rows.row.append(row)
            if row == len(rows.days):
                _add(rows, posting)
                new.append(posting.text)
        rows.sketches.append(sketch_texts(new))
    del seen
    return _in_order(rows)


def _batches(postings: Iterable[Posting]) -> Iterator[Sequence[Posting]]:
    reader = iter(postings)
    while batch := list(islice(reader, _BATCH)):
        yield batch


def _equality_key(posting: Posting) -> bytes | None:
    """Equal for postings that are equal but for their id; None when too little is known to call them so."""
    if not posting.text and not (posting.title and posting.company):
        return None
    values = (posting.title, posting.company, posting.country, posting.part, posting.city, str(posting.day))
    text = "\x1f".join((*values, str(posting.is_agency), posting.text))
    return hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=16).digest()


def _add(rows: _Rows, posting: Posting) -> None:
    levels, words = read_title(posting.title)
    values = {
        "company": posting.company,
        "level": "-" + " ".join(sorted(levels)) if words else "",
        "title": " ".join(sorted(words)),
        "country": posting.country,
        "part": f"{posting.country} {posting.part}" if posting.part else "",
        "city": posting.city,
    }
    for name, value in values.items():
        rows.codes[name].append(rows.coders[name].code(value))
    rows.days.append(NO_DAY if posting.day is None else posting.day)
    rows.agency.append(posting.is_agency)
    own = {*posting.company.split(), *posting.city.split()}
    rows.words.extend(rows.word_coder.code(word) for word in (words - own or words))
    rows.word_ends.append(len(rows.words))


def _in_order(rows: _Rows) -> Postings:
    """Number rows by their smallest id and codes by what they code: nothing depends on the order of arrival."""
    unordered = pa.array(rows.ids, pa.string())
    rows.ids.clear()
    by_id = pc.sort_indices(unordered)
    of_ids = _numbers(rows.row)[by_id.to_numpy()]
    _, first = np.unique(of_ids, return_index=True)
    order = np.argsort(first)
    place = np.empty(len(order), np.int32)
    place[order] = np.arange(len(order))
    codes = {name: rows.coders[name].places()[_numbers(column)][order] for name, column in rows.codes.items()}
    return Postings(
        ids=unordered.take(by_id),
        row=place[of_ids],
        sketches=join_sketches(rows.sketches, order),
        days=_numbers(rows.days)[order],
        agency=_numbers(rows.agency)[order],
        title_words=_title_words(rows)[order],
        companies=rows.coders["company"].values(),
        **codes,
    )


def _title_words(rows: _Rows) -> csr_matrix:
    words = rows.word_coder.places()[_numbers(rows.words)]
    shape = (len(rows.days), len(rows.word_coder.values()))
    matrix = csr_matrix((np.ones(len(words), np.uint8), words, _numbers(rows.word_ends)), shape=shape)
    matrix.sort_indices()
    return matrix


def _numbers(values: array[int]) -> npt.NDArray[Any]:
    return np.frombuffer(values, values.typecode) if values else np.empty(0, values.typecode)
