"""Facts of names: equal where the names agree, read for the rows asked for only."""

import numpy as np

from pipeline.entity_resolution.name_facts import NameFacts, by_distinct_pair
from pipeline.entity_resolution.names import NameForm, name_form

NAMES = ["The Nimbrel Widgets, Inc.", "Widgets Nimbrel GmbH", "NIMBREL WIDGETS", "Nimbrel Widgets Fund 3"]


def _rows(*numbers: int) -> np.ndarray:
    return np.array(numbers, dtype=np.int32)


def test_equal_facts_are_equal_numbers_and_none_is_zero() -> None:
    facts = NameFacts([name_form(name) for name in NAMES]).of(_rows(0, 1, 2, 3))
    assert facts.words[0] != facts.words[2]
    assert facts.telling_words[0] == facts.telling_words[2] != facts.telling_words[1]
    assert facts.sorted_words[1] == facts.sorted_words[2] != facts.sorted_words[3]
    assert facts.legal_forms[2] == 0 != facts.legal_forms[0]
    assert facts.numbers.astype(bool).tolist() == [False, False, False, True]
    assert facts.length[2] == len("nimbrelwidgets")


def test_only_the_rows_asked_for_are_read_and_once() -> None:
    read: list[int] = []

    class Counted(list[NameForm]):
        def __getitem__(self, row):  # type: ignore[no-untyped-def]  # a list counts what is asked of it
            read.append(row)
            return super().__getitem__(row)

    facts = NameFacts(Counted(name_form(name) for name in NAMES))
    facts.of(_rows(3, 1, 3))
    assert facts.of(_rows(1, 3)).length.tolist() == [14, 19]
    assert read == [1, 3]


def test_a_rule_is_asked_once_for_equal_pairs() -> None:
    left, right = np.array([5, 5, 7, 5]), np.array([6, 6, 6, 5])
    asked: list[int] = []

    def rule(row: int) -> int:
        asked.append(row)
        return row

    assert by_distinct_pair(left, right, np.array([0, 1, 2, 3]), rule).tolist() == [0, 0, 2, 3]
    assert sorted(asked) == [0, 2, 3]
