"""Whether two postings name the same employer: equal names, one that goes on ("Progressive Insurance"), or initials."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import numpy.typing as npt

from pipeline.openings.candidates import Rows
from pipeline.openings.postings import Postings

_SMALL = frozenset({"of", "the", "and", "for", "de", "du", "la", "und", "der"})


def same_employers(postings: Postings, left: Rows, right: Rows) -> npt.NDArray[np.bool_]:
    """For each pair of rows, whether their companies are one; an unknown company is nobody's."""
    a, b = postings.company[left].astype(np.int64), postings.company[right].astype(np.int64)
    low, high = np.minimum(a, b), np.maximum(a, b)
    keys, inverse = np.unique(low * len(postings.companies) + high, return_inverse=True)
    names = postings.companies
    same = [is_same_name(names[key // len(names)], names[key % len(names)]) for key in keys.tolist()]
    return np.array(same, np.bool_)[inverse] if len(keys) else np.empty(0, np.bool_)


@lru_cache(maxsize=100_000)
def is_same_name(left: str, right: str) -> bool:
    """Whether two clean, folded names name one employer.

    >>> is_same_name("progressive", "progressive insurance"), is_same_name("fsa", "forfeiture support associates")
    (True, True)
    """
    if not left or not right:
        return False
    if left == right or left.replace(" ", "") == right.replace(" ", ""):
        return True
    short, long = sorted((left, right), key=lambda name: (len(name), name))
    return long.startswith(short + " ") or (len(short) > 1 and _initials(long).startswith(short))


def _initials(name: str) -> str:
    words = [word for word in name.split() if word not in _SMALL]
    return "".join(word[0] for word in words) if len(words) > 1 else ""
