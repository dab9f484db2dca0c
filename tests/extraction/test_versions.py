"""Versions stand beside the span, never in it; other numbers behind names are none."""

import pytest

from pipeline.extraction.extractor import Extractor


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Java 8/11/17", [("Java", "8/11/17")]),
        ("Python 3.x and Angular 2+", [("Python", "3.x"), ("Angular", "2+")]),
        ("SQL Server 2019, React v18", [("SQL Server", "2019"), ("React", "18")]),
        ("Python3 or Java (version 17)", [("Python", "3"), ("Java", "17")]),
        ("PostgreSQL 9.6. Kubernetes", [("PostgreSQL", "9.6"), ("Kubernetes", None)]),
        ("Java 5+ years, Python 2-3 yrs, Kotlin 3 to 5 Jahre", [("Java", None), ("Python", None), ("Kotlin", None)]),
        ("Kubernetes 24/7", [("Kubernetes", None)]),
        ("Java 3 projects, Python 10% of the time", [("Java", None), ("Python", None)]),
        ("1. Java 2. Python 3. PostgreSQL", [("Java", None), ("Python", None), ("PostgreSQL", None)]),
        ("4. Writes Python 5. Reads Java", [("Python", None), ("Java", None)]),
    ],
)
def test_versions(extractor: Extractor, text: str, expected: list[tuple[str, str | None]]) -> None:
    assert [(mention.surface, mention.version) for mention in extractor.mentions(text)] == expected


def test_decisions_show_the_version(extractor: Extractor) -> None:
    assert [decision.version for decision in extractor.decisions("Java 17 and Python")] == ["17", None]
