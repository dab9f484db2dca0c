from __future__ import annotations

import pytest

from pipeline.openings.titles import read_title


@pytest.mark.parametrize(
    ("title", "levels", "words"),
    [
        ("Sr. Software Engineer II", {"senior", "2"}, {"software", "engineer"}),
        ("Front-End Developers (m/w/d) 80-100%", set(), {"frontend", "engineer"}),
        ("Ingénieur Confirmé - C++", {"mid"}, {"ingenieur", "c++"}),
        ("11697 - Data Scientist", set(), {"data", "scientist"}),
        ("", set(), set()),
    ],
)
def test_a_title_names_levels_and_a_job(title: str, levels: set[str], words: set[str]) -> None:
    assert read_title(title) == (levels, words)
