"""Candidates that share initials and a word."""

from __future__ import annotations

import numpy as np
import pytest

from pipeline.entity_resolution.blocking.initials_keys import pairs_by_initials
from pipeline.entity_resolution.names.frequencies import Frequencies
from pipeline.entity_resolution.names.vocabulary import Vocabulary
from pipeline.entity_resolution.records.record_table import RecordTable, make_record_table

LIMIT = 5


def _found(one: list[str], other: list[str]) -> list[tuple[int, int]]:
    vocabulary = Vocabulary(Frequencies({}, 1000.0))
    registry, records = _table(other, vocabulary), _table(one, vocabulary)
    pairs = pairs_by_initials(records, np.arange(len(records.names), dtype=np.int32), registry, LIMIT)
    return sorted(set(zip(*(side.tolist() for side in pairs), strict=True)))


def _table(names: list[str], vocabulary: Vocabulary) -> RecordTable:
    blank, ids = [""] * len(names), [f"r{row}" for row in range(len(names))]
    return make_record_table(ids, [[name] for name in names], blank, blank, blank, vocabulary)


@pytest.mark.parametrize(
    ("one", "other", "found"),
    [
        ("WCB Bank", "Wexmoor Commercial Bank", True),
        ("Toftby INP", "Institut National Polytechnique de Toftby", True),
        ("WCB Insurance", "Wexmoor Commercial Bank", False),
        ("WC Bank", "Wexmoor Commercial Bank", False),
        ("W1B Bank", "Wexmoor 1 Bank", False),
        ("WCB Group", "Wexmoor Commercial Bank Group", False),
        ("Wexmoor", "Wexmoor", False),
        ("", "Wexmoor Commercial Bank", False),
    ],
)
def test_either_side_may_be_the_short_one(one: str, other: str, found: bool) -> None:
    assert _found([one], [other]) == _found([other], [one]) == ([(0, 0)] if found else [])


def test_runs_end_with_their_name_and_blocks_are_capped() -> None:
    assert _found(["WCB Bank"], ["Wexmoor Commercial", "Bank"]) == []
    assert len(_found(["WCB Bank"], ["Wexmoor Commercial Bank"] * 50)) == LIMIT
