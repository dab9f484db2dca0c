"""Parquet objects: equal bytes for equal rows, groups, absent columns, damage told with what to do."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pytest

from pipeline.errors import IntegrityError, LakeError
from pipeline.storage import parquet_files
from pipeline.storage.iceberg import TableCatalog
from pipeline.storage.lake import Lake, open_lake
from pipeline.tables.out import OUT_TECHNOLOGIES

SCHEMA = pa.schema([("id", pa.int64()), ("name", pa.string())])
ROWS = pa.table({"id": range(1_200), "name": [f"n{number}" for number in range(1_200)]}, schema=SCHEMA)


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    return open_lake(str(tmp_path / "lake"), create=True)


def put(lake: Lake, key: str, rows: pa.Table) -> str:
    lake.store.put_if_absent(key, parquet_files.encode_parquet(rows))
    return key


def test_equal_rows_give_equal_bytes() -> None:
    assert parquet_files.encode_parquet(ROWS) == parquet_files.encode_parquet(ROWS.slice(0))


def test_rows_come_back_whole_and_by_group(lake: Lake) -> None:
    key = put(lake, "landing/a.parquet", ROWS)
    assert parquet_files.read_parquet(lake, [key], SCHEMA).equals(ROWS)
    assert parquet_files.group_count(lake, key) == 3
    groups = [parquet_files.read_group(lake, key, number, SCHEMA) for number in range(4)]
    assert [group.num_rows for group in groups] == [500, 500, 200, 0]
    assert pa.concat_tables(groups).equals(ROWS)


def test_columns_an_older_object_lacks_are_null(lake: Lake) -> None:
    key = put(lake, "landing/a.parquet", ROWS.select(["id"]).slice(0, 2))
    assert parquet_files.read_parquet(lake, [key], SCHEMA).to_pylist() == [
        {"id": 0, "name": None},
        {"id": 1, "name": None},
    ]


@pytest.mark.parametrize(
    ("key", "advice"),
    [("landing/records/p1/x.parquet", "remove it and run again"), ("tables/t/x.parquet", "restore it from a copy")],
)
def test_damage_is_told_with_what_to_do(lake: Lake, key: str, advice: str) -> None:
    data = parquet_files.encode_parquet(ROWS)
    lake.store.put_if_absent(key, data[:200] + b"\x00" * 50 + data[250:])
    with pytest.raises(IntegrityError, match=rf"{key} is damaged.*{advice}"):
        parquet_files.read_parquet(lake, [key], SCHEMA)
    lake.store.swap(key, data[:-20], lake.store.get(key))
    for read in (
        lambda: parquet_files.read_parquet(lake, [key], SCHEMA),
        lambda: parquet_files.read_group(lake, key, 0, SCHEMA),
        lambda: parquet_files.group_count(lake, key),
    ):
        with pytest.raises(IntegrityError, match=rf"{key} is damaged.*{advice}"):
            read()


def test_what_is_missing_is_told_with_what_to_do(lake: Lake) -> None:
    with pytest.raises(IntegrityError, match="is missing: restore it, or roll back"):
        parquet_files.read_parquet(lake, ["tables/t/gone.parquet"], SCHEMA)


def test_a_moved_lake_says_so_before_a_build_writes_to_the_old_place(lake: Lake, tmp_path: Path) -> None:
    row = {"technology_id": "go", "name": "Go", "category": "Language", "aliases": []}
    rows = OUT_TECHNOLOGIES.from_rows([row])
    TableCatalog(lake).stage(OUT_TECHNOLOGIES, rows, None, append=False)
    (tmp_path / "lake").rename(tmp_path / "moved")
    moved = open_lake(str(tmp_path / "moved"))
    with pytest.raises(LakeError, match="moved was moved, or lost metadata of out_technologies: it can be read"):
        TableCatalog(moved).stage(OUT_TECHNOLOGIES, rows, None, append=False)
    assert not (tmp_path / "lake").exists()
