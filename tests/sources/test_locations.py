from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.sources.gazetteer import country_codes
from pipeline.sources.locations import read_location
from pipeline.sources.remote_words import read_remote
from tests.sources.labelled_values import BOOLEANS, places

with Path(__file__).with_name("cases").joinpath("locations.csv").open(encoding="utf-8", newline="") as stream:
    CASES = list(csv.DictReader(stream))
WORDS = [
    "Berlin",
    "CA",
    "Remote",
    "US",
    "Germany",
    "New York",
    ",",
    " - ",
    "/",
    "(",
    ")",
    "or",
    "Georgia",
    "DE",
    "94085",
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["location"])
def test_a_location_is_read_to_its_parts(case: dict[str, str]) -> None:
    found = read_location(case["location"])
    assert (found.city, found.region, found.country) == tuple(
        case[name] or None for name in ("city", "region", "country")
    )
    assert found.is_remote is BOOLEANS[case["is_remote"]]


@given(st.one_of(st.text(max_size=200), st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join)))
def test_any_text_gives_words_of_its_own_or_nothing(text: str) -> None:
    found = read_location(text)
    assert found.country is None or found.country in country_codes()
    for part in (found.city, found.region):
        assert part is None or (part and part.strip() == part and is_taken_from(part, text))


def is_taken_from(part: str, text: str) -> bool:
    """Whether the characters of `part` stand in `text` in this order."""
    rest = iter(text)
    return all(character in rest for character in "".join(part.split()))


@pytest.mark.timeout(20)  # it takes a moment
@pytest.mark.parametrize("unit", ["remote ", "(", "-", "a/", "or ", "1 ", "A-", "💰`", "2 days ", "Berlin, CA, "])
def test_hostile_locations_end_soon(unit: str) -> None:
    read_location(unit * 20_000)
    read_remote(unit * 100)


@pytest.mark.parametrize("half", ["tuned", "held_out"])
def test_nine_of_ten_labelled_locations_are_right_and_few_wrong(half: str) -> None:
    right, wrong = places(half)
    assert right >= 0.9
    assert wrong <= 0.02
