"""`stacktrail parse` and `stacktrail sources check`."""

from __future__ import annotations

import gzip
import json
import os
from pathlib import Path
from typing import Any

import pytest

from pipeline.tables.records import PAGE_RECORDS, POSTING_RECORDS

BOARD = {
    "jobs": [
        {
            "id": 11,
            "title": "Data Engineer",
            "absolute_url": "https://jobs.example.com/brookvale/11",
            "updated_at": "2026-08-03T10:00:00-04:00",
            "location": {"name": "Leeds, UK"},
            "content": "&lt;p&gt;You run Kafka.&lt;/p&gt;",
            "company_name": "Brookvale Instruments",
        },
        {"id": 12, "title": 7},
    ],
    "meta": {"total": 2},
}
PAGE = '<html lang="en"><head><title>Brookvale</title></head><body><p>Precision scales.</p></body></html>'


@pytest.fixture
def board(tmp_path: Path) -> Path:
    path = tmp_path / "brookvale__20260804T060000Z.json"
    path.write_text(json.dumps(BOARD))
    return path


def test_records_have_every_column_in_table_order(stacktrail: Any, board: Path) -> None:
    done = stacktrail("parse", "greenhouse", board, "--url", "https://boards.example.com/brookvale")
    assert done.status == 0
    row = done.rows[0]
    assert list(row) == POSTING_RECORDS.schema.names
    assert row["title"] == "Data Engineer"
    assert row["updated_at"] == "2026-08-03T14:00:00Z"
    assert row["description"] == "You run Kafka."
    assert row["valid_through"] is None
    assert row["source"] == "greenhouse"


def test_kinds_are_listed_for_people_and_programs(stacktrail: Any) -> None:
    listed = stacktrail("parse", "--list", "--output", "json")
    assert listed.status == 0
    kinds = {row["kind"]: row["description"] for row in listed.rows}
    assert {"greenhouse", "jsonld", "postings", "register", "site"} <= kinds.keys()
    assert all(kinds.values())
    assert b"greenhouse" in stacktrail("parse", "--list").out


def test_an_unreadable_payload_is_rejected_and_the_next_one_read(stacktrail: Any, board: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken.json"
    broken.write_text("{")
    kept = tmp_path / "rejected.jsonl"
    done = stacktrail("parse", "greenhouse", broken, board, "--rejected", kept)
    assert done.status == 0
    assert done.rows[0]["title"] == "Data Engineer"
    rejected = [json.loads(line) for line in kept.read_text().splitlines()]
    assert list(rejected[0]) == ["line", "reason_code", "reason", "input"]
    assert rejected[0]["reason_code"] == "invalid_json"
    assert "broken.json" in rejected[0]["reason"]
    assert stacktrail("parse", "greenhouse", broken, board, "--strict").status == 1
    assert "rejected; --rejected FILE keeps them" in stacktrail("parse", "greenhouse", broken).err


def test_compressed_input_standard_input_and_compressed_output(stacktrail: Any, board: Path, tmp_path: Path) -> None:
    plain = stacktrail("parse", "greenhouse", board)
    packed = board.with_suffix(".json.gz")
    packed.write_bytes(gzip.compress(board.read_bytes(), mtime=0))
    target = tmp_path / "records.jsonl.gz"
    assert stacktrail("parse", "greenhouse", packed, "-o", target).status == 0
    again = [json.loads(line) for line in gzip.decompress(target.read_bytes()).splitlines()]
    assert [row["title"] for row in again] == [row["title"] for row in plain.rows]
    piped = stacktrail("parse", "greenhouse", "-", stdin=board.read_bytes())
    assert [row["title"] for row in piped.rows] == [row["title"] for row in plain.rows]


def test_markup_of_pages_is_left_out_unless_asked_for(stacktrail: Any, tmp_path: Path) -> None:
    page = tmp_path / "home.html"
    page.write_text(PAGE)
    row = stacktrail("parse", "site", page, "--url", "https://brookvale.example.com/").rows[0]
    assert list(row) == [name for name in PAGE_RECORDS.schema.names if name != "html"]
    row = stacktrail("parse", "site", page, "--url", "https://brookvale.example.com/", "--html").rows[0]
    assert row["html"] == PAGE


def test_a_page_index_stands_for_its_pages(stacktrail: Any, tmp_path: Path) -> None:
    (tmp_path / "home.html").write_text(PAGE)
    (tmp_path.parent / "outside.html").write_text(PAGE)
    (tmp_path / "link.html").symlink_to(tmp_path.parent / "outside.html")
    index = tmp_path / "index.jsonl"
    entries = [
        {"file": "home.html", "url": "https://brookvale.example.com/", "headers": {"Server": "nginx"}},
        {"file": "gone.html", "url": "https://brookvale.example.com/gone"},
        {"file": "../outside.html", "url": "https://brookvale.example.com/x"},
        {"file": "link.html", "url": "https://brookvale.example.com/y"},
    ]
    index.write_text("".join(json.dumps(entry) + "\n" for entry in entries))
    kept = tmp_path / "rejected.jsonl"
    done = stacktrail("parse", "site", index, "--rejected", kept)
    assert [row["url"] for row in done.rows] == ["https://brookvale.example.com/"]
    codes = [json.loads(line)["reason_code"] for line in kept.read_text().splitlines()]
    assert codes == ["unreadable_file", "unsafe_path", "unsafe_path"]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["parse", "greenhouse", "no-such.json"], "there is no file 'no-such.json'"),
        (["parse", "greenhouse", os.curdir], "is a folder"),
        (["parse", "grenhouse", "x.json"], "did you mean 'greenhouse'"),
        (["parse"], "parse --list"),
        (["parse", "greenhouse"], "name the files"),
        (["sources", "check", "no-such.yml"], "no file no-such.yml"),
    ],
)
def test_wrong_usage_is_one_line_and_status_2(stacktrail: Any, words: list[str], message: str) -> None:
    done = stacktrail(*words)
    assert done.status == 2
    assert message in done.err
    assert done.err.count("\n") == 1


def test_a_failed_run_leaves_the_old_output(stacktrail: Any, board: Path, tmp_path: Path) -> None:
    target = tmp_path / "records.jsonl"
    target.write_text("old\n")
    assert stacktrail("parse", "greenhouse", "no-such.json", "-o", target).status == 2
    assert target.read_text() == "old\n"
    assert stacktrail("parse", "greenhouse", board, "-o", tmp_path).status == 2
    assert sorted(path.name for path in tmp_path.iterdir()) == [board.name, "records.jsonl"]


def test_sources_check_lists_sources_or_every_problem(stacktrail: Any, board: Path, tmp_path: Path) -> None:
    sources = tmp_path / "SOURCES.yml"
    sources.write_text("sources:\n  - name: brookvale\n    kind: greenhouse\n    path: '*.json'\n")
    done = stacktrail("sources", "check", sources, "--output", "json")
    assert done.status == 0
    assert done.rows == [
        {"line": 2, "name": "brookvale", "kind": "greenhouse", "location": "*.json", "items": 1, "problems": 0}
    ]
    sources.write_text("sources:\n  - name: brookvale\n    kind: grenhouse\n    path: x\n  - kind: site\n")
    done = stacktrail("sources", "check", sources)
    assert done.status == 2
    assert "SOURCES.yml:3:" in done.err
    assert "SOURCES.yml:5:" in done.err
