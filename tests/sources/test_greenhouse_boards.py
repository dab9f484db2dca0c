from __future__ import annotations

import copy
import json
from datetime import UTC, datetime

import pytest

from pipeline.errors import PayloadError
from pipeline.tables.records import POSTING_RECORDS
from tests.sources.source_samples import BOARD, BOARD_JSON, codes, parse


def test_a_whole_board_gives_its_postings() -> None:
    records, rejections = parse(BOARD_JSON, "greenhouse", domain="brightloom.com")
    assert rejections == []
    first, second = records
    assert first["source_posting_id"] == "101"
    assert first["title"] == "Platform Engineer"
    assert first["company_name"] == "Brightloom"
    assert first["company_domain"] == "brightloom.com"
    assert first["location"] == "Remote - Europe"
    assert first["is_remote"] is True
    assert first["employment_type"] == "FULL_TIME"
    assert first["department"] == "Platform"
    assert first["posted_at"] == datetime(2026, 7, 2, tzinfo=UTC)
    assert first["updated_at"] == datetime(2026, 8, 29, 14, 34, 32, tzinfo=UTC)
    assert first.get("language") is None
    assert second["description"] is None
    assert second["is_remote"] is None
    assert POSTING_RECORDS.from_rows(records).num_rows == 2


def test_content_is_unescaped_exactly_once() -> None:
    records, _ = parse(BOARD_JSON, "greenhouse")
    assert records[0]["description"] == "We love <T> generics & Rust.\nNix\nKafka Streams"
    assert "&lt;T&gt;" in records[0]["description_html"]


def test_content_that_is_markup_already_is_left_alone() -> None:
    job = {"id": 1, "title": "A", "content": "<p>Use &lt;T&gt;</p>"}
    records, _ = parse(json.dumps(job), "greenhouse")
    assert records[0]["description"] == "Use <T>"


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://boards-api.greenhouse.io/v1/boards/brightloom/jobs?content=true", "brightloom"),
        ("https://job-boards.eu.greenhouse.io/brightloom/jobs/7", "brightloom"),
        ("https://boards.greenhouse.io/embed/job_app?for=brightloom", None),
        ("https://brightloom.com/careers", None),
    ],
)
def test_a_job_that_names_no_company_is_its_boards(url: str, name: str | None) -> None:
    records, _ = parse(json.dumps({"id": 1, "title": "A"}), "greenhouse", url=url)
    assert records[0]["company_name"] == name


def test_a_single_job_is_a_board_of_one() -> None:
    records, rejections = parse(json.dumps(BOARD["jobs"][0]), "greenhouse")  # type: ignore[index]
    assert [r["source_posting_id"] for r in records] == ["101"]
    assert rejections == []


def test_a_board_that_holds_fewer_jobs_than_it_says_is_marked_incomplete() -> None:
    board = {**BOARD, "meta": {"total": 5}}
    records, rejections = parse(json.dumps(board), "greenhouse")
    assert len(records) == 2
    assert [(r.line, r.reason_code) for r in rejections] == [(None, "incomplete_board")]


def test_an_empty_board_is_complete() -> None:
    assert parse('{"jobs": [], "meta": {"total": 0}}', "greenhouse") == ([], [])


def test_jobs_of_wrong_shape_are_rejected_one_by_one() -> None:
    board = copy.deepcopy(BOARD)
    board["jobs"] += [
        None,
        7,
        {"id": 3},
        {"id": [], "title": {}, "content": "x", "location": 4, "departments": {"a": 1}},
    ]  # type: ignore[operator]
    board["meta"] = {"total": "six"}
    records, rejections = parse(json.dumps(board), "greenhouse")
    assert len(records) == 3
    assert records[2]["location"] == "4"
    assert [(r.line, r.reason_code) for r in rejections] == [
        (3, "wrong_type"),
        (4, "wrong_type"),
        (5, "empty_posting"),
        (6, "unknown_value"),
    ]


def test_fields_nobody_knows_are_reported() -> None:
    _, rejections = parse('{"id": 1, "title": "A", "vibe": "good"}', "greenhouse")
    assert codes(rejections) == ["unknown_field"]


def test_endless_character_references_do_not_lose_the_posting() -> None:
    job = {"id": 1, "title": "A", "content": "&lt;p&gt;x &#" + "9" * 100_000 + ";&lt;/p&gt;"}
    records, rejections = parse(json.dumps(job), "greenhouse")
    assert len(records) == 1
    assert rejections == []


@pytest.mark.parametrize(
    ("data", "code"),
    [
        ('{"status": 404, "error": "Job not found"}', "error_response"),
        ('{"postings": []}', "unknown_format"),
        ("7", "unknown_format"),
        ('{"jobs": [', "invalid_json"),
        ("[" * 100_000, "invalid_json"),
        ('{"jobs": ' * 50_000, "invalid_json"),
        (b'{"jobs": ["\xff"]}', "not_utf8"),
        ("<html>down for maintenance</html>", "invalid_json"),
        ("", "empty_payload"),
    ],
)
def test_what_is_no_board_is_refused(data: str | bytes, code: str) -> None:
    with pytest.raises(PayloadError) as caught:
        parse(data, "greenhouse")
    assert caught.value.reason_code == code
