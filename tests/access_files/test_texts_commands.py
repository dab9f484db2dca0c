"""`stacktrail extract`, `detect`, `normalize`."""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from pipeline.access.line_files import LINE_LIMIT_BYTES

MENTION = ["start", "end", "surface", "technology_id", "name", "category", "polarity", "confidence", "method"]
SURFACE = ["surface", "technology_id", "name", "category", "confidence", "method", "suggestions"]


def json_lines(*rows: object) -> str:
    return "".join(json.dumps(row) + "\n" for row in rows)


def test_offsets_count_code_points_of_the_description(stacktrail: Any) -> None:
    text = "\U0001f680 Café stack:\r\nPostgreSQL and Kubernetes."
    done = stacktrail(
        "extract", stdin=json_lines({"id": 7, "description": text, "title": "SRE", "company": "Brookvale"})
    )
    assert done.status == 0
    assert [list(row) for row in done.rows] == [["id", "mentions"]]
    assert done.rows[0]["id"] == 7
    mentions = done.rows[0]["mentions"]
    assert [list(mention) for mention in mentions] == [MENTION] * len(mentions)
    assert {mention["surface"] for mention in mentions} >= {"PostgreSQL", "Kubernetes"}
    assert all(text[mention["start"] : mention["end"]] == mention["surface"] for mention in mentions)


def test_explain_adds_what_was_taken_and_left_and_why(stacktrail: Any) -> None:
    text = "Services in Go and PostgreSQL.\nYou go far.\nMoving from Jenkins to GitLab CI."
    done = stacktrail("extract", "--explain", stdin=json_lines({"id": 1, "description": text}))
    assert done.status == 0
    decisions = {row["surface"]: row for row in done.rows[0]["decisions"]}
    assert decisions["Go"]["is_accepted"] and decisions["Go"]["reasons"]["strong_neighbour"] > 0
    assert not decisions["go"]["is_accepted"] and sum(decisions["go"]["reasons"].values()) < 0
    assert decisions["go"]["sentence"] == "You go far" and decisions["go"]["polarity"] is None
    assert (decisions["Jenkins"]["polarity"], decisions["Jenkins"]["rule"]) == ("negated", "migrating_from")
    taken = [row["start"] for row in done.rows[0]["decisions"] if row["is_accepted"]]
    assert taken == [mention["start"] for mention in done.rows[0]["mentions"]]


def test_every_id_appears_once_in_input_order(stacktrail: Any, tmp_path: Path) -> None:
    lines = json_lines(
        {"id": "b", "description": "You know Python."},
        {"id": "a", "description": None},
        {"id": "b", "description": "Kafka"},
        {"id": "c", "text": "Kafka"},
        {"description": "Kafka"},
        {"id": "d", "description": ["Kafka"]},
        [1],
        {"id": "", "description": ""},
        {"id": True, "description": ""},
        {"id": "e", "description": "", "title": 3},
    )
    raw = (
        lines.encode()
        + b"{not json\n\n   \n"
        + b'{"id": "f", "description": "\xff"}\n'
        + b'{"id": "z", "description": ""}'
    )
    source, kept = tmp_path / "in.jsonl.gz", tmp_path / "rejected.jsonl.gz"
    source.write_bytes(gzip.compress(b"\xef\xbb\xbf" + raw, mtime=0))
    done = stacktrail("extract", source, "--rejected", kept)
    assert done.status == 0
    assert [row["id"] for row in done.rows] == ["b", "a", "z"]
    assert done.rows[1] == {"id": "a", "mentions": []}
    rejected = [json.loads(line) for line in gzip.decompress(kept.read_bytes()).splitlines()]
    assert all(list(row) == ["line", "reason_code", "reason", "input"] for row in rejected)
    assert sorted(row["line"] for row in rejected) == [3, 4, 5, 6, 7, 8, 9, 10, 11, 14]
    codes = {row["line"]: row["reason_code"] for row in rejected}
    assert (codes[3], codes[4], codes[7], codes[11], codes[14]) == (
        "duplicate_id",
        "missing_field",
        "wrong_type",
        "invalid_json",
        "not_utf8",
    )
    assert "it has 'id', 'text'" in next(row["reason"] for row in rejected if row["line"] == 4)
    assert stacktrail("extract", source, "--strict").status == 1
    assert "10 lines rejected; --rejected FILE keeps them" in stacktrail("extract", source).err


