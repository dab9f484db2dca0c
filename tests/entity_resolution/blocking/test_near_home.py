"""Names near by their words: those of companies in the record's country first."""

from __future__ import annotations

import pytest

from pipeline.entity_resolution.blocking.name_index import BlockingIndex, BlockingParams
from pipeline.entity_resolution.names.frequencies import Frequencies
from pipeline.entity_resolution.names.vocabulary import Vocabulary
from pipeline.entity_resolution.records.record_table import RecordTable, make_record_table

NAMES = [*(f"Wexmoor Mill{row}" for row in range(9)), "Wexmoor Weaving"]
COUNTRIES = [*("NZ",) * 9, "GB"]


@pytest.mark.parametrize(
    ("country", "considered", "found"), [("GB", 10, True), ("GB", 0, False), ("", 10, False), ("NZ", 10, False)]
)
def test_a_company_of_the_country_is_kept_before_nearer_ones(country: str, considered: int, found: bool) -> None:
    vocabulary = Vocabulary(Frequencies({}, 1000.0))

    def table(names: list[str], countries: list[str]) -> RecordTable:
        blank, ids = [""] * len(names), [f"r{row}" for row in range(len(names))]
        return make_record_table(ids, [[name] for name in names], blank, countries, blank, vocabulary)

    registry = table(NAMES, COUNTRIES)
    params = BlockingParams(neighbours=3, considered=considered, frequent_share=1.0)
    index = BlockingIndex(registry, len(vocabulary.words), params)
    _, right = index.candidates(table(["Wexmoor Gate"], [country]))
    assert (9 in right.tolist()) == found
    assert len(right) == 3
