"""Postings to openings."""

from __future__ import annotations

from collections.abc import Iterable

import pyarrow as pa

from pipeline.openings.candidates import candidate_pairs, min_hashes
from pipeline.openings.decisions import DecisionParams, decide_pairs
from pipeline.openings.grouping import Groups
from pipeline.openings.postings import Posting, Postings, gather_postings
from pipeline.openings.shared_text import TextComparison

_ROUNDS = 4  # in each, the centres that are left are compared with each other again


def group_postings(postings: Iterable[Posting], params: DecisionParams | None = None) -> pa.Table:
    """Group postings of one opening; work and memory grow with their number, and their order does not matter.

    Args:
        postings: each id once.
    Returns: posting_id, group_id (the smallest posting_id of the group), in the order of posting_id.
    """
    # Numbers are given in the order of arrival and decide ties: arrive in one order, at the cost of holding all texts.
    gathered = gather_postings(sorted(postings, key=lambda posting: posting.posting_id))
    centres = _centres(gathered, params or DecisionParams())
    first: dict[int, str] = {}
    for ids, centre in zip(gathered.ids, centres, strict=True):  # in the order of ids, so the first is the smallest
        first.setdefault(centre, ids[0])
    rows = [
        (posting_id, first[centre]) for ids, centre in zip(gathered.ids, centres, strict=True) for posting_id in ids
    ]
    rows.sort()
    columns = list(zip(*rows, strict=True)) or [(), ()]
    return pa.table(
        {name: pa.array(column, pa.string()) for name, column in zip(("posting_id", "group_id"), columns, strict=True)}
    )


def _centres(postings: Postings, params: DecisionParams) -> list[int]:
    groups = Groups(postings)
    texts, minima = TextComparison(postings), min_hashes(postings)
    for _ in range(_ROUNDS):
        left, right = candidate_pairs(postings, minima, groups.centres())
        found = decide_pairs(postings, texts, left, right, params)
        groups.refuse(left[found.is_refused], right[found.is_refused])
        if not groups.join(left[found.is_one], right[found.is_one], found.share[found.is_one]):
            break
    return groups.centre
