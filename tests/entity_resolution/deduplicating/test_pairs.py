"""Pairs of records."""

import json

import pyarrow as pa
import pytest

from pipeline.entity_resolution.deduplicating.pairs import compare_pairs
from pipeline.errors import SchemaError


def _probabilities(*pairs: tuple[str, str]) -> list[float]:
    table = pa.table({"left_name": [a for a, _ in pairs], "right_name": [b for _, b in pairs]})
    return [float(value) for value in compare_pairs(table).column("match_probability").to_pylist()]


def test_the_same_name_in_other_dress_is_the_same_company() -> None:
    same = _probabilities(
        ("Brightloom", "Brightloom, Inc."), ("T-Loom", "TLoom"), ("Brightloom - Careers", "BRIGHTLOOM PTE. LTD.")
    )
    different = _probabilities(("Brightloom", "Ossuary Pickle Works"), ("Front-end engineer", "Frontend Engineer"))
    assert min(same) > 0.5 > max(different)


def test_rows_and_columns_are_kept_in_order() -> None:
    table = pa.table(
        {
            "left_name": ["Brightloom", "...", "Alder"],
            "left_country": ["US", "", ""],
            "right_name": ["Brightloom Inc", "Alder", None],
            "right_country": ["US", "", ""],
            "label": ["1", "0", "0"],
        }
    )
    found = compare_pairs(table)
    assert found.column_names == [*table.column_names, "match_probability", "match_weight", "comparison"]
    assert found.column("label").to_pylist() == ["1", "0", "0"]
    assert found.column("match_probability").to_pylist()[0] > 0.9
    assert max(found.column("match_probability").to_pylist()[1:]) < 0.01
    assert json.loads(found.column("comparison").to_pylist()[0])["country"]["level"] == "same"


def test_another_country_makes_a_pair_less_likely() -> None:
    rows = {"left_name": ["Brightloom"] * 2, "right_name": ["Brightloom AG"] * 2}
    found = compare_pairs(pa.table({**rows, "left_country": ["US", "US"], "right_country": ["US", "CH"]}))
    one, other = found.column("match_weight").to_pylist()
    assert one > other


def test_a_missing_column_is_named() -> None:
    with pytest.raises(SchemaError, match="pairs: no column right_name"):
        compare_pairs(pa.table({"left_name": ["x"]}))
