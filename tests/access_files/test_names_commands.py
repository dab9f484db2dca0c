"""`stacktrail resolve`, `compare`, `dedupe`, `clean-names`."""

from __future__ import annotations

import csv
import gzip
import io
import json
import random
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

REGISTRY = (
    "company_id,name,aliases,domain,country,city\n"
    'c1,Brookvale Instruments Ltd,"[""Brookvale""]",brookvale.example,GB,Leeds\n'
    "c2,Quillmoor Dairy GmbH,[],quillmoor.example,DE,Kiel\n"
    "c3,Tarnfell Logistics,[],,GB,\n"
)
RECORDS = (
    "record_id,name,domain,country,city\n"
    "r3,Zephyrine Unheard-of Kft,,HU,\n"
    "r1,Brookvale Instruments,brookvale.example,GB,Leeds\n"
    "r2,Quillmoor Dairy,,DE,Kiel\n"
)
RESOLVED = [
    "record_id",
    "company_id",
    "match_probability",
    "decision",
    "runner_up_id",
    "runner_up_probability",
    "comparison",
]


def rows_of(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode(), newline="")))


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    registry, records = tmp_path / "registry.csv", tmp_path / "records.csv"
    registry.write_text(REGISTRY)
    records.write_text(RECORDS)
    return registry, records


def test_resolve_answers_every_record_in_input_order(stacktrail: Any, files: tuple[Path, Path]) -> None:
    done = stacktrail("resolve", "--registry", files[0], "--records", files[1])
    assert done.status == 0
    rows = rows_of(done.out)
    assert list(rows[0]) == RESOLVED
    assert [row["record_id"] for row in rows] == ["r3", "r1", "r2"]
    assert [row["company_id"] for row in rows] == ["", "c1", "c2"]
    assert [row["decision"] for row in rows] == ["no_match", "match", "match"]
    assert all(len(row["match_probability"].partition(".")[2]) == 6 for row in rows)
    assert json.loads(rows[1]["comparison"])


def test_resolve_reads_and_writes_the_three_formats(stacktrail: Any, files: tuple[Path, Path], tmp_path: Path) -> None:
    expected = stacktrail("resolve", "--registry", files[0], "--records", files[1]).out
    registry, records = tmp_path / "registry.parquet", tmp_path / "records.jsonl.gz"
    rows = rows_of(REGISTRY.encode())
    pq.write_table(pa.Table.from_pylist([{**row, "aliases": json.loads(row["aliases"])} for row in rows]), registry)
    lines = "".join(json.dumps(row) + "\n" for row in rows_of(RECORDS.encode()))
    records.write_bytes(gzip.compress(lines.encode(), mtime=0))
    assert stacktrail("resolve", "--registry", registry, "--records", records).out == expected

    command = ("resolve", "--registry", files[0], "--records", files[1], "-o")
    parquet, packed, objects = tmp_path / "l.parquet", tmp_path / "l.csv.gz", tmp_path / "l.jsonl"
    for target in (parquet, packed, objects):
        assert stacktrail(*command, target).status == 0
    assert gzip.decompress(packed.read_bytes()) == expected
    assert pq.read_table(parquet).column_names == RESOLVED
    assert [json.loads(line)["company_id"] for line in objects.read_text().splitlines()] == [None, "c1", "c2"]
    first = packed.read_bytes()
    stacktrail(*command, packed)
    assert packed.read_bytes() == first
    assert b"no_match" in stacktrail(*command[:-1], "--output", "text").out


def test_resolve_takes_either_file_from_standard_input(stacktrail: Any, files: tuple[Path, Path]) -> None:
    expected = stacktrail("resolve", "--registry", files[0], "--records", files[1]).out
    assert stacktrail("resolve", "--registry", files[0], "--records", "-", stdin=RECORDS).out == expected
    assert stacktrail("resolve", "--registry", "-", "--records", files[1], stdin=REGISTRY).out == expected
    both = stacktrail("resolve", "--registry", "-", "--records", "-", stdin=RECORDS)
    assert (both.status, "standard input" in both.err) == (2, True)


