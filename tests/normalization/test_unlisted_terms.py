"""Unlisted names put together by spelling; all are invented."""

import random

from pipeline.normalization.catalogue_files import load_catalogue
from pipeline.normalization.normalizer import Normalizer
from pipeline.normalization.unlisted_terms import group_terms, term_key

FOUND = [("River Boat", f"doc{n}", f"Python, River Boat {n}") for n in range(4)]
FOUND += [("riverboat", "doc9", "riverboat, Go"), ("Riverbaot", "doc8", "Riverbaot"), ("Seacat", "doc1", "Seacat")]
FOUND += [("Kubernettes.", "doc1", "x"), ("Webdesign", "doc2", "y")]


def test_spellings_of_a_term_are_one_row_with_its_question() -> None:
    rows = group_terms(FOUND, Normalizer(load_catalogue()), {"webdesign"}).to_pylist()
    assert [(row["term"], row["question"], row["document_count"]) for row in rows] == [
        ("River Boat", "new technology?", 6),
        ("Kubernettes.", "alias of Kubernetes?", 1),
        ("Seacat", "new technology?", 1),
    ]
    assert rows[0]["spellings"] == ["River Boat", "Riverbaot", "riverboat"]
    assert rows[0]["mention_count"] == 6
    assert len(rows[0]["examples"]) == 3


def test_order_of_documents_changes_nothing_but_examples() -> None:
    normalizer = Normalizer(load_catalogue())
    shuffled = random.Random(3).sample(FOUND, len(FOUND))
    rows, others = (group_terms(found, normalizer).drop_columns(["examples"]) for found in (FOUND, shuffled))
    assert rows.equals(others)


def test_key_holds_letters_digits_plus_and_sharp() -> None:
    assert term_key("C++ / River-Boat_2.0 #") == "c++riverboat20#"
