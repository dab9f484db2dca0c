"""Names in two scripts by their sound."""

import pytest

from pipeline.entity_resolution.names.name_forms import name_form
from pipeline.entity_resolution.names.sound import skeleton, skeletons

PAIRS = [
    ("Pepper Loom", "ペッパールーム"),
    ("Cleanloom", "클린룸"),
    ("Bank Haloom", "בנק הלום"),
    ("Java Loom", "جافا لوم"),
]


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_the_same_name_sounds_the_same_in_two_scripts(one: str, other: str) -> None:
    assert skeleton(name_form(one).spaceless) == skeleton(name_form(other).spaceless)


def test_nothing_sounds_like_nothing() -> None:
    assert skeleton("") == skeleton("aeiou") == ""


def test_many_names_sound_as_each_alone() -> None:
    names = ["phoenix", "", "aa", "schrott", "quix", "tsch", "0x", "hh"]
    assert skeletons(names) == [skeleton(name) for name in names]
    assert skeletons([]) == []