@pytest.mark.parametrize(
    ("registry", "records", "message"),
    [
        ("id,name\nc1,Brookvale\n", RECORDS, "no column company_id; it has id, name"),
        (REGISTRY, "record_id;title\nr1;Brookvale\n", "no column name; it has record_id, title"),
        (REGISTRY, '{"record_id": "r1"}\n', "no column name; it has record_id"),
        (REGISTRY, '[{"record_id": "r1"}]', "a JSON list; write one JSON object a line"),
        (REGISTRY, "record_id,name,name\nr1,a,b\n", "names 'name' twice"),
        (REGISTRY, "\xff\xfer", "UTF-16"),
        (REGISTRY, "PAR1 but not really", "expected a Parquet file"),
        (REGISTRY, "\x89PNG\r\n\x00\x00,", "neither CSV in UTF-8 nor Parquet nor JSON Lines"),
    ],
)
def test_a_table_that_is_none_is_one_line_and_status_2(
    stacktrail: Any, files: tuple[Path, Path], registry: str, records: str, message: str
) -> None:
    files[0].write_text(registry)
    files[1].write_bytes(records.encode("latin-1"))
    done = stacktrail("resolve", "--registry", files[0], "--records", files[1])
    assert done.status == 2
    assert message in done.err
    assert done.err.count("\n") == 1


def test_bad_rows_are_rejected_with_their_lines_and_the_rest_goes_on(
    stacktrail: Any, files: tuple[Path, Path], tmp_path: Path
) -> None:
    files[1].write_bytes(
        b"record_id,name,domain,country,city\n"
        b"r1,Brookvale Instruments,,GB,Leeds\n"
        b"r2,too,few\n"
        b",Nameless,,,\n"
        b"r1,Brookvale again,,,\n"
        b"r5,Caf\xe9 Latin,,,\n"
        b'r6,"never closed,,,\n'
        b'r7,"two\nlines",,,\n'
        b"r8,,,,\n"
        b"\n"
        b"r9,Tarnfell Logistics,,GB,\n"
    )
    kept = tmp_path / "rejected.jsonl"
    command = ("resolve", "--registry", files[0], "--records", files[1])
    done = stacktrail(*command, "--rejected", kept)
    assert done.status == 0
    assert [row["record_id"] for row in rows_of(done.out)] == ["r1", "r7", "r8", "r9"]
    rejected = [json.loads(line) for line in kept.read_text().splitlines()]
    assert {row["line"]: row["reason_code"] for row in rejected} == {
        3: "wrong_column_count",
        4: "missing_field",
        5: "duplicate_id",
        6: "not_utf8",
        7: "wrong_column_count",
    }
    assert next(row for row in rejected if row["line"] == 3)["input"] == "r2,too,few"
    assert stacktrail(*command, "--strict").status == 1
    assert "5 lines rejected; --rejected FILE keeps them" in stacktrail(*command).err


def test_an_unclosed_quote_at_the_end_costs_one_row(stacktrail: Any) -> None:
    done = stacktrail("dedupe", stdin='record_id,name\na,Brookvale\nb,"Quillmoor\nc,Tarnfell\n')
    assert [row["record_id"] for row in rows_of(done.out)] == ["a", "c"]
    assert "1 line rejected" in done.err


@pytest.mark.parametrize("stdin", ["", "\n", "record_id,name\n"])
def test_an_empty_table_gives_a_header(stacktrail: Any, stdin: str) -> None:
    done = stacktrail("dedupe", stdin=stdin)
    assert (done.status, done.out) == (0, b"record_id,cluster_id\n")


def test_a_registry_without_rows_matches_nothing(stacktrail: Any, files: tuple[Path, Path]) -> None:
    files[0].write_text("company_id,name\n")
    done = stacktrail("resolve", "--registry", files[0], "--records", files[1])
    assert done.status == 0
    assert {row["decision"] for row in rows_of(done.out)} == {"no_match"}


def test_compare_keeps_the_rows_and_their_columns(stacktrail: Any) -> None:
    pairs = (
        "pair,left_name,left_domain,left_city,left_country,right_name,right_domain,right_city,right_country,line\n"
        '7,"Brookvale, Instruments",brookvale.example,,GB,Brookvale Instruments Ltd,brookvale.example,,GB,x\n'
        '8,=HYPERLINK(1),,,,"say ""hi""\r",,,,\n'
        "8,,,,,,,,,\n"
    )
    done = stacktrail("compare", stdin=pairs)
    assert done.status == 0
    rows, given = rows_of(done.out), rows_of(pairs.encode())
    assert list(rows[0]) == [*given[0], "match_probability", "match_weight", "comparison"]
    assert [{name: row[name] for name in given[0]} for row in rows] == given
    assert float(rows[0]["match_probability"]) > 0.5 > float(rows[2]["match_probability"])


