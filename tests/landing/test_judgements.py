"""Judgements are objects named by content: written once, never changed, read up to a time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import orjson
import pytest

from pipeline.errors import IntegrityError
from pipeline.landing.judgements import PREFIX, read_judgements, record_judgement
from pipeline.storage.lake import Lake, open_lake
from tests.runners.small_sources import folder_digest

NOON = datetime(2026, 9, 1, 12, tzinfo=UTC)


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    return open_lake(str(tmp_path / "lake"), create=True)


def judge(lake: Lake, **changes: Any) -> str:
    known: dict[str, Any] = {
        "task_id": "tsk_1",
        "left_id": "rec_1",
        "right_id": "rec_2",
        "verdict": "same",
        "reviewer": "ada",
        "reason": None,
        "decided_at": NOON,
        "expires_at": None,
    }
    return record_judgement(lake, **{**known, **changes})


def test_a_judgement_comes_back_as_it_was_decided(lake: Lake) -> None:
    judgement_id = judge(lake, reason="The imprint says “Ltd”.")
    (row,) = read_judgements(lake, NOON).to_pylist()
    assert row == {
        "judgement_id": judgement_id,
        "task_id": "tsk_1",
        "subject_kind": "company_link",
        "left_id": "rec_1",
        "right_id": "rec_2",
        "verdict": "same",
        "reviewer": "ada",
        "reason": "The imprint says “Ltd”.",
        "decided_at": NOON,
        "expires_at": None,
    }


def test_the_same_judgement_twice_leaves_the_same_bytes(lake: Lake) -> None:
    assert lake.folder is not None
    first = judge(lake)
    before = folder_digest(lake.folder)
    assert judge(lake) == first
    assert folder_digest(lake.folder) == before


def test_a_changed_mind_is_another_judgement_and_the_old_one_stays(lake: Lake) -> None:
    first, second = judge(lake), judge(lake, verdict="not_same", decided_at=NOON + timedelta(minutes=1))
    assert set(read_judgements(lake, NOON + timedelta(days=1)).column("judgement_id").to_pylist()) == {first, second}


def test_what_was_decided_later_is_not_seen_yet(lake: Lake) -> None:
    judge(lake, decided_at=NOON + timedelta(seconds=1))
    assert read_judgements(lake, NOON).num_rows == 0


def test_the_order_of_writing_does_not_matter(tmp_path: Path) -> None:
    verdicts = ("same", "not_same", "unsure")
    lakes = [open_lake(str(tmp_path / name), create=True) for name in "ab"]
    for verdict in verdicts:
        judge(lakes[0], verdict=verdict)
    for verdict in reversed(verdicts):
        judge(lakes[1], verdict=verdict)
    assert read_judgements(lakes[0], NOON).equals(read_judgements(lakes[1], NOON))


def test_a_time_of_another_zone_is_read_as_the_same_moment(lake: Lake) -> None:
    judge(lake, decided_at=NOON.astimezone(timezone(timedelta(hours=9))))
    assert read_judgements(lake, NOON).column("decided_at").to_pylist() == [NOON]


@pytest.mark.parametrize(
    "change", [{"verdict": "not_same"}, {"reviewer": "eve"}, {"decided_at": "2026-08-01T00:00:00+00:00"}, {"more": 1}]
)
def test_a_judgement_changed_by_hand_is_refused(lake: Lake, change: dict[str, Any]) -> None:
    assert lake.folder is not None
    path = lake.folder / f"{PREFIX}{judge(lake)}.json"
    path.write_bytes(orjson.dumps({**orjson.loads(path.read_bytes()), **change}))
    with pytest.raises(IntegrityError, match=r"jud_\w+\.json is no judgement: .*; remove it and decide again"):
        read_judgements(lake, NOON)


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"{}", b"5"])
def test_what_is_no_judgement_is_named_with_what_to_do(lake: Lake, content: bytes) -> None:
    lake.store.put_if_absent(f"{PREFIX}jud_x.json", content)
    with pytest.raises(IntegrityError, match=r"jud_x\.json is no judgement: .*; remove it and decide again"):
        read_judgements(lake, NOON)
