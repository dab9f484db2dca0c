"""Records among themselves."""

import random
from collections import defaultdict

import pyarrow as pa
import pytest

from pipeline.entity_resolution.deduplicating.deduplication import dedupe_records
from pipeline.errors import SchemaError, UsageError

FAMILIES = {
    "a": [
        "Brightloom Textiles, Inc.",
        "BRIGHTLOOM TEXTILES",
        "Brightloom Textlies Inc",
        "Brightloom Textiles - Careers",
    ],
    "b": ["Kestrelvale Robotics GmbH", "Kestrelvale Robotics", "Kestrel-vale Robotics"],
    "c": ["Ossuary Pickle Works"],
    "d": ["Harbor Ridge Fund II", "Harbor Ridge Fund II LP"],
    "e": ["Harbor Ridge Fund III"],
}


def _records() -> list[tuple[str, str]]:
    return [(f"{family}{row}", name) for family, names in FAMILIES.items() for row, name in enumerate(names)]


def _partition(rows: list[tuple[str, str]]) -> set[frozenset[str]]:
    found = dedupe_records(pa.table({"record_id": [i for i, _ in rows], "name": [n for _, n in rows]}))
    assert found.column("record_id").to_pylist() == [i for i, _ in rows]
    clusters = defaultdict(set)
    for row in found.to_pylist():
        clusters[row["cluster_id"]].add(row["record_id"])
    assert all(cluster in members for cluster, members in clusters.items())
    return {frozenset(members) for members in clusters.values()}


def test_families_are_found_and_kept_apart() -> None:
    assert _partition(_records()) == {
        frozenset(i for i, _ in _records() if i.startswith(family)) for family in FAMILIES
    }


def test_any_order_gives_the_same_partition() -> None:
    rows, shuffler = _records(), random.Random(3)
    expected = _partition(rows)
    for _ in range(20):
        shuffler.shuffle(rows)
        assert _partition(rows) == expected


def test_a_block_of_identical_names_is_one_cluster_in_no_time() -> None:
    rows = [(f"r{row:05}", "Brightloom Textiles") for row in range(5_000)]
    assert len(_partition(rows)) == 1


def test_bad_input_is_named() -> None:
    with pytest.raises(UsageError, match="record_id 'x' occurs more than once"):
        dedupe_records(pa.table({"record_id": ["x", "x"], "name": ["a", "b"]}))
    with pytest.raises(SchemaError, match="no column record_id"):
        dedupe_records(pa.table({"id": ["x"], "name": ["a"]}))
    assert dedupe_records(pa.table({"record_id": ["x", "y"], "name": ["", None]})).num_rows == 2
    assert (
        dedupe_records(pa.table({"record_id": pa.array([], pa.string()), "name": pa.array([], pa.string())})).num_rows
        == 0
    )
