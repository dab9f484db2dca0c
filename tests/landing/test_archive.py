"""The landing archive: named by content, written once, and damage is told with what to do about it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import orjson
import pyarrow as pa
import pytest

from pipeline.errors import IntegrityError
from pipeline.identifiers import content_hash
from pipeline.landing import archive
from pipeline.landing.archive import Fetch
from pipeline.storage.lake import Lake, open_lake
from pipeline.tables.landing import LANDING_QUARANTINE
from pipeline.tables.records import REGISTRATION_RECORDS
from tests.runners.small_sources import folder_digest

NOON = datetime(2026, 9, 1, 12, tzinfo=UTC)
FETCH = Fetch("board", "greenhouse", "boards/marlwick.json", content_hash(b"{}"), NOON, headers=(("etag", "x"),))


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    return open_lake(str(tmp_path / "lake"), create=True)


def test_a_payload_is_named_by_its_bytes_and_kept_as_it_came(lake: Lake) -> None:
    data = b"\x00\xff not text \r\n"
    payload_id = archive.archive_payload(lake, data)
    assert payload_id == content_hash(data)
    assert archive.payload_key(payload_id) == f"landing/payloads/{payload_id[:2]}/{payload_id}"
    assert archive.read_payload(lake, payload_id) == data


def test_the_same_input_twice_leaves_the_same_bytes(lake: Lake) -> None:
    def bring() -> list[bool]:
        archive.archive_payload(lake, b"{}")
        is_new = [archive.record_fetch(lake, FETCH), archive.record_fetch(lake, replace(FETCH, url="other.json"))]
        records, rejected = _parsed()
        archive.write_parsed(lake, FETCH.fetch_id, "p1", [(records, rejected)])
        archive.write_mentions(lake, FETCH.fetch_id, "p1-e1", b"mentions")
        return is_new

    assert lake.folder is not None
    assert bring() == [True, True]
    before = folder_digest(lake.folder)
    assert bring() == [False, False]
    assert folder_digest(lake.folder) == before


def test_nothing_in_landing_is_overwritten(lake: Lake) -> None:
    archive.write_mentions(lake, FETCH.fetch_id, "p1-e1", b"first")
    archive.write_mentions(lake, FETCH.fetch_id, "p1-e1", b"second")
    assert lake.store.get(archive.mentions_key(FETCH.fetch_id, "p1-e1")) == b"first"


@pytest.mark.parametrize(
    "change",
    [
        {"source": "board2"},
        {"kind": "jsonld"},
        {"url": "elsewhere"},
        {"payload_id": content_hash(b"[]")},
        {"company": "Marlwick"},
        {"domain": "marlwick.example"},
    ],
)
def test_another_place_content_or_setting_is_another_fetch(change: dict[str, str]) -> None:
    assert replace(FETCH, **change).fetch_id != FETCH.fetch_id


def test_the_same_bytes_fetched_later_are_the_same_fetch() -> None:
    assert replace(FETCH, fetched_at=NOON + timedelta(days=9)).fetch_id == FETCH.fetch_id


def test_the_same_bytes_seen_on_another_dated_day_are_another_fetch() -> None:
    dated = replace(FETCH, is_dated=True)
    assert replace(dated, fetched_at=NOON + timedelta(days=9)).fetch_id != dated.fetch_id


def test_fetches_come_back_whole_in_order_of_time_and_only_up_to_a_time(lake: Lake) -> None:
    failed = Fetch("sites", "site", "x.html", None, NOON, failure_code="unreadable_file", failure="missing")
    later = replace(FETCH, url="later.json", fetched_at=NOON + timedelta(seconds=1))
    for fetch in (later, FETCH, failed):
        archive.record_fetch(lake, fetch)
    known = archive.read_fetches(lake, NOON + timedelta(days=1))
    assert known == [*sorted((FETCH, failed), key=lambda fetch: fetch.fetch_id), later]
    assert later not in archive.read_fetches(lake, NOON)


def test_a_missing_payload_says_how_to_get_it_back(lake: Lake) -> None:
    with pytest.raises(IntegrityError, match=r"landing/payloads/aa/aa.* is missing: restore it .*collect again"):
        archive.read_payload(lake, "aa")


def test_a_changed_payload_is_not_read(lake: Lake) -> None:
    assert lake.folder is not None
    payload_id = archive.archive_payload(lake, b"what came")
    (lake.folder / archive.payload_key(payload_id)).write_bytes(b"what someone made of it")
    with pytest.raises(IntegrityError, match=rf"{payload_id} was changed after it was archived: remove it"):
        archive.read_payload(lake, payload_id)


def _edited(**changes: object) -> bytes:
    body = {"source": "board", "kind": "greenhouse", "url": "boards/marlwick.json", "payload_id": FETCH.payload_id}
    return orjson.dumps({**body, "fetched_at": NOON.isoformat(), **changes})


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[1]",
        b'"text"',
        b"{}",
        _edited(fetched_at="yesterday"),
        _edited(fetched_at="2026-09-01T12:00:00"),
        _edited(fetched_at=5),
        _edited(colour="red"),
        _edited(source="another"),
        _edited(headers=5),
    ],
)
def test_a_damaged_fetch_is_named_with_what_to_do(lake: Lake, content: bytes) -> None:
    lake.store.put_if_absent(f"landing/fetches/{FETCH.fetch_id}.json", content)
    with pytest.raises(IntegrityError, match=rf"{FETCH.fetch_id}\.json is damaged: .*; remove it and collect again"):
        archive.read_fetches(lake, NOON)


def test_records_are_written_after_rejections_so_that_records_mean_done(lake: Lake) -> None:
    records, rejected = _parsed()
    assert archive.parsed_fetches(lake, "p1") == set()
    archive.write_parsed(lake, FETCH.fetch_id, "p1", [(records, rejected)])
    assert archive.parsed_fetches(lake, "p1") == {FETCH.fetch_id}
    assert archive.parsed_fetches(lake, "p2") == set()
    assert archive.extracted_fetches(lake, "p1-e1") == set()
    assert archive.read_records(lake, FETCH.fetch_id, "p1", REGISTRATION_RECORDS).equals(records)
    assert archive.read_rejected(lake, [FETCH.fetch_id, "fet_other"], "p1").equals(rejected)


def test_a_fetch_without_rejections_keeps_none(lake: Lake) -> None:
    records, rejected = _parsed()
    archive.write_parsed(lake, FETCH.fetch_id, "p1", [(records, rejected.slice(0, 0))])
    assert list(lake.store.list("landing/rejected/")) == []
    assert archive.read_rejected(lake, [FETCH.fetch_id], "p1").num_rows == 0


@pytest.mark.parametrize("content", [b"", b"PAR1", b"not Parquet at all", b"PAR1" + b"\x00" * 40 + b"PAR1"])
def test_damaged_records_are_named_with_what_to_do(lake: Lake, content: bytes) -> None:
    lake.store.put_if_absent(archive.records_key(FETCH.fetch_id, "p1"), content)
    with pytest.raises(IntegrityError, match=rf"records/p1/{FETCH.fetch_id}\.parquet is damaged.* remove it and run"):
        archive.read_records(lake, FETCH.fetch_id, "p1", REGISTRATION_RECORDS)


def _parsed() -> tuple[pa.Table, pa.Table]:
    row = {"registration_id": "reg_1", "source": "r", "payload_id": "aa", "source_registration_id": "1"}
    names = REGISTRATION_RECORDS.schema.names
    rows = [{**row, "legal_name": "Marlwick Systems Ltd"}]
    records = pa.table(
        {name: [entry.get(name) for entry in rows] for name in names}, schema=REGISTRATION_RECORDS.schema
    )
    rejection = {"rejection_id": "rej_1", "source": "r", "kind": "register", "url": "r.csv", "line": 2}
    rejection |= {"reason_code": "missing_field", "reason": "no name", "fetched_at": NOON}
    return records, LANDING_QUARANTINE.from_rows([rejection])
