from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from pipeline.openings.sketches import sketch_texts
from tests.openings.small_postings import DUTIES, OTHER_DUTIES


@given(st.lists(st.text(max_size=300), max_size=5), st.text(max_size=300))
def test_a_sketch_does_not_depend_on_its_neighbours(others: list[str], text: str) -> None:
    alone = sketch_texts([text])
    among = sketch_texts([*others, text])
    assert np.array_equal(among.hashes[among.starts[-2] :], alone.hashes)
    assert among.letters[-1] == alone.letters[0]


def test_what_is_no_letter_leaves_no_trace() -> None:
    assert np.array_equal(sketch_texts([DUTIES]).hashes, sketch_texts(["-\n" + DUTIES.upper().replace(" ", "")]).hashes)


def test_shared_hashes_estimate_shared_text() -> None:
    text = " ".join(f"{DUTIES} {number} {OTHER_DUTIES} {number * 7919}" for number in range(6))
    whole, half = sketch_texts([text]).hashes, sketch_texts([text[: len(text) // 2]]).hashes
    assert np.isin(half, whole).mean() > 0.99


def test_short_and_empty_texts_have_no_hashes() -> None:
    sketches = sketch_texts(["", "short", "\ud800", "☃" * 3])
    assert len(sketches.starts) == 5
