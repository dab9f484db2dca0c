"""Pairs of names compared in batches."""

import numpy as np

from pipeline.entity_resolution.comparing.comparisons import compare_records
from pipeline.entity_resolution.comparing.word_alignment import align_words
from pipeline.entity_resolution.names.vocabulary import Vocabulary
from pipeline.entity_resolution.records.given_records import all_names
from pipeline.entity_resolution.records.record_table import make_record_table
from pipeline.entity_resolution.weighing.model_file import load_model

NAMES = [
    "Brightloom",
    "Brightloom GmbH",
    "BRIGHTLOOM, Inc.",
    "Brightloom Textiles Ltd (formerly Kestrel & Vale)",
    "Textiles Brightlom",
    "The Brightloom Textile Works of Harbor Ridge",
    "BTW",
    "Брайтлум",
    "Harbor Ridge Fund II",
    "Harbor Ridge Fund 3 LP",
]


def test_pairs_compared_together_come_out_as_each_alone() -> None:
    vocabulary = Vocabulary(load_model().background)
    nothing = [""] * len(NAMES)
    table = make_record_table(NAMES, [all_names(name) for name in NAMES], nothing, nothing, nothing, vocabulary)
    left, right = (side.ravel().astype(np.int32) for side in np.indices((len(NAMES), len(NAMES))))
    together = compare_records(table, table, left, right, vocabulary)
    for row in range(0, len(left), 3):
        alone = compare_records(table, table, left[row : row + 1], right[row : row + 1], vocabulary)
        assert np.array_equal(alone.levels[0], together.levels[row]), (NAMES[left[row]], NAMES[right[row]])


def test_each_word_counts_with_its_best_counterpart() -> None:
    vocabulary = Vocabulary(load_model().background)
    names = make_record_table(["a", "b"], [["Quillon Vexley"], ["Vexley Brandle Quillon"]], *[["", ""]] * 3, vocabulary)
    one, other = np.array([0, 1], dtype=np.int32), np.array([1, 0], dtype=np.int32)
    aligned = align_words(names.names, names.names, one, other, vocabulary)
    assert aligned.left_share[0] == aligned.right_share[1] == 1
    assert aligned.left_share[1] == aligned.right_share[0] < 1
    assert aligned.shared_bits[0] == aligned.shared_bits[1] == names.names.bits[0]
    assert aligned.left_rest[0] == aligned.right_rest[1] == 0
    assert aligned.right_rest[0] == aligned.left_rest[1] == names.names.bits[1] - names.names.bits[0]
    assert aligned.first_likeness.tolist() == [0, 0]
