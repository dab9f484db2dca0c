"""`export`: the same rows in every format, whole or not at all."""

from __future__ import annotations

import csv
import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from pipeline.tables.all_tables import TABLES
from pipeline.tables.out import OUT_COMPANIES
from tests.access.small_lake import EVIL_NAME, RELEASES, SmallLake

OUT_TABLES = {table.name for table in TABLES if table.name.startswith("out_")}


def names_in(folder: Path, file_format: str) -> list[str]:
    if file_format == "parquet":
        return pq.read_table(folder / "out_companies.parquet").column("name").to_pylist()
    if file_format == "jsonl":
        return [json.loads(line)["name"] for line in (folder / "out_companies.jsonl").read_text().splitlines()]
    if file_format == "csv":
        with (folder / "out_companies.csv").open(newline="") as stream:
            return [row["name"] for row in csv.DictReader(stream)]
    with closing(sqlite3.connect(folder / "stacktrail.sqlite")) as database:
        return [row[0] for row in database.execute("SELECT name FROM out_companies")]


@pytest.mark.parametrize("file_format", ["parquet", "jsonl", "csv", "sqlite"])
def test_every_format_holds_the_rows(stacktrail, tmp_path: Path, file_format):
    found = stacktrail("export", "-o", tmp_path / "out", "--format", file_format)
    assert found.status == 0 and "out_companies: 5 rows" in found.out and found.err == ""
    evil = "'" + EVIL_NAME if file_format == "csv" else EVIL_NAME
    assert sorted(names_in(tmp_path / "out", file_format)) == sorted(
        ["Brackwater Logistics", "Tallow & Finch", "Solvane", "Solvane", evil]
    )
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text())
    assert (manifest["release_id"], manifest["format"]) == (RELEASES[2], file_format)
    assert {entry["name"] for entry in manifest["tables"]} == OUT_TABLES
    assert all((tmp_path / "out" / entry["file"]).is_file() for entry in manifest["tables"])
    readme = (tmp_path / "out" / "README.md").read_text()
    assert "Stable id, minted once." in readme and RELEASES[2] in readme
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_parquet_keeps_types_and_descriptions(stacktrail, tmp_path: Path):
    stacktrail("export", "-o", tmp_path / "out")
    assert pq.read_schema(tmp_path / "out" / "out_companies.parquet").equals(OUT_COMPANIES.schema, check_metadata=True)


def test_sqlite_keeps_lists_as_json_and_times_as_text(stacktrail, tmp_path: Path):
    stacktrail("export", "-o", tmp_path / "out", "--format", "sqlite")
    with closing(sqlite3.connect(tmp_path / "out" / "stacktrail.sqlite")) as database:
        query = "SELECT other_names, first_seen_at, posting_count FROM out_companies WHERE company_id = 'cmp_brack'"
        assert database.execute(query).fetchone() == ('["Brackwater"]', "2026-09-01T06:00:00Z", 1)


def test_tables_and_release_can_be_chosen(stacktrail, tmp_path: Path):
    words = ("export", "--format", "jsonl", "--tables", "out_companies, core_postings", "--release", "20260901")
    stacktrail(*words, "-o", tmp_path / "some")
    assert {path.name for path in (tmp_path / "some").iterdir()} == {
        "README.md",
        "manifest.json",
        "out_companies.jsonl",
        "core_postings.jsonl",
    }
    assert len(names_in(tmp_path / "some", "jsonl")) == 3
    stacktrail("export", "--all-tables", "-o", tmp_path / "all")
    assert len(list((tmp_path / "all").glob("*.parquet"))) == len(TABLES)


def test_folder_that_holds_something_is_left_alone(stacktrail, tmp_path: Path):
    (tmp_path / "mine.txt").write_text("mine")
    assert stacktrail("export", "-o", tmp_path).failed_with("not empty", "--force")
    assert stacktrail("export", "-o", tmp_path / "mine.txt").failed_with("is a file")
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_force_replaces_an_earlier_export_and_nothing_else(stacktrail, tmp_path: Path):
    target = tmp_path / "out"
    stacktrail("export", "-o", target, "--format", "csv")
    assert stacktrail("export", "-o", target, "--force").status == 0
    assert not list(target.glob("*.csv")) and len(list(target.glob("*.parquet"))) == len(OUT_TABLES)
    (target / "notes.txt").write_text("mine")
    assert stacktrail("export", "-o", target, "--format", "sqlite", "--force").status == 0
    assert {path.name for path in target.iterdir()} == {"README.md", "manifest.json", "notes.txt", "stacktrail.sqlite"}
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_empty_folder_is_filled(stacktrail, tmp_path: Path):
    (tmp_path / "out").mkdir()
    assert stacktrail("export", "-o", tmp_path / "out").status == 0


def test_damaged_lake_exports_nothing(own_lake: SmallLake, stacktrail, tmp_path: Path):
    for path in (own_lake.folder / "tables" / "out_evidence").rglob("*.parquet"):
        path.unlink()
    assert stacktrail("export", "-o", tmp_path / "out", lake=own_lake.folder).failed_with("is missing")
    assert not (tmp_path / "out").exists()
    assert [path.name for path in tmp_path.iterdir()] == ["lake"]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--tables", "out_company"), "did you mean out_companies?"),
        (("--tables", ","), "names no table"),
        (("--format", "xlsx"), "'xlsx'"),
        (("--release", "1999"), "no release 1999"),
    ],
)
def test_wrong_exports_are_refused(stacktrail, tmp_path: Path, words, told):
    assert stacktrail("export", "-o", tmp_path / "out", *words).failed_with(told)
    assert not (tmp_path / "out").exists()


def test_folder_is_required(stacktrail):
    assert stacktrail("export").failed_with("-o")
