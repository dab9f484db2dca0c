"""Folding keeps positions."""

import pytest

from pipeline.extraction.text_folding import fold_text


@pytest.mark.parametrize(
    "text",
    [
        "Plain ASCII",
        "Straße İstanbul",
        "caf\u00e9",
        "cafe\u0301 au lait",
        "Ja\u200bva",
        "\u202eabc\u202c",
        "😀 Go",
        "a\u00a0b\tc",
        "",
    ],
)
def test_every_folded_position_maps_into_the_original(text: str) -> None:
    folded = fold_text(text)
    assert len(folded.plain) == len(folded.folded)
    for start in range(len(folded.plain)):
        begin, end = folded.original_span(start, start + 1)
        assert 0 <= begin < end <= len(text)


def test_invisible_characters_do_not_split_a_name() -> None:
    folded = fold_text("x Ja\u200bva y")
    at = folded.folded.index("java")
    begin, end = folded.original_span(at, at + 4)
    assert "x Ja\u200bva y"[begin:end] == "Ja\u200bva"


def test_typographic_signs_become_plain_ones_of_the_same_width() -> None:
    assert fold_text("Node\u2011js\u00a0\u2019s\tx").plain == "Node-js 's x"
