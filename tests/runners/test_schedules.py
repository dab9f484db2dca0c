"""What is due, once a period, with the same messages whoever asks."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pipeline.runners.messages import CollectMessage, decode_message, read_body
from pipeline.runners.schedules import due_sources, enqueue, period_start
from pipeline.runners.source_files import load_sources
from pipeline.storage.lake import Lake
from pipeline.storage.memory_queue import MemoryQueue
from tests.runners.small_sources import write_small_sources

SEVEN = datetime(2026, 9, 3, 7, 30, tzinfo=UTC)
SIX = datetime(2026, 9, 3, 6, tzinfo=UTC)


@pytest.fixture
def scheduled(tmp_path: Path) -> Path:
    """The small sources; board every six hours, sites every day, the register never."""
    path = write_small_sources(tmp_path / "sources")
    text = path.read_text().replace("kind: postings", "kind: postings\n    every: 6h")
    path.write_text(text.replace("kind: site", "kind: site\n    every: 1d"))
    return path


def send(lake: Lake, path: Path, now: datetime) -> tuple[dict[str, int], list[tuple[str, int]]]:
    """Schedule once; what was sent by source, and every message with its delay."""
    sources, folder = load_sources(path)
    sent: list[tuple[str, int]] = []

    class Recording(MemoryQueue):
        def send(self, messages):  # type: ignore[no-untyped-def]
            sent.extend((message.body, message.delay_seconds) for message in messages)

    queue = Recording("orders", time.time)
    due = [entry for entry in due_sources(lake, sources, now) if not entry.is_sent]
    return {entry.source.name: enqueue(lake, queue, entry, "SOURCES.yml", folder) for entry in due}, sent


def test_each_source_with_a_schedule_is_sent_once_a_period(own_lake: Lake, scheduled: Path) -> None:
    counts, sent = send(own_lake, scheduled, SEVEN)
    assert counts == {"board": 2, "sites": 4}, "three pages, and the source itself for the page that is missing"
    messages = [decode_message(read_body(body)) for body, _ in sent]
    assert messages[0] == CollectMessage("SOURCES.yml", "board", "2026-09-01/jobs.jsonl", SIX)
    assert {m.at for m in messages if isinstance(m, CollectMessage) and m.source == "sites"} == {
        SEVEN.replace(hour=0, minute=0)
    }
    assert send(own_lake, scheduled, SEVEN + timedelta(hours=1)) == ({}, []), "fired twice, it costs nothing"
    assert send(own_lake, scheduled, SIX + timedelta(hours=6))[0] == {"board": 2}


def test_a_schedule_that_died_before_recording_sends_equal_messages_again(own_lake: Lake, scheduled: Path) -> None:
    first = send(own_lake, scheduled, SEVEN)
    for entry in list(own_lake.store.list("landing/schedules/")):
        own_lake.store.delete(entry.key)
    assert send(own_lake, scheduled, SEVEN + timedelta(minutes=5)) == first


def test_messages_of_a_period_are_spread_but_never_beyond_a_tenth_of_it(own_lake: Lake, scheduled: Path) -> None:
    _, sent = send(own_lake, scheduled, SEVEN)
    delays = [delay for _, delay in sent]
    assert len(set(delays)) > 1
    assert all(0 <= delay <= 900 for delay in delays)


def test_all_sends_every_source_now(own_lake: Lake, scheduled: Path) -> None:
    sources, _ = load_sources(scheduled)
    due = due_sources(own_lake, sources, SEVEN, with_all=True)
    assert [(entry.source.name, entry.period_start) for entry in due] == [
        (name, SEVEN) for name in ("board", "sites", "register")
    ]


@pytest.mark.parametrize(
    ("every", "start"),
    [(timedelta(hours=6), SIX), (timedelta(days=1), SIX.replace(hour=0)), (timedelta(weeks=1), SIX.replace(hour=0))],
)
def test_periods_are_counted_from_the_epoch(every: timedelta, start: datetime) -> None:
    assert period_start(SEVEN, every) == start
    assert period_start(start, every) == start
