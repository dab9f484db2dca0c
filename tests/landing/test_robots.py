"""robots.txt files are remembered in the lake for a day, by whatever process asks next."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pipeline.errors import IntegrityError, ItemError
from pipeline.fetching.client import WebRequest
from pipeline.fetching.robots import RobotsAnswer
from pipeline.landing.robots import PREFIX, LandingRobots
from pipeline.storage.lake import Lake, open_lake
from tests.fetching.clients import web_client
from tests.fetching.local_server import Reply, pages, serving

NOON = datetime(2026, 9, 1, 12, tzinfo=UTC)
ORIGIN = "https://jobs.marlwick.example"


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    return open_lake(str(tmp_path / "lake"), create=True)


def test_the_newest_answer_counts_for_a_day(lake: Lake) -> None:
    memory = LandingRobots(lake)
    assert memory.recall(ORIGIN, NOON) is None
    for hour, data in enumerate((b"old", b"new")):
        memory.keep(ORIGIN, RobotsAnswer(200, data, "text/plain", NOON + timedelta(hours=hour)))
    found = memory.recall(ORIGIN, NOON + timedelta(hours=24))
    assert found == RobotsAnswer(200, b"new", "text/plain", NOON + timedelta(hours=1))
    assert memory.recall(ORIGIN, NOON + timedelta(hours=25)) is None
    assert memory.recall("https://other.example", NOON) is None


def test_a_second_process_does_not_ask_again(lake: Lake) -> None:
    rules = Reply(b"User-agent: *\nDisallow: /private\n")
    with serving(pages(**{"robots.txt": rules, "jobs": b"ok"})) as server:
        for _ in range(2):
            client = web_client(memory=LandingRobots(lake))
            assert client.fetch(WebRequest(server.url("/jobs"))).data == b"ok"
            with pytest.raises(ItemError):
                client.fetch(WebRequest(server.url("/private")))
    assert [asked.path for asked in server.asked] == ["/robots.txt", "/jobs", "/jobs"]


def test_a_failing_robots_txt_is_not_remembered(lake: Lake) -> None:
    with serving(pages(**{"robots.txt": Reply(status=500)})) as server:
        client = web_client(memory=LandingRobots(lake))
        with pytest.raises(Exception, match=r"robots\.txt cannot be had"):
            client.fetch(WebRequest(server.url("/jobs")))
    assert list(lake.store.list(PREFIX)) == []


def test_a_damaged_memory_says_what_to_do(lake: Lake) -> None:
    LandingRobots(lake).keep(ORIGIN, RobotsAnswer(404, b"", None, NOON))
    (entry,) = lake.store.list(PREFIX)
    assert lake.folder is not None
    (lake.folder / entry.key).write_bytes(b"{")
    with pytest.raises(IntegrityError, match="remove it and collect again"):
        LandingRobots(lake).recall(ORIGIN, NOON)
