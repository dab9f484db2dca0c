from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from tests.openings.small_postings import DUTIES, OTHER_DUTIES

PLACE = {"city": "Portland", "region": "Oregon", "country": "US"}
ENGINEER = {"title": "Controls Engineer", "description": DUTIES}
ROWS: list[dict[str, str]] = [
    {"id": "b", "company": "Brightloom Inc.", "location": "Portland, OR"} | ENGINEER,
    {"posting_id": "a", "company_name": "Brightloom"} | PLACE | ENGINEER,
    {"id": "c", "title": "Archivist", "company": "Brightloom", "location": "Portland, OR", "description": OTHER_DUTIES},
]


def groups(path: Path) -> dict[str, str]:
    with path.open(encoding="utf-8", newline="") as stream:
        return {row["posting_id"]: row["group_id"] for row in csv.DictReader(stream)}


def test_postings_are_grouped_whatever_names_their_columns_have(stacktrail: Any, tmp_path: Path) -> None:
    source = tmp_path / "postings.jsonl"
    source.write_text("".join(json.dumps(row) + "\n" for row in ROWS), encoding="utf-8")
    done = stacktrail("dedupe", "--kind", "postings", source, "-o", tmp_path / "groups.csv")
    assert done.status == 0, done.err
    assert groups(tmp_path / "groups.csv") == {"a": "a", "b": "a", "c": "c"}


def test_csv_is_read_as_well(stacktrail: Any, tmp_path: Path) -> None:
    source = tmp_path / "postings.csv"
    with source.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, ["posting_id", "title", "company", "location", "description"])
        writer.writeheader()
        for posting_id in ("x", "y"):
            writer.writerow({"posting_id": posting_id, "title": "Archivist", "description": OTHER_DUTIES})
    stacktrail("dedupe", "--kind", "postings", source, "-o", tmp_path / "groups.csv")
    assert groups(tmp_path / "groups.csv") == {"x": "x", "y": "x"}


def test_bad_rows_are_kept_apart_with_a_reason(stacktrail: Any, tmp_path: Path) -> None:
    source = tmp_path / "postings.jsonl"
    lines = [json.dumps(ROWS[0]), "{broken", json.dumps({"title": "No id"}), json.dumps(ROWS[0]), "[]"]
    source.write_text("\n".join(lines), encoding="utf-8")
    bad = tmp_path / "bad.jsonl"
    done = stacktrail(
        "dedupe", "--kind", "postings", source, "-o", tmp_path / "groups.csv", "--rejected", bad, "--strict"
    )
    assert done.status == 1
    assert groups(tmp_path / "groups.csv") == {"b": "b"}
    reasons = [json.loads(line) for line in bad.read_text(encoding="utf-8").splitlines()]
    assert [(row["line"], row["reason_code"]) for row in reasons] == [
        (2, "invalid_json"), (3, "missing_field"), (4, "duplicate_id"), (5, "wrong_type")
    ]  # fmt: skip


def test_a_county_is_another_place_than_a_town_in_it(stacktrail: Any, tmp_path: Path) -> None:
    source = tmp_path / "postings.jsonl"
    places = {"k": "Kent, GB", "l": "Dover, GB", "m": "Kent, GB"}
    rows = [{"id": name, "company": "Brightloom", "location": place} | ENGINEER for name, place in places.items()]
    source.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    stacktrail("dedupe", "--kind", "postings", source, "-o", tmp_path / "groups.csv")
    assert groups(tmp_path / "groups.csv") == {"k": "k", "l": "l", "m": "k"}


@pytest.mark.parametrize("text", ["", "\n"])
def test_an_empty_file_gives_an_empty_table(stacktrail: Any, tmp_path: Path, text: str) -> None:
    source = tmp_path / "postings.jsonl"
    source.write_text(text, encoding="utf-8")
    stacktrail("dedupe", "--kind", "postings", source, "-o", tmp_path / "groups.csv")
    assert groups(tmp_path / "groups.csv") == {}


def test_a_table_without_ids_is_refused(stacktrail: Any, tmp_path: Path) -> None:
    source = tmp_path / "postings.csv"
    source.write_text("title,company\nArchivist,Brightloom\n", encoding="utf-8")
    done = stacktrail("dedupe", "--kind", "postings", source)
    assert (done.status, "no column posting_id or id" in done.err) == (2, True)
