"""Words of one name that are initials of some words of the other."""

import numpy as np
import pytest

from pipeline.entity_resolution.comparing.comparisons import compare_records
from pipeline.entity_resolution.comparing.partial_initials import PARTIAL_INITIALS, partial_initials
from pipeline.entity_resolution.names.frequencies import Frequencies
from pipeline.entity_resolution.names.vocabulary import Vocabulary
from pipeline.entity_resolution.records.record_table import make_record_table


@pytest.mark.parametrize(
    ("one", "other", "level"),
    [
        ("WCB Bank", "Wexmoor Commercial Bank", "of 3 letters; all other words agree"),
        ("Toftby INP", "Institut National Polytechnique de Toftby", "of 3 letters; all other words agree"),
        ("Banco FIE", "Banco para el Fomento a Iniciativas Wexmoor", "none"),
        ("UWT Medicine", "University of Wexmoor at Toftby Medicine", "of 3 letters; all other words agree"),
        ("Wexmoor TSC Foundation", "Tideford Salt Company Trust of Wexmoor", "of 3 letters; some other words agree"),
        ("AB Holm", "Alder Birch Works", "of 2 letters; no other word agrees"),
        ("ACMEW Toft", "Alder Cedar Mill and Elm Works Toft", "of 4 letters and more; all other words agree"),
        ("AB Birch", "Alder Cedar Birch", "none"),
        ("WCB", "Wexmoor Commercial Bank", "none"),
        ("Wexmoor Mill", "Wexmoor Mill", "none"),
    ],
)
def test_initials_among_words_are_found_from_either_side(one: str, other: str, level: str) -> None:
    vocabulary = Vocabulary(Frequencies({}, 1000.0))
    blank = [""] * 2
    table = make_record_table(["x", "y"], [[one], [other]], blank, blank, blank, vocabulary)
    rows = np.arange(2, dtype=np.int32)
    pairs = compare_records(table, table, rows, rows[::-1].copy(), vocabulary)
    assert [PARTIAL_INITIALS[n] for n in partial_initials(pairs, table, table)] == [level, level]