def test_dedupe_gives_the_same_partition_for_any_order(stacktrail: Any) -> None:
    records = [
        f"{number},{name}{suffix},,{country},"
        for number, (name, country, suffix) in enumerate(
            (name, country, suffix)
            for name, country in (
                ("Brookvale Instruments", "GB"),
                ("Quillmoor Dairy", "DE"),
                ("Tarnfell Haulage", "GB"),
            )
            for suffix in ("", " Ltd", " Limited")
        )
    ]
    header = "record_id,name,domain,country,city"
    found = set()
    for seed in range(3):
        random.Random(seed).shuffle(records)
        done = stacktrail("dedupe", "-", stdin="\n".join([header, *records]) + "\n")
        rows = rows_of(done.out)
        assert [row["record_id"] for row in rows] == [record.partition(",")[0] for record in records]
        found.add(tuple(sorted((row["record_id"], row["cluster_id"]) for row in rows)))
    assert len(found) == 1
    assert {cluster for _, cluster in found.pop()} <= {str(number) for number in range(9)}


def test_dedupe_adds_to_earlier_runs(stacktrail: Any, tmp_path: Path) -> None:
    state = tmp_path / "kept"
    assert stacktrail("dedupe", "--state", state, stdin="record_id,name\nb,Brookvale Instruments Ltd\n").status == 0
    done = stacktrail("dedupe", "--state", state, stdin="record_id,name\nc,Tarnfell\na,Brookvale Instruments\n")
    assert done.out.decode().split() == ["record_id,cluster_id", "c,c", "a,a", "b,a"]
    again = stacktrail("dedupe", "--state", state, stdin="record_id,name\na,Brookvale\n")
    assert (again.status, again.out) == (2, b"")
    assert "record_id 'a' was added before" in again.err
    postings = stacktrail("dedupe", "--kind", "postings", "--state", state, stdin="")
    assert postings.status == 2
    assert "--state is for companies" in postings.err


@pytest.mark.parametrize("kind", ["string", "large_string"])
def test_parquet_of_either_text_type_is_read_and_texts_that_are_none_are_named(
    stacktrail: Any, tmp_path: Path, kind: str
) -> None:
    names = pa.array([b"Brookvale", b"Brookvale Ltd"]).view(pa.string()).cast(getattr(pa, kind)())
    broken = pa.array([b"Brookvale", b"\xff\xfe"]).view(pa.string()).cast(getattr(pa, kind)())
    for number, column in enumerate((names, broken)):
        pq.write_table(pa.table({"record_id": ["a", "b"], "name": column}), tmp_path / f"{number}.parquet")
    assert stacktrail("dedupe", tmp_path / "0.parquet").out == b"record_id,cluster_id\na,a\nb,a\n"
    said = stacktrail("dedupe", tmp_path / "1.parquet")
    assert (said.status, said.out, "UTF8" in said.err, said.err.count("\n")) == (2, b"", True, 1)


def test_ids_of_json_keep_their_text(stacktrail: Any) -> None:
    lines = '{"record_id": 7, "name": "Brookvale"}\n{"record_id": "x\\ud800", "name": "Quillmoor", "city": null}\n[1]\n'
    done = stacktrail("dedupe", stdin=lines)
    assert [row["record_id"] for row in rows_of(done.out)] == ["7", "x?"]
    assert "1 line rejected" in done.err


def test_clean_names_answers_every_line(stacktrail: Any) -> None:
    names = "Brookvale Instruments - Careers\r\n\n  \nQuillmoor Staffing Agency\n" + '{"name": "Tarnfell"}\n{fmt}'
    done = stacktrail("clean-names", stdin=names)
    assert done.status == 0
    assert [list(row) for row in done.rows] == [["name", "clean_name", "kind"]] * 6
    assert [row["name"] for row in done.rows] == [
        "Brookvale Instruments - Careers",
        "",
        "  ",
        "Quillmoor Staffing Agency",
        "Tarnfell",
        "{fmt}",
    ]
    assert done.rows[0]["clean_name"] == "Brookvale Instruments"
    assert done.rows[1] == {"name": "", "clean_name": None, "kind": "not_a_company"}
