"""Postings as they are compared: ids, sketches and small codes in columns, without their texts."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

import numpy as np
import numpy.typing as npt

from pipeline.openings.sketches import Sketches, join_sketches, sketch_texts
from pipeline.openings.titles import read_title

_BATCH = 1_000  # postings whose texts are held at a time
NO_DAY = -(2**31)  # posted on an unknown day
Codes = npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Posting:
    """What is compared of one posting; unknown is empty or None.

    Attributes:
        title, text: as written.
        company: its name, cleaned and folded.
        country, part, city: where the job is, each in one spelling: ISO code, code or folded name of the region, folded
            name.
        day: days since 1970 on which it was posted.
        is_agency: posted for other companies, by the company's name.
    """

    posting_id: str
    title: str
    company: str
    country: str
    part: str
    city: str
    day: int | None
    text: str
    is_agency: bool = False


@dataclass(frozen=True, slots=True)
class Postings:
    """Postings in columns, in the order of their ids; equal ones stand for all of their kind.

    Attributes:
        ids: of each row, the ids of the postings that are equal to it but for the id, in order.
        title_words: of each row, codes of the telling words of its title, without those of its company and place.
        company, level, title, country, part, city: codes, equal for what is equal; 0 is unknown.
        agency: 1 for an agency.
        days: days since 1970, or `NO_DAY`.
        companies: the names that `company` codes.
    """

    ids: list[list[str]]
    sketches: Sketches
    days: Codes
    company: Codes
    level: Codes
    title: Codes
    country: Codes
    part: Codes
    city: Codes
    agency: Codes
    title_words: list[tuple[int, ...]]
    companies: list[str]


class _Coder:
    """Codes for values in the order they come; "" is 0."""

    def __init__(self) -> None:
        self._codes: dict[str, int] = {"": 0}

    def code(self, value: str) -> int:
        return self._codes.setdefault(value, len(self._codes))

    def values(self) -> list[str]:
        return list(self._codes)


@dataclass(slots=True)
class _Rows:
    first_ids: list[str] = field(default_factory=list)
    ids: list[list[str]] = field(default_factory=list)
    sketches: list[Sketches] = field(default_factory=list)
    days: list[int] = field(default_factory=list)
    codes: list[tuple[int, ...]] = field(default_factory=list)
    words: list[tuple[int, ...]] = field(default_factory=list)


def gather_postings(postings: Iterable[Posting]) -> Postings:
    """Read postings to columns; of a text only its sketch is kept."""
    coders = {name: _Coder() for name in ("company", "level", "title", "country", "part", "city", "word")}
    rows = _Rows()
    seen: dict[bytes, int] = {}
    for batch in _batches(postings):
        new = []
        for posting in batch:
            key = _equality_key(posting)
            row = seen.get(key) if key else None
            if row is not None:
                rows.ids[row].append(posting.posting_id)
                continue
            if key:
                seen[key] = len(rows.ids)
            rows.ids.append([posting.posting_id])
            rows.days.append(NO_DAY if posting.day is None else posting.day)
            rows.codes.append(_codes(posting, coders))
            rows.words.append(_title_words(posting, coders["word"]))
            new.append(posting.text)
        rows.sketches.append(sketch_texts(new))
    return _in_order(rows, coders["company"].values())


def _batches(postings: Iterable[Posting]) -> Iterator[Sequence[Posting]]:
    reader = iter(postings)
    while batch := list(islice(reader, _BATCH)):
        yield batch


def _equality_key(posting: Posting) -> bytes | None:
    """Equal for postings that are equal but for their id; None when too little is known to call them so."""
    if not posting.text and not (posting.title and posting.company):
        return None
    values = (posting.title, posting.company, posting.country, posting.part, posting.city, str(posting.day))
    text = "\x1f".join((*values, posting.text))
    return hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=16).digest()


def _codes(posting: Posting, coders: dict[str, _Coder]) -> tuple[int, ...]:
    levels, words = read_title(posting.title)
    values = {
        "company": posting.company,
        "level": "-" + " ".join(sorted(levels)) if words else "",
        "title": " ".join(sorted(words)),
        "country": posting.country,
        "part": f"{posting.country} {posting.part}" if posting.part else "",
        "city": posting.city,
    }
    return (*(coders[name].code(value) for name, value in values.items()), int(posting.is_agency))


def _title_words(posting: Posting, coder: _Coder) -> tuple[int, ...]:
    words = read_title(posting.title)[1]
    own = {*posting.company.split(), *posting.city.split()}
    return tuple(sorted(coder.code(word) for word in (words - own or words)))


def _in_order(rows: _Rows, companies: list[str]) -> Postings:
    """Order by id: nothing that follows depends on the order in which postings came."""
    for ids in rows.ids:
        ids.sort()
    order = sorted(range(len(rows.ids)), key=lambda row: rows.ids[row][0])
    codes = np.array(rows.codes, np.int32).reshape(-1, 7)[order]
    sketches = join_sketches(rows.sketches, np.array(order, np.int64))
    days = np.array(rows.days, np.int32)[order]
    ordered = [rows.ids[row] for row in order]
    company, level, title, country, part, city, agency = (column.copy() for column in codes.T)
    words = [rows.words[row] for row in order]
    return Postings(ordered, sketches, days, company, level, title, country, part, city, agency, words, companies)
