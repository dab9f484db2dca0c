"""How names are written."""

import pytest

from pipeline.entity_resolution.names.writing_style import STYLES, style_of


@pytest.mark.parametrize(
    ("name", "style"),
    [
        ("", "in other letters"),
        ("株式会社", "in other letters"),
        ("wexmoor", "in small letters"),
        ("WEXMOOR LTD", "in capitals"),
        ("Wexmoor Mills", "Each Word With a Capital"),
        ("Wexmoor NV", "Each Word With a CAPITAL, one in capitals"),
        ("von Wexmoor", "first word small"),
        ("Mills of Wexmoor", "Some words small"),
        ("x" * 10_000, "in small letters"),
    ],
)
def test_styles(name: str, style: str) -> None:
    assert STYLES[style_of(name)] == style
