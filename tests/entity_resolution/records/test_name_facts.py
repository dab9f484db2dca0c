"""Facts of names: equal where the names agree, read for the rows asked for only."""

import numpy as np

from pipeline.entity_resolution.names.vocabulary import Vocabulary
from pipeline.entity_resolution.records.name_facts import Facts, by_distinct_pair
from pipeline.entity_resolution.records.name_table import make_name_table
from pipeline.entity_resolution.weighing.model_file import load_model

NAMES = ["The Nimbrel Widgets, Inc.", "Widgets Nimbrel GmbH", "NIMBREL WIDGETS", "Nimbrel Widgets Fund 3"]


def _rows(*numbers: int) -> np.ndarray:
    return np.array(numbers, dtype=np.int32)


def test_equal_facts_are_equal_numbers_and_none_is_zero() -> None:
    facts = make_name_table([[name] for name in NAMES], Vocabulary(load_model().background)).facts.of(_rows(0, 1, 2, 3))
    assert facts.words[0] != facts.words[2]
    assert facts.telling_words[0] == facts.telling_words[2] != facts.telling_words[1]
    assert facts.sorted_words[1] == facts.sorted_words[2] != facts.sorted_words[3]
    assert facts.legal_forms[2] == 0 != facts.legal_forms[0]
    assert facts.numbers.astype(bool).tolist() == [False, False, False, True]
    assert facts.length[2] == len("nimbrelwidgets")
    assert [chr(letter) for letter in facts.first_letter] == ["t", "w", "n", "n"]
    assert [chr(letter) for letter in facts.first_initial] == ["n", "w", "n", "n"]


def test_facts_do_not_depend_on_which_rows_were_asked_for_before() -> None:
    names = [[name] for name in [*NAMES, "The", "Widgets Widgets Nimbrel"]]
    once = make_name_table(names, Vocabulary(load_model().background)).facts
    twice = make_name_table(names, Vocabulary(load_model().background)).facts
    twice.of(_rows(3, 1, 3))
    rows = _rows(5, 4, 3, 2, 1, 0)
    assert all(np.array_equal(getattr(once.of(rows), name), getattr(twice.of(rows), name)) for name in Facts.__slots__)
    assert once.of(rows).telling_words[1] == 0


def test_a_rule_is_asked_once_for_equal_pairs() -> None:
    left, right = np.array([5, 5, 7, 5]), np.array([6, 6, 6, 5])
    asked: list[int] = []

    def rule(row: int) -> int:
        asked.append(row)
        return row

    assert by_distinct_pair(left, right, np.array([0, 1, 2, 3]), rule).tolist() == [0, 0, 2, 3]
    assert sorted(asked) == [0, 2, 3]
