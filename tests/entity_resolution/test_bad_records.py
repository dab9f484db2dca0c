"""Records nobody should have to send: each gets an answer, and none costs more than it is worth."""

import json

import pyarrow as pa
import pytest

from pipeline.entity_resolution.deduplicating.deduplication import dedupe_records
from pipeline.entity_resolution.deduplicating.pairs import compare_pairs
from pipeline.entity_resolution.linking.resolution import resolve_records
from pipeline.errors import SchemaError, UsageError

BAD_NAMES = {
    "empty": "",
    "blank": " \t\n\u00a0",
    "only legal forms": "GmbH & Co. KG Ltd. Inc.",
    "ten thousand letters": "Brightloom " * 1_000,
    "one word of ten thousand letters": "x" * 10_000,
    "control characters": "Bright\x00loom\x1b[31m\u202eTextiles\ufeff",
    "mixed scripts": "Вrightlооm Тextiles",  # Cyrillic letters that look Latin
    "brackets": "(" * 5_000 + ")" * 5_000,
    "separators": " - | / · " * 1_000,
    "formerly": "formerly " * 1_000,
    "combining marks": "B" + "\u0301" * 9_000,
    "emoji": "🧵🧵",
}
REGISTRY = pa.table(
    {
        "company_id": ["c1", "c2", "c1", "c3"],
        "name": ["Brightloom Textiles Inc.", "Kestrelvale GmbH", "Brightloom", ""],
        "aliases": ["[]", "not json", '["Loom", 3, null]', "[]"],
    }
)


@pytest.mark.parametrize("name", BAD_NAMES.values(), ids=BAD_NAMES.keys())
def test_a_bad_name_is_answered_and_leaves_the_others_alone(name: str) -> None:
    good = pa.table({"record_id": ["g"], "name": ["Brightloom Textiles"]})
    both = pa.table({"record_id": ["b", "g"], "name": [name, "Brightloom Textiles"]})
    alone, together = resolve_records(good, REGISTRY).to_pylist(), resolve_records(both, REGISTRY).to_pylist()
    assert [row["record_id"] for row in together] == ["b", "g"]
    assert together[1] == alone[0]
    assert together[1]["company_id"] == "c1"
    assert all(isinstance(json.loads(row["comparison"]), dict) for row in together)
    clusters = dedupe_records(both).to_pylist()
    assert clusters[1]["cluster_id"] in ("b", "g")
    pairs = pa.table({"left_name": [name, name], "right_name": ["Brightloom Textiles", name]})
    assert all(0.0 <= row["match_probability"] <= 1.0 for row in compare_pairs(pairs).to_pylist())


def test_unreadable_names_are_never_one_company() -> None:
    names = ["", "???", "\x00", "🧵"]
    records = pa.table({"record_id": [f"r{n}" for n in range(4)], "name": names})
    assert len(set(dedupe_records(records).column("cluster_id").to_pylist())) == 4
    assert set(resolve_records(records, REGISTRY).column("decision").to_pylist()) == {"no_match"}


def test_a_name_of_legal_forms_alone_is_not_linked_by_them() -> None:
    records = pa.table({"record_id": ["r"], "name": ["GmbH"]})
    assert resolve_records(records, REGISTRY).column("decision").to_pylist() == ["no_match"]


def test_fifty_thousand_identical_names_are_one_cluster() -> None:
    count = 50_000
    records = pa.table({"record_id": [f"r{n:05}" for n in range(count)], "name": ["Brightloom Textiles"] * count})
    assert set(dedupe_records(records).column("cluster_id").to_pylist()) == {"r00000"}


def test_rows_of_one_registry_id_are_one_company() -> None:
    records = pa.table({"record_id": ["r"], "name": ["Brightloom"]})
    (row,) = resolve_records(records, REGISTRY).to_pylist()
    assert (row["company_id"], row["runner_up_id"]) != ("c1", "c1")


def test_wrong_columns_and_ids_are_named() -> None:
    records = pa.table({"record_id": ["r"], "name": ["Brightloom"]})
    with pytest.raises(SchemaError, match=r"registry: no column name; it has company_id, label"):
        resolve_records(records, pa.table({"company_id": ["c"], "label": ["x"]}))
    with pytest.raises(SchemaError, match="no column record_id"):
        dedupe_records(pa.table({"id": ["r"], "name": ["x"]}))
    with pytest.raises(UsageError, match="occurs more than once"):
        dedupe_records(pa.concat_tables([records, records]))
    with pytest.raises(UsageError, match="row 1 has no company_id"):
        resolve_records(records, pa.table({"company_id": [""], "name": ["x"]}))
