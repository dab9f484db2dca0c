"""How one name goes on where the other ends."""

import json

import numpy as np
import pyarrow as pa
import pytest

from pipeline.entity_resolution.comparing.comparisons import COMPARISONS, compare_records
from pipeline.entity_resolution.comparing.names_alone import BOARD, compare_names_alone
from pipeline.entity_resolution.deduplicating.pairs import compare_pairs, pair_levels
from pipeline.entity_resolution.names.frequencies import Frequencies
from pipeline.entity_resolution.names.vocabulary import Vocabulary
from pipeline.entity_resolution.records.record_table import make_record_table

COUNTS = {"systems": 900.0, "media": 300.0, "racing": 60.0}


def _levels(*names: tuple[str, str]) -> list[dict[str, str]]:
    table = pa.table({"left_name": [a for a, _ in names], "right_name": [b for _, b in names]})
    found = pair_levels(table, Vocabulary(Frequencies(COUNTS, 10_000.0)), only_names=True).levels
    return [{name: texts[row[column]] for column, (name, texts) in enumerate(BOARD.items())} for row in found.tolist()]


@pytest.mark.parametrize(
    ("name", "remainder"),
    [
        ("Wexmoor", "none"),
        ("Wexmoor Corp", "one goes on with a legal form"),
        ("Wexmoor Group", "one goes on with light words"),
        ("Wexmoor Canada", "one goes on with a place"),
        ("Wexmoor 12", "one goes on with a number"),
        ("Wexmoor Systems", "one goes on with a very usual word"),
        ("Wexmoor Media Systems", "one goes on with a usual word"),
        ("Wexmoor Racing", "one goes on with a less usual word"),
        ("Wexmoor Gravel", "one goes on with a rare word"),
        ("Gravel Wexmoor", "one begins with a rare word"),
        ("The Wexmoor", "none"),
        ("Ossuary Pickles", "none"),
    ],
)
def test_what_is_left_over_is_told_by_the_word_that_tells_most(name: str, remainder: str) -> None:
    one, other = _levels(("Wexmoor", name), (name, "Wexmoor"))
    assert one["remainder"] == other["remainder"] == remainder


@pytest.mark.parametrize(
    ("one", "other", "words"),
    [
        ("Wexmoor", "Wexmoor 12", "a number"),
        ("Wexmoor", "Wexmoor Gravel Insurance", "words of its own"),
        ("Wexmoor", "Wexmoor Ventures", "a part of a company"),
        ("Wexmoor", "Wexmoor Insurance Group", "a kind of business"),
        ("Wexmoor", "Wexmoor Worldwide", "light words"),
        ("Wexmoor", "Wexmoor Canada", "light words"),
        ("Wexmoor Pharmaceuticals", "Wexmoor Foundation", "a part of a company"),
        ("Wexmoor", "Pickles", "none"),
    ],
)
def test_what_left_over_words_mean_is_told_by_the_word_that_parts_most(one: str, other: str, words: str) -> None:
    assert [found["remainder words"] for found in _levels((one, other), (other, one))] == [words, words]


@pytest.mark.parametrize(
    ("one", "other", "entities"),
    [
        ("WEXMOOR (SINGAPORE) PTE. LTD.", "Wexmoor, Inc.", "of two countries"),
        ("Wexmoor B. V.", "WEXMOOR ASIA PTE LTD", "of two countries"),
        ("Wexmoor Canada Inc", "Wexmoor Inc", "none"),
        ("Wexmoor Ltd", "Wexmoor, Inc.", "none"),
        ("WEXMOOR (SINGAPORE) PTE. LTD.", "Wexmoor", "one of a country"),
        ("Wexmoor USA", "Wexmoor, Inc.", "one of a country"),
        ("California Wexmoor", "Wexmoor, Inc.", "none"),
        ("Wexmoor Global Online", "Wexmoor", "none"),
        ("Wexmoor Inc. (Singapore Branch)", "Wexmoor GmbH", "none"),
    ],
)
def test_legal_forms_and_countries_tell_two_entities(one: str, other: str, entities: str) -> None:
    assert [found["legal entities"] for found in _levels((one, other), (other, one))] == [entities, entities]


@pytest.mark.parametrize(
    ("one", "other", "known"),
    [
        ("IBM", "International Business Machines Corp.", "of the other name"),
        ("The IBM Research Lab", "International Business Machines", "of the other name"),
        ("IBM", "International Bakers of Mudmoor", "no"),
        ("WGM", "Wexmoor Gravel Mills", "no"),
    ],
)
def test_initials_that_everybody_knows(one: str, other: str, known: str) -> None:
    assert [found["known initials"] for found in _levels((one, other), (other, one))] == [known, known]


def test_legal_forms_are_no_part_of_names_alone() -> None:
    vocabulary, none = Vocabulary(Frequencies(COUNTS, 10_000.0)), [""] * 3
    names = [["Wexmoor Inc"], ["Wexmoor GmbH"], ["Wexmoor"]]
    table = make_record_table(["a", "b", "c"], names, none, none, none, vocabulary)
    rows = np.array([0, 0], dtype=np.int32), np.array([1, 2], dtype=np.int32)
    compared = compare_records(table, table, *rows, vocabulary)
    found = compare_names_alone(compared, table, table, vocabulary).levels
    at = list(BOARD).index
    assert {BOARD["writing"][level] for level in found[:, at("writing")]} == {"same name and legal form"}
    assert {BOARD["legal form"][level] for level in found[:, at("legal form")]} == {"none"}
    assert [BOARD["legal entities"][level] for level in found[:, at("legal entities")]] == ["of two countries", "none"]


def test_two_that_go_on_differently_are_told_by_the_rarer_word() -> None:
    (found,) = _levels(("Wexmoor Systems", "Wexmoor Gravel"))
    assert found["remainder"] == "both go on, one with a rare word"


def test_a_legal_form_may_be_written_as_part_of_the_word() -> None:
    joined, other = _levels(("Wexmoor Inc", "Wexmoorinc"), ("Wexmoor Inc", "Wexmoorland"))
    assert [joined["letters"], other["letters"]] == ["the same, legal forms counted", "not the same"]


def test_names_with_other_evidence_are_compared_without_remainders() -> None:
    table = pa.table({"left_name": ["Wexmoor"], "right_name": ["Wexmoor Media"], "left_country": ["GB"]})
    assert pair_levels(table, Vocabulary(Frequencies({}, 10.0))).levels.shape == (1, len(COMPARISONS))
    assert pair_levels(table.slice(0, 0), Vocabulary(Frequencies({}, 10.0)), only_names=True).levels.shape[0] == 0


def test_the_remainder_is_explained() -> None:
    found = compare_pairs(pa.table({"left_name": ["Wexmoor"], "right_name": ["Wexmoor Gravel"]}))
    said = json.loads(found.column("comparison")[0].as_py())
    assert said["remainder"]["level"] == "one goes on with a rare word"
    total = sum(entry["weight"] for entry in said.values())
    assert total == pytest.approx(found.column("match_weight")[0].as_py(), abs=1.0)
