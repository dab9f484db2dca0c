"""Which days a replay runs as."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from pipeline.runners.run import replay_times
from pipeline.runners.source_files import load_sources
from tests.runners.small_sources import DAY_1, DAY_2

LATER = datetime(2026, 12, 24, 18, 30, tzinfo=UTC)


def times(sources_file: Path, now: datetime = LATER, after: datetime | None = None) -> list[datetime]:
    sources, folder = load_sources(sources_file)
    return list(replay_times(sources, folder, now, after))


def test_each_observed_day_once_at_its_last_second(own_sources: Path) -> None:
    assert times(own_sources) == [DAY_1, DAY_2]


def test_days_still_to_come_are_left_out_and_today_ends_now(own_sources: Path) -> None:
    noon = DAY_2.replace(hour=12, minute=0, second=0)
    assert times(own_sources, now=noon) == [DAY_1, noon]
    assert times(own_sources, now=DAY_1 - timedelta(days=9)) == []


def test_days_the_lake_is_past_are_left_out_and_its_last_day_is_run_again(own_sources: Path) -> None:
    assert times(own_sources, after=DAY_1) == [DAY_1, DAY_2]
    assert times(own_sources, after=DAY_1 + timedelta(seconds=1)) == [DAY_2]
    assert times(own_sources, after=LATER) == []


def test_problems_have_no_day_of_their_own(own_sources: Path) -> None:
    third = own_sources.parent / "2026-09-03" / "sites"
    third.mkdir(parents=True)
    (third / "index.jsonl").write_text('{"file": "gone.html", "url": "https://ostrava-kiln.example/"}\n')
    assert times(own_sources) == [DAY_1, DAY_2]
