from __future__ import annotations

import csv
import gzip
import io
import json
from datetime import UTC, datetime

import pytest

from pipeline.errors import PayloadError
from pipeline.tables.records import POSTING_RECORDS
from tests.sources.source_samples import POSTINGS, POSTINGS_JSONL, as_parquet, codes, parse


def as_csv(delimiter: str = ",") -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, list(POSTINGS[0]), delimiter=delimiter)
    writer.writeheader()
    writer.writerows(POSTINGS)
    return out.getvalue()


def test_aliases_dates_and_empty_values_become_canonical() -> None:
    records, rejections = parse(POSTINGS_JSONL, "postings")
    assert rejections == []
    first, second = records
    assert first["source_posting_id"] == "p-1"
    assert first["company_name"] == "Brightloom"
    assert first["title"] == "Data Engineer"
    assert first["description"] == "We run dbt on Snowflake.\nYou like Airflow."
    assert first["posted_at"] == datetime(2026, 8, 30, tzinfo=UTC)
    assert second["posted_at"] == datetime(2026, 8, 1, tzinfo=UTC)
    assert second["title"] is None
    assert second["location"] is None
    assert second["url"] is None
    assert POSTING_RECORDS.from_rows(records).num_rows == 2


@pytest.mark.parametrize(
    "data",
    [
        gzip.compress(POSTINGS_JSONL.encode(), mtime=0),
        gzip.compress(gzip.compress(POSTINGS_JSONL.encode()), mtime=0),
        b"\xef\xbb\xbf" + POSTINGS_JSONL.encode(),
        ("\ufeff" + POSTINGS_JSONL).encode("utf-16-le"),
        json.dumps(POSTINGS, indent=1).encode(),
        POSTINGS_JSONL.replace("\n", "\r\n\r\n").encode(),
        as_csv().encode(),
        as_csv(";").encode(),
        as_csv("\t").encode(),
        as_csv().replace("title", "Title", 1).encode("utf-8-sig"),
        as_parquet(POSTINGS),
    ],
    ids=["gzip", "double-gzip", "bom", "utf-16", "list", "crlf", "csv", "semicolons", "tabs", "capitals", "parquet"],
)
def test_every_container_gives_the_same_records(data: bytes) -> None:
    expected, _ = parse(POSTINGS_JSONL, "postings")
    records, rejections = parse(data, "postings")
    assert rejections == []
    strip = [{k: v for k, v in r.items() if k != "payload_id"} for r in records]
    assert strip == [{k: v for k, v in r.items() if k != "payload_id"} for r in expected]


def test_broken_lines_are_rejected_and_the_rest_goes_on() -> None:
    lines = [
        '{"title": "A", "description": "x"}',
        '{"title": "B"',
        "[1]",
        '"text"',
        "",
        '{"title": " ", "description": ""}',
        '{"title": NaN}',
        '{"title": "C"}',
    ]
    data = "\n".join(lines).encode() + b'\n{"title": "\xff"}\n' + b'{"a":' * 5000
    records, rejections = parse(data, "postings")
    assert [r["title"] for r in records] == ["A", "C"]
    assert [(r.line, r.reason_code) for r in rejections] == [
        (2, "invalid_json"),
        (3, "wrong_type"),
        (4, "wrong_type"),
        (6, "empty_posting"),
        (7, "invalid_json"),
        (9, "not_utf8"),
        (10, "invalid_json"),
    ]
    assert rejections[0].original == '{"title": "B"\n'


def test_csv_rows_of_another_width_are_rejected_with_their_text() -> None:
    data = 'id,title,description\n1,A,x\n2,B\n\n3,"C\nD",y\n4,E,z,extra\n'
    records, rejections = parse(data, "postings")
    assert [r["title"] for r in records] == ["A", "C D"]
    assert [(r.line, r.reason_code, r.original) for r in rejections] == [
        (3, "wrong_column_count", "2,B\n"),
        (7, "wrong_column_count", "4,E,z,extra\n"),
    ]


