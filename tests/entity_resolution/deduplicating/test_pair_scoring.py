"""Pairs weighed some at a time: whatever they are together with, they weigh the same."""

import pickle

import numpy as np
import pytest

from pipeline.entity_resolution.deduplicating import pair_scoring
from pipeline.entity_resolution.deduplicating.pair_scoring import (
    HeldRecords,
    PackedRecords,
    PairScorer,
    ReadyPairs,
    WeighedPairs,
    alike_together,
    in_name_order,
)
from pipeline.entity_resolution.names.frequencies import Frequencies
from pipeline.entity_resolution.names.vocabulary import Vocabulary
from pipeline.entity_resolution.records.given_records import all_names
from pipeline.entity_resolution.records.record_table import make_record_table

NAMES = ["Kestrelvale", "Brightloom Ltd", "", "Brightloom", "Kestrelvale GmbH", "Brightlom (Kestrelvale)"]


@pytest.mark.parametrize(("few", "kind"), [(0, PackedRecords), (6, HeldRecords)])
def test_pairs_in_the_order_of_their_names_are_the_same_pairs_and_weigh_the_same(
    few: int, kind: type, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pair_scoring, "_FEW_PAIRS", few)
    vocabulary = Vocabulary(Frequencies({}, 1000.0))
    blank = [""] * len(NAMES)
    table = make_record_table(blank, [all_names(name) for name in NAMES], blank, blank, blank, vocabulary)
    left, right = (np.array(rows, dtype=np.int32) for rows in ([0, 4, 3, 5, 5, 1, 2], [3, 0, 1, 1, 3, 5, 0]))
    order = in_name_order(table)
    together = alike_together(order, left, right)
    expected = [(0, 2), (1, 5), (3, 5), (1, 3), (0, 3), (0, 4)]
    assert list(zip(*(side.tolist() for side in together), strict=True)) == expected
    ready = ReadyPairs.of(table, vocabulary, order, together)
    assert isinstance(ready.records, kind)
    elsewhere = pickle.loads(pickle.dumps(ready.records))
    weighed, too = (
        ready.rows_of(WeighedPairs.together(list(map(PairScorer(records, -100.0), ready.parts(4)))))
        for records in (ready.records, elsewhere)
    )
    as_they_stand = PairScorer(HeldRecords(table, vocabulary), -100.0)
    alone = [as_they_stand((together[0][[k]], together[1][[k]])) for k in range(len(expected))]
    assert _weights(weighed) == _weights(too) == _weights(WeighedPairs.together(alone))
    assert list(_weights(weighed)) == sorted(_weights(weighed))


def _weights(pairs: WeighedPairs) -> dict[tuple[int, int], float]:
    return dict(zip(zip(pairs.left.tolist(), pairs.right.tolist(), strict=True), pairs.bits.tolist(), strict=True))
