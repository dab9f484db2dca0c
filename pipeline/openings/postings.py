"""Postings as they are compared: sketches and small codes in columns, without their texts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from scipy.sparse import csr_matrix  # type: ignore[import-untyped]

from pipeline.openings.sketches import Sketches

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
    """Postings in rows, in the order of their smallest ids; a row stands for all postings that differ by id alone.

    Attributes:
        ids: of all postings, in order.
        row: of each id.
        company, level, title, country, part, city: codes in the order of what they code; 0 is unknown.
        agency: 1 for an agency.
        days: days since 1970, or `NO_DAY`.
        title_words: a row of ones for each posting, at the telling words of its title, without those of its company
            and place.
        companies: the names that `company` codes.
    """

    ids: pa.Array
    row: Codes
    sketches: Sketches
    days: Codes
    company: Codes
    level: Codes
    title: Codes
    country: Codes
    part: Codes
    city: Codes
    agency: Codes
    title_words: csr_matrix
    companies: list[str]

    def __len__(self) -> int:
        """The number of rows."""
        return len(self.days)