def test_records_of_parse_can_be_piped_in(stacktrail: Any) -> None:
    record = {
        "posting_id": "pos_1",
        "company_name": "Brookvale",
        "title": None,
        "description": "Kubernetes",
        "url": None,
    }
    done = stacktrail("extract", "-", stdin=json_lines(record))
    assert done.rows[0]["id"] == "pos_1"
    assert done.rows[0]["mentions"]


@pytest.mark.parametrize("command", ["extract", "normalize", "clean-names"])
def test_an_empty_file_gives_an_empty_file(stacktrail: Any, command: str, tmp_path: Path) -> None:
    target = tmp_path / "out.jsonl"
    assert stacktrail(command, "-o", target).status == 0
    assert target.read_bytes() == b""


def test_a_line_beyond_the_limit_is_rejected_and_not_held(stacktrail: Any) -> None:
    long = b'{"id": 1, "description": "' + b"x" * (2 * LINE_LIMIT_BYTES) + b'"}\n'
    done = stacktrail("extract", stdin=long + b'{"id": 2, "description": "Kafka"}\n')
    assert [row["id"] for row in done.rows] == [2]
    assert "too_large 1" in done.err


def test_a_file_may_be_written_over_itself(stacktrail: Any, tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_text(json_lines({"id": 1, "description": "Kafka"}))
    assert stacktrail("extract", path, "-o", path).status == 0
    assert json.loads(path.read_text())["mentions"]
    assert [entry.name for entry in tmp_path.iterdir()] == ["rows.jsonl"]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["extract", "no-such.jsonl"], "there is no file 'no-such.jsonl'"),
        (["extract", "."], "is a folder"),
        (["extract", "-o", "no-such-folder/x.jsonl"], "cannot write 'no-such-folder/x.jsonl'"),
        (["extract", "--rejected", "-"], "--rejected needs a file of its own"),
        (["extract", "--rejected", "x.jsonl", "-o", "./x.jsonl"], "-o and --rejected name the same file"),
        (["detect", "no-such.html"], "there is no file 'no-such.html'"),
        (["normalize", "no-such.txt"], "there is no file 'no-such.txt'"),
        (["extract", "--frobnicate"], "--frobnicate"),
        (["detect"], "FILE"),
    ],
)
def test_wrong_usage_is_one_line_and_status_2(stacktrail: Any, words: list[str], message: str) -> None:
    done = stacktrail(*words)
    assert done.status == 2
    assert message in done.err
    assert done.err.count("\n") == 1


def test_gzip_that_ends_too_early_is_an_error_and_leaves_no_output(stacktrail: Any, tmp_path: Path) -> None:
    lines = json_lines(*({"id": number, "description": f"Kafka {number * 7919}"} for number in range(2_000)))
    path, target = tmp_path / "rows.jsonl.gz", tmp_path / "out.jsonl"
    path.write_bytes(gzip.compress(lines.encode(), mtime=0)[:-40])
    done = stacktrail("extract", path, "-o", target)
    assert done.status == 2
    assert "ends too early" in done.err
    assert not target.exists()


def test_several_processes_give_the_same_bytes(tmp_path: Path) -> None:
    source = tmp_path / "in.jsonl"
    source.write_text(
        json_lines(
            *({"id": number, "description": f"Number {number}: Python, Go and Redis."} for number in range(2_500))
        )
    )
    outputs = []
    for workers in ("1", "2"):
        done = subprocess.run(
            [sys.executable, "-c", "from pipeline.access.cli.main import main; main()", "extract", str(source)],
            env={**os.environ, "STACKTRAIL_WORKERS": workers},
            capture_output=True,
            check=True,
        )
        assert done.stderr == b""
        outputs.append(done.stdout)
    assert outputs[0] == outputs[1]
    assert [json.loads(line)["id"] for line in outputs[0].splitlines()] == list(range(2_500))


