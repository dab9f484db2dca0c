"""Postings to openings."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pyarrow as pa

from pipeline.openings.candidates import Rows, candidate_pairs, min_hashes
from pipeline.openings.decisions import DecisionParams, decide_pairs
from pipeline.openings.gathering import gather_postings
from pipeline.openings.grouping import Groups
from pipeline.openings.postings import Posting, Postings
from pipeline.openings.shared_text import TextComparison
from pipeline.openings.shared_words import TitleComparison

_ROUNDS = 4  # in each, the centres that are left are compared with each other again


def group_postings(postings: Iterable[Posting], params: DecisionParams | None = None) -> pa.Table:
    """Group postings of one opening; work and memory grow with their number, and their order does not matter.

    Args:
        postings: each id once.
    Returns: posting_id, group_id (the smallest posting_id of the group), in the order of posting_id.
    """
    gathered = gather_postings(postings)
    centres = _centres(gathered, params or DecisionParams())[gathered.row]
    _, first, group = np.unique(
        centres, return_index=True, return_inverse=True
    )  # ids are in order: the first, smallest
    return pa.table({"posting_id": gathered.ids, "group_id": gathered.ids.take(pa.array(first[group]))})


def _centres(postings: Postings, params: DecisionParams) -> Rows:
    groups = Groups(postings)
    minima, texts, titles = min_hashes(postings), TextComparison(postings), TitleComparison(postings)
    for _ in range(_ROUNDS):
        left, right = candidate_pairs(postings, minima, groups.centres())
        found = decide_pairs(postings, texts, titles, (left, right), params)
        groups.refuse(left[found.is_refused], right[found.is_refused])
        if not groups.join(left[found.is_one], right[found.is_one], found.share[found.is_one]):
            break
    return groups.centre
