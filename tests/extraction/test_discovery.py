"""Names among technologies; all unknown ones are invented."""

import time

import pytest

from pipeline.extraction.discovery import unlisted_terms

KNOWN = ("Python", "Kafka", "React", "AWS", "Docker")


def terms(text: str, words: frozenset[str] = frozenset()) -> list[str]:
    spans = sorted((at, at + len(name)) for name in KNOWN for at in _places(text, name))
    return [text[start:end] for start, end in unlisted_terms(text, spans, words)]


def _places(text: str, name: str) -> list[int]:
    return [at for at in range(len(text)) if text.startswith(name, at)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Python, Riverboat, Kafka and React", ["Riverboat"]),
        ("Experience with Riverboat, Python, Kafka", ["Riverboat"]),
        ("Python, Kafka or Seacat is a plus", ["Seacat"]),
        ("Python/Kafka/sea.js", ["sea.js"]),
        ("AWS (Docker, River Boat, seaBoat)", ["River Boat"]),
        ("Python, Kafka, e.g. React, etc.", []),
        ("Python, Kafka, communication skills, React", []),
        ("Python, Kafka, 5+, React", []),
        ("Python is fine\nKafka too\nRiverboat", []),
        ("We use Python. Riverboat is our home. Kafka, too.", []),
        ("Riverboat and Python", []),
        ("", []),
    ],
)
def test_only_names_between_technologies_are_told(text: str, expected: list[str]) -> None:
    assert terms(text) == expected


def test_names_made_of_everyday_words_are_none() -> None:
    assert terms("Python, Friendly Team, Kafka", frozenset({"friendly", "team"})) == []


@pytest.mark.parametrize(
    "unit", ["Python, ", "Python, Riverboat ", "(", "Kafka/", "a" * 9, "Python,\n", ". ", "é, Python"]
)
def test_long_texts_take_linear_time(unit: str) -> None:
    text = unit * (400_000 // len(unit))
    spans = [(at, at + 6) for at in range(len(text) - 6) if text.startswith("Python", at)]
    started = time.process_time()
    unlisted_terms(text, spans)
    assert time.process_time() - started < 5