def test_a_reader_that_leaves_is_no_error(tmp_path: Path) -> None:
    source = tmp_path / "surfaces.txt"
    source.write_text("Kubernetes\n" * 50_000)
    code = "from pipeline.access.cli.main import main; main()"
    with subprocess.Popen(
        [sys.executable, "-c", code, "normalize", str(source)], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None and process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 0


def test_normalize_answers_every_line(stacktrail: Any) -> None:
    lines = 'Kubernetes\n\n{"surface": "PostgreSQL"}\nzzqx unheard of\n{"form": "Go"}\n{"surface": 5}\n'
    done = stacktrail("normalize", stdin=lines)
    assert done.status == 0
    assert [list(row) for row in done.rows] == [SURFACE] * 4
    assert [row["surface"] for row in done.rows] == ["Kubernetes", "", "PostgreSQL", "zzqx unheard of"]
    assert [row["name"] for row in done.rows] == ["Kubernetes", None, "PostgreSQL", None]
    assert done.rows[3]["technology_id"] is None
    assert "2 lines rejected" in done.err


def test_detect_tells_organization_and_technologies(stacktrail: Any, tmp_path: Path) -> None:
    page = tmp_path / "home.html"
    page.write_text(
        '<html><head><meta name="generator" content="WordPress 6.5"><script type="application/ld+json">'
        '{"@type": "Organization", "name": "Brookvale Instruments", "url": "https://brookvale.example.com"}'
        "</script></head><body>Scales</body></html>"
    )
    headers = tmp_path / "headers.json"
    headers.write_text('{"Server": "nginx/1.25", "Via": ["1.1 varnish"]}')
    done = stacktrail("detect", page, "--url", "https://brookvale-scales.com/", "--headers", headers)
    assert done.status == 0
    row = done.rows[0]
    assert list(row) == ["file", "url", "organization", "technologies"]
    assert row["file"] == str(page)
    assert row["url"] == "https://brookvale-scales.com/"
    assert row["organization"]["domain"] == "brookvale-scales.com"
    keys = ["technology_id", "name", "category", "confidence", "evidence"]
    assert [list(found) for found in row["technologies"]] == [keys] * len(row["technologies"])
    assert {found["name"] for found in row["technologies"]} >= {"WordPress"}


def test_detect_needs_no_address_and_rejects_what_is_no_page(stacktrail: Any, tmp_path: Path) -> None:
    page, picture = tmp_path / "home.html", tmp_path / "logo.html"
    page.write_text("<html><body>Scales</body></html>")
    picture.write_bytes(b"\x89PNG\r\n\x1a\n")
    done = stacktrail("detect", picture, page)
    assert done.status == 0
    assert [(row["url"], row["organization"]["domain"]) for row in done.rows] == [(None, None)]
    assert "1 page rejected" in done.err
    bad = tmp_path / "headers.json"
    for content in ("[1]", '"x"', '{"Server": 1}', '[["a"]]'):
        bad.write_text(content)
        assert "expected headers as JSON" in stacktrail("detect", page, "--headers", bad).err


def test_detect_also_reads_rules_of_the_user(stacktrail: Any, tmp_path: Path) -> None:
    page, rules = tmp_path / "page.html", tmp_path / "rules.json"
    page.write_text('<script src="/seacat-2.js"></script><div data-reactroot=""></div>', encoding="utf-8")
    rules.write_text('{"Seacat": {"scriptSrc": "seacat-\\\\d", "dom": "#x", "html": "[a-z]+"}}', encoding="utf-8")
    done = stacktrail("detect", page, "--rules", rules)
    assert {"Seacat", "React"} <= {found["name"] for found in json.loads(done.out)["technologies"]}
    assert "1 signs read; left out: 1 no literal to search for" in done.err
    assert "rules.json: expected an object" in stacktrail("detect", page, "--rules", write(rules, "[]")).err
    assert "give a JSON rule set" in stacktrail("detect", page, "--rules", tmp_path / "none.json").err


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path
