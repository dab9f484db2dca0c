"""Records against a registry."""

import json
import random
from typing import Any

import pyarrow as pa
import pytest

from pipeline.entity_resolution.linking.resolution import MODEL_VERSION, RESOLVED, resolve_records
from pipeline.errors import SchemaError, UsageError

REGISTRY = [
    ("c1", "Brightloom Textiles, Inc.", ["Brightloom"], "brightloom.example.com", "US", "Portland"),
    ("c2", "Brightwater Utilities Limited", [], "brightwater.co.uk", "GB", "Leeds"),
    ("c3", "Harbor Ridge Fund II LP", [], "", "US", "Boston"),
    ("c4", "Harbor Ridge Fund III LP", [], "", "US", "Boston"),
    ("c5", "Kestrelvale Robotics GmbH", ["KVR"], "kestrelvale.de", "DE", "Jena"),
    ("c6", "Svetlitsa Trade", ["ООО Светлица Трейд"], "", "RU", ""),
    ("c7", "International Loom Research Institute", [], "ilri.org", "CH", "Basel"),
]


def _registry(rows: list[Any] = REGISTRY) -> pa.Table:
    names = ("company_id", "name", "aliases", "domain", "country", "city")
    return pa.table({name: [row[i] if i != 2 else json.dumps(row[2]) for row in rows] for i, name in enumerate(names)})


def _records(*rows: tuple[str, str, str, str, str]) -> pa.Table:
    names = ("record_id", "name", "domain", "country", "city")
    return pa.table({name: pa.array([row[i] for row in rows], pa.string()) for i, name in enumerate(names)})


def _answers(*rows: tuple[str, str, str, str, str]) -> dict[str, Any]:
    found = resolve_records(_records(*rows), _registry())
    assert found.schema.equals(RESOLVED)
    return {row["record_id"]: row for row in found.to_pylist()}


def test_variants_find_their_company() -> None:
    answers = _answers(
        ("r1", "BRIGHTLOOM TEXTILES", "", "", ""),
        ("r2", "Brightloom", "", "US", ""),
        ("r3", "Kestrelvale Robotics", "kestrelvale.de", "DE", ""),
        ("r4", "Светлица Трейд", "", "RU", ""),
        ("r5", "Harbor Ridge Fund 3", "", "US", "Boston"),
    )
    assert {key: row["company_id"] for key, row in answers.items()} == {
        "r1": "c1",
        "r2": "c1",
        "r3": "c5",
        "r4": "c6",
        "r5": "c4",
    }
    assert answers["r3"]["decision"] == "match"
    assert answers["r3"]["match_probability"] > 0.99


def test_strangers_belong_to_nobody() -> None:
    answers = _answers(
        ("r1", "Ossuary Pickle Works", "", "FR", "Lyon"), ("r2", "", "", "", ""), ("r3", "...", "", "", "")
    )
    assert {row["decision"] for row in answers.values()} == {"no_match"}
    assert {row["company_id"] for row in answers.values()} == {None}


def test_every_answer_says_why() -> None:
    row = _answers(("r1", "Brightloom", "brightloom.example.com", "US", "Portland"))["r1"]
    comparison = json.loads(row["comparison"])
    assert comparison["country"]["level"] == "same"
    assert comparison["country"]["weight"] > 0
    assert all(set(entry) == {"level", "weight"} for entry in comparison.values())


def test_the_order_of_rows_changes_nothing() -> None:
    records = [(f"r{i:02}", name, "", "", "") for i, (_, name, *_) in enumerate(REGISTRY)] + [
        ("r99", "Bright Loom", "", "", "")
    ]
    expected = resolve_records(_records(*records), _registry()).sort_by("record_id")
    shuffler = random.Random(7)
    for _ in range(5):
        rows, registry = list(records), list(REGISTRY)
        shuffler.shuffle(rows)
        shuffler.shuffle(registry)
        assert resolve_records(_records(*rows), _registry(registry)).sort_by("record_id").equals(expected)


def test_an_unrelated_record_changes_no_other_answer() -> None:
    records = [("r1", "Brightloom", "", "", ""), ("r2", "Kestrel Vale", "", "", "")]
    alone = resolve_records(_records(*records), _registry()).to_pylist()
    together = resolve_records(_records(*records, ("r3", "Ossuary Pickle Works", "", "", "")), _registry()).to_pylist()
    assert together[:2] == alone


def test_rows_of_one_company_id_are_one_company_with_all_names() -> None:
    registry = [*REGISTRY, ("c1", "Loomworks of Portland", [], "", "US", "")]
    found = resolve_records(_records(("r1", "Loomworks of Portland", "", "", "")), _registry(registry)).to_pylist()
    assert found[0]["company_id"] == "c1"
    assert found[0]["runner_up_id"] != "c1"


def test_no_match_says_which_company_was_nearest() -> None:
    registry = [*REGISTRY, ("c7", "Ossuary Pickle Machinery", [], "", "US", "")]
    (row,) = resolve_records(_records(("r1", "Zvanta Pickle", "", "FR", "")), _registry(registry)).to_pylist()
    assert (row["decision"], row["company_id"], row["runner_up_id"]) == ("no_match", None, "c7")
    assert row["runner_up_probability"] == row["match_probability"]


def test_optional_columns_may_be_absent() -> None:
    registry = _registry().select(["company_id", "name"])
    records = _records(("r1", "Brightloom Textiles", "", "", "")).select(["record_id", "name"])
    assert resolve_records(records, registry).to_pylist()[0]["company_id"] == "c1"


def test_an_empty_registry_or_no_records_is_an_answer() -> None:
    records = _records(("r1", "Brightloom", "", "", ""))
    assert resolve_records(records, _registry([])).to_pylist()[0]["decision"] == "no_match"
    assert resolve_records(records.slice(0, 0), _registry()).num_rows == 0


def test_wrong_columns_and_empty_ids_are_named() -> None:
    records = _records(("r1", "Brightloom", "", "", ""))
    with pytest.raises(SchemaError, match="registry: no column company_id; it has id, name"):
        resolve_records(records, pa.table({"id": ["x"], "name": ["y"]}))
    with pytest.raises(SchemaError, match="records: no column name"):
        resolve_records(pa.table({"record_id": ["x"]}), _registry())
    with pytest.raises(UsageError, match="records: row 2 has no record_id"):
        resolve_records(_records(("r1", "A", "", "", ""), ("", "B", "", "", "")), _registry())


def test_hostile_input_ends_soon() -> None:
    names = ["x" * 10_000, "Inc.", "\x00\x01", "(((((", "Ω≈ç√∫", "ブライト Brightloom בריטלום", "- - -", "1" * 9_999]
    rows = [(f"r{i}", name, name[:50], "ZZ", name[:80]) for i, name in enumerate(names)]
    registry = [(f"c{i}", name, [name, ""], name[:30], "", "") for i, name in enumerate(names)]
    assert resolve_records(_records(*rows), _registry(registry)).num_rows == len(names)


def test_many_identical_registry_names_stay_bounded() -> None:
    registry = [(f"c{i:05}", "Brightloom Textiles", [], "", "", "") for i in range(3_000)]
    rows = [(f"r{i}", "Brightloom Textiles", "", "", "") for i in range(50)]
    found = resolve_records(_records(*rows), _registry(registry)).to_pylist()
    assert {row["decision"] for row in found} <= {"review", "no_match"}


def test_the_model_has_a_version() -> None:
    assert MODEL_VERSION
