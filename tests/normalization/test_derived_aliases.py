"""Spellings made by rule."""

from pipeline.normalization.derived_aliases import derive_aliases
from pipeline.tables.technologies import Alias, Technology


def derived(*listed: Alias, vendor: str | None = None) -> dict[str, Alias]:
    names = {alias.technology_id: alias.surface for alias in reversed(listed)}
    technologies = {
        technology_id: Technology(technology_id, name, "Library", vendor) for technology_id, name in names.items()
    }
    return {alias.surface: alias for alias in derive_aliases(listed, technologies)}


def test_js_suffix_has_three_spellings() -> None:
    assert {"RiverJS", "River JS"} <= set(derived(Alias("River.js", "river-js")))


def test_camel_case_name_may_be_split_but_then_needs_evidence() -> None:
    split = derived(Alias("RiverBoat", "riverboat"))["River Boat"]
    assert split.is_case_sensitive
    assert split.is_ambiguous


def test_vendor_goes_before_the_name_and_ms_stands_for_microsoft() -> None:
    assert "IBM Riverboat" in derived(Alias("Riverboat", "riverboat"), vendor="IBM")
    assert "MS Boats" in derived(Alias("Microsoft Boats", "boats"), vendor="Microsoft")


def test_two_words_may_be_joined() -> None:
    assert {"River-Boat", "RiverBoat"} <= set(derived(Alias("River Boat", "river-boat")))


def test_spelling_of_two_technologies_counts_for_neither_and_listed_ones_win() -> None:
    found = derived(Alias("River Boat", "a"), Alias("River-Boat", "b"), Alias("Sea.js", "c"), Alias("SeaJS", "d"))
    assert "SeaJS" not in found
    assert "River-Boat" not in found
    clash = derived(Alias("Sea Cat", "a"), Alias("Sea-Cat", "b"))
    assert "SeaCat" not in clash or clash["SeaCat"].technology_id in {"a", "b"}


def test_lookup_only_aliases_derive_nothing() -> None:
    assert derived(Alias("Sea.js", "c", is_lookup_only=True)) == {}
