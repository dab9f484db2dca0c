from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.openings.deduplication import group_postings
from pipeline.openings.postings import Posting
from tests.openings.small_postings import DUTIES, OTHER_DUTIES, posting


def are_one(left: Posting, right: Posting) -> bool:
    rows = group_postings([left, right]).to_pylist()
    return rows[0]["group_id"] == rows[1]["group_id"]


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"day": 20_028},
        {"day": None},
        {"text": DUTIES.replace(" ", "")},
        {"text": DUTIES.upper()},
        {"text": DUTIES + " Apply now and tell your friends about Brightloom, the best place to weave."},
        {"title": "Controls Developer (m/f/d)"},
        {"title": "Controls Engineer #48213"},
        {"company": "brightloom textiles"},
        {"company": "loomstaff recruiting", "is_agency": True},
        {"country": "", "part": "", "city": ""},
    ],
    ids=str,
)
def test_copies_are_one_opening(changes: dict[str, object]) -> None:
    assert are_one(posting("p1"), posting("p2", **changes))


@pytest.mark.parametrize(
    "changes",
    [
        {"part": "WA", "city": "seattle"},
        {"country": "DE", "part": "", "city": "leipzig"},
        {"title": "Senior Controls Engineer"},
        {"title": "Controls Engineer II"},
        {"title": "Dye Chemist"},
        {"day": 20_200},
        {"text": OTHER_DUTIES},
        {"text": ""},
    ],
    ids=str,
)
def test_other_openings_stay_apart(changes: dict[str, object]) -> None:
    assert not are_one(posting("p1"), posting("p2", **changes))


def test_months_later_an_opening_needs_more_of_its_text() -> None:
    words = f"{DUTIES} {OTHER_DUTIES}".split()
    rewritten = " ".join([*words[:-37], *(f"zeta{number}" for number in range(37))])
    first = posting("p1", text=" ".join(words))
    assert are_one(first, posting("p2", text=rewritten, day=20_070))
    assert not are_one(first, posting("p2", text=rewritten, day=20_080))


def test_a_group_is_named_after_its_smallest_member() -> None:
    rows = group_postings([posting("p3"), posting("p1", text=DUTIES + " Soon."), posting("p2", text=OTHER_DUTIES)])
    assert rows.to_pylist() == [
        {"posting_id": "p1", "group_id": "p1"},
        {"posting_id": "p2", "group_id": "p2"},
        {"posting_id": "p3", "group_id": "p1"},
    ]


def test_thousands_of_copies_are_one_group() -> None:
    copies = [posting(f"p{number:04d}", text=f"{DUTIES} Reference {number}.") for number in range(2_000)]
    assert set(group_postings(copies).column("group_id").to_pylist()) == {"p0000"}


def test_reposts_over_a_year_are_no_chain() -> None:
    months = [posting(f"p{month:02d}", day=20_000 + 30 * month, text=f"{DUTIES} {month}") for month in range(13)]
    groups = {row["posting_id"]: row["group_id"] for row in group_postings(months).to_pylist()}
    assert groups["p00"] != groups["p12"]


def test_a_posting_of_no_known_town_joins_no_two_towns() -> None:
    towns = [posting(f"p{number}", part="", city=city) for number, city in enumerate(["", "leeds", "bath", "truro"])]
    groups = [row["group_id"] for row in group_postings(towns).to_pylist()]
    assert len(set(groups)) == 3


def test_nothing_gives_nothing() -> None:
    assert group_postings([]).to_pylist() == []


VARIANTS = st.fixed_dictionaries(
    {
        "title": st.sampled_from(["Controls Engineer", "Senior Controls Engineer", "Dye Chemist", ""]),
        "company": st.sampled_from(["brightloom", "loomstaff recruiting", ""]),
        "part": st.sampled_from(["OR", "WA", ""]),
        "day": st.sampled_from([20_000, 20_100, 20_200, None]),
        "text": st.sampled_from([DUTIES, DUTIES[:300], DUTIES[100:], OTHER_DUTIES, DUTIES + OTHER_DUTIES, "", "x"]),
    }
)


@settings(max_examples=60, deadline=None)
@given(st.lists(VARIANTS, max_size=12), st.randoms(use_true_random=False))
def test_the_order_of_postings_does_not_matter(variants: list[dict[str, object]], chance: random.Random) -> None:
    postings = [posting(f"p{number}", **changes) for number, changes in enumerate(variants)]
    shuffled = list(postings)
    chance.shuffle(shuffled)
    found = group_postings(postings)
    assert found.equals(group_postings(shuffled))
    assert {row["group_id"] for row in found.to_pylist()} <= {entry.posting_id for entry in postings}
