from __future__ import annotations

import json

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipeline.errors import PayloadError
from pipeline.tables.records import REGISTRATION_RECORDS
from tests.sources.source_samples import REGISTER_CSV, codes, parse


def test_a_csv_register_gives_its_entries() -> None:
    records, rejections = parse(REGISTER_CSV, "register")
    assert rejections == []
    first, second = records
    assert first["source_registration_id"] == "C1"
    assert first["legal_name"] == "Brightloom Textiles Lda"
    assert first["other_names"] == ["Brightloom", "Loom Works"]
    assert first["identifiers"] == ["lei:5493001KJTIIGC8Y1R1"]
    assert (first["domain"], first["country"], first["city"]) == ("brightloom.com", "PT", "Lisbon")
    assert second["legal_name"] == "Ferrox Rail GmbH"
    assert (second["other_names"], second["domain"], second["country"]) == (None, None, "DE")
    assert REGISTRATION_RECORDS.from_rows(records).num_rows == 2


def test_json_lines_and_parquet_hold_lists_as_lists() -> None:
    rows = [
        {"company_id": "C1", "name": "Brightloom", "aliases": ["Loom", "Loom", "Brightloom"], "identifiers": ["cik:7"]}
    ]
    sink = pa.BufferOutputStream()
    pq.write_table(pa.Table.from_pylist(rows), sink)
    for data in (json.dumps(rows[0]).encode(), sink.getvalue().to_pybytes()):
        records, rejections = parse(data, "register")
        assert rejections == []
        assert records[0]["other_names"] == ["Loom"]
        assert records[0]["identifiers"] == ["cik:7"]


def test_entries_without_id_or_name_are_rejected() -> None:
    records, rejections = parse("company_id,name\n,Brightloom\nC2,\nC3,Ferrox\n", "register")
    assert [r["legal_name"] for r in records] == ["Ferrox"]
    assert [(r.line, r.reason_code) for r in rejections] == [(2, "missing_field"), (3, "missing_field")]


def test_values_that_cannot_be_read_are_null_and_reported() -> None:
    data = json.dumps({"company_id": 1, "name": "A", "aliases": "not json", "country": "ZZ", "domain": "nowhere"})
    records, rejections = parse(data, "register")
    assert records[0]["source_registration_id"] == "1"
    assert (records[0]["other_names"], records[0]["country"], records[0]["domain"]) == (None, None, None)
    assert codes(rejections) == ["unknown_value"]
    assert all(field in rejections[0].reason for field in ("aliases", "country", "domain"))


def test_a_changed_entry_keeps_its_id() -> None:
    old, new = (parse(f"company_id,name\nC1,{name}\n", "register")[0][0] for name in ("Loom", "Loom Works"))
    assert old["registration_id"] == new["registration_id"]


def test_a_table_of_something_else_is_refused() -> None:
    with pytest.raises(PayloadError) as caught:
        parse("a,b\n1,2\n", "register")
    assert caught.value.reason_code == "unknown_format"
