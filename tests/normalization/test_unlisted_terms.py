"""Unlisted names put together by spelling, and what is asked about them; all are invented."""

import random

import pytest

from pipeline.normalization.catalogue_files import load_catalogue
from pipeline.normalization.near_technologies import NearTechnologies
from pipeline.normalization.term_questions import term_questions
from pipeline.normalization.unlisted_terms import Sighting, group_terms, term_key

FOUND = [Sighting("River Boat", f"doc{n}", f"com{n}", f"Python, River Boat {n}") for n in range(4)]
FOUND += [Sighting("riverboat", "doc9", "com1", "riverboat, Go"), Sighting("Riverbaot", "doc8", None, "Riverbaot")]
FOUND += [Sighting("Seacat", "doc1", "com1", "Seacat"), Sighting("Kubernettes.", "doc1", "com1", "x")]
FOUND += [Sighting("Webdesign", "doc2", "com2", "y")]


def test_spellings_of_a_term_are_one_row_with_its_question() -> None:
    catalogue = load_catalogue()
    rows = term_questions(FOUND, catalogue, NearTechnologies(catalogue)).to_pylist()
    assert [(row["term"], row["technology_name"], row["document_count"], row["company_count"]) for row in rows] == [
        ("River Boat", None, 6, 5),
        ("Kubernettes.", "Kubernetes", 1, 1),
        ("Seacat", None, 1, 1),
        ("Webdesign", None, 1, 1),
    ]
    assert rows[0]["spellings"] == ["River Boat", "Riverbaot", "riverboat"]
    assert rows[0]["mention_count"] == 6
    assert len(rows[0]["examples"]) == 3


def test_only_terms_that_enough_hold_are_asked_about() -> None:
    catalogue = load_catalogue()
    asked = term_questions(FOUND, catalogue, NearTechnologies(catalogue), documents=2, companies=5)
    assert asked.column("term").to_pylist() == ["River Boat"]
    assert not term_questions(FOUND, catalogue, NearTechnologies(catalogue), companies=6).num_rows


def test_answers_of_an_earlier_release_are_not_looked_up_again() -> None:
    near = NearTechnologies(load_catalogue(), {"Seacat": "kubernetes", "Kubernettes": None})
    assert (near.of("Seacat"), near.of("Kubernettes")) == ("kubernetes", None)


def test_rejected_terms_are_left_out() -> None:
    assert "webdesign" not in [term.key for term in group_terms(FOUND, {"webdesign"})]


def test_order_of_documents_changes_nothing_but_examples() -> None:
    shuffled = random.Random(3).sample(FOUND, len(FOUND))
    groups = (group_terms(found) for found in (FOUND, shuffled))
    one, other = ([(term.key, term.names, term.documents, term.companies) for term in group] for group in groups)
    assert one == other


@pytest.mark.parametrize("written", ["Riverbot", "Riverboaat", "Rivreboat", "Riverbost"])
def test_one_edit_off_a_term_three_times_as_frequent_is_a_misspelling(written: str) -> None:
    found = [*FOUND, Sighting(written, "doc7", None, written)]
    assert written in group_terms(found)[0].names
    assert written not in group_terms(FOUND[:2] + found[-1:])[0].names


def test_many_terms_are_grouped_in_linear_time() -> None:
    words = ["".join(random.Random(n).choices("abcdefgh", k=9)) for n in range(20_000)]
    found = [Sighting(word, f"doc{n % 7_000}", None, word) for n, word in enumerate(words * 3)]
    assert len(group_terms(found)) == len(set(words))


def test_key_holds_letters_digits_plus_and_sharp() -> None:
    assert term_key("C++ / River-Boat_2.0 #") == "c++riverboat20#"
