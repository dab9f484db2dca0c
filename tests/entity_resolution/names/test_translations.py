"""Names in other languages said in English."""

from __future__ import annotations

import pyarrow as pa
import pytest

from pipeline.entity_resolution.linking.resolution import resolve_records
from pipeline.entity_resolution.names.translations import in_english
from pipeline.entity_resolution.records.given_records import all_names


@pytest.mark.parametrize(
    ("name", "english"),
    [
        ("Universität Brightloom", "university brightloom"),
        ("Universidad de Brightloom", "university brightloom"),
        ("Brightloomský ústav", "brightloomsky institute"),
        ("Бригтлумский университет", "brigtlumsky university"),
        ("北京银行", "beijing bank"),
        ("Banque Kestrelvale S.A.", "bank kestrelvale"),
        ("Roma", None),
        ("La Banca", None),
        ("Kestrelvale Bank", None),
        ("Kestrelvale", None),
        ("", None),
        ("???", None),
    ],
)
def test_what_is_foreign_is_said_in_english(name: str, english: str | None) -> None:
    assert in_english(name) == english


def test_the_written_name_stays_first() -> None:
    assert all_names("Banque Kestrelvale") == ["Banque Kestrelvale", "bank kestrelvale"]


def test_a_translated_name_finds_its_company() -> None:
    names = ["Universidade Técnica de Kestrelvale", "Kestrelvale Textiles Inc.", "Brightloom University"]
    registry = pa.table({"company_id": ["c1", "c2", "c3"], "name": names})
    records = pa.table({"record_id": ["r"], "name": ["Technical University of Kestrelvale"]})
    (row,) = resolve_records(records, registry).to_pylist()
    assert (row["company_id"], row["decision"]) == ("c1", "match")