def test_an_open_quote_costs_a_bounded_part_of_the_file() -> None:
    rows = "".join(f"{i},Title {i},Some text about looms\n" for i in range(20_000))
    records, rejections = parse('id,title,description\n0,"open,x\n' + rows, "postings")
    assert "invalid_csv" in codes(rejections)
    assert len(records) > 15_000


def test_wrong_types_everywhere_keep_the_record_and_say_so() -> None:
    item = {
        "id": {"a": 1},
        "title": ["x"],
        "company": True,
        "description": "text",
        "posted_at": "some day",
        "is_remote": "maybe",
        "salary_min": "a lot",
        "country": "Atlantis",
        "language": 7,
        "employment_type": "sometimes",
        "company_domain": "localhost",
        "url": 1.5,
    }
    records, rejections = parse(json.dumps(item), "postings")
    assert len(records) == 1
    kept = {k for k, v in records[0].items() if v is not None}
    assert kept == {"posting_id", "source", "payload_id", "description"}
    assert codes(rejections) == ["unknown_value"]
    for field in ("title", "posted_at", "is_remote", "salary_min", "country", "language", "employment_type", "url"):
        assert field in rejections[0].reason


def test_unknown_columns_are_counted_once_per_payload() -> None:
    records, rejections = parse('{"title":"A","mood":1}\n{"title":"B","mood":2,"zeal":1}', "postings")
    assert len(records) == 2
    assert codes(rejections) == ["unknown_field"]
    assert "mood (2), zeal (1)" in rejections[0].reason


def test_nul_lone_surrogates_and_duplicate_keys_are_harmless() -> None:
    data = b'{"title": "first", "title": "A\\u0000B", "description": "x \\ud83d y \\ud83d\\ude00"}'
    records, rejections = parse(data, "postings")
    assert rejections == []
    assert records[0]["title"] == "AB"
    assert records[0]["description"] == "x  y \U0001f600"
    POSTING_RECORDS.from_rows(records)


def test_markup_given_as_description_becomes_text() -> None:
    records, _ = parse(json.dumps({"title": "A", "description": "<div><p>One</p><p>Two</p></div>"}), "postings")
    assert records[0]["description"] == "One\nTwo"
    assert records[0]["description_html"] == "<div><p>One</p><p>Two</p></div>"
    records, _ = parse(json.dumps({"title": "A", "description": "We use List<p> and </p> tags"}), "postings")
    assert records[0]["description"] == "We use List<p> and </p> tags"


def test_an_edited_posting_is_another_version_of_the_same_posting() -> None:
    one, two, same = (
        parse(json.dumps({"id": 7, "title": "A", "description": text}), "postings")[0][0] for text in ("x", "y", "x")
    )
    assert one["source_posting_id"] == two["source_posting_id"] == "7"
    assert one["posting_id"] != two["posting_id"]
    assert one["posting_id"] == same["posting_id"]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty_payload"),
        (b" \n ", "empty_payload"),
        (b"[" * 1_000_000, "invalid_json"),
        (b"a,b,c\n1,2,3\n", "unknown_format"),
        (b"id,id,title\n1,2,3\n", "unknown_format"),
        (b"PAR1 but not really", "not_parquet"),
        (b"<html></html>", "unknown_format"),
        (gzip.compress(POSTINGS_JSONL.encode(), mtime=0)[:-20], "truncated_gzip"),
        (b"\x1f\x8b\x08\x00garbage", "truncated_gzip"),
        (b"\x1f\x8bgarbage", "invalid_gzip"),
    ],
)
def test_unreadable_payloads_say_why(data: bytes, code: str) -> None:
    with pytest.raises(PayloadError) as caught:
        parse(data, "postings")
    assert caught.value.reason_code == code


def test_settings_of_the_source_fill_what_a_record_lacks() -> None:
    records, _ = parse(
        '{"title":"A"}\n{"title":"B","company":"Own"}', "postings", company="Brightloom", domain="brightloom.com"
    )
    assert [r["company_name"] for r in records] == ["Brightloom", "Own"]
    assert records[0]["company_domain"] == "brightloom.com"
