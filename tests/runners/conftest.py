"""One lake built over both days of the small sources; tests that write make their own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest

from pipeline.runners.progress import Silent
from pipeline.runners.run import RunReport, run
from pipeline.runners.source_files import load_sources
from pipeline.settings import Settings
from pipeline.storage.lake import Lake, open_lake
from tests.runners.small_sources import DAY_1, DAY_2, write_small_sources

HERE = Settings(workers=1)
"""Everything in this process: the small sources are not worth starting others."""


@dataclass(frozen=True)
class World:
    """A source folder, the lake built from it, and what the runs reported."""

    sources: Path
    lake: Lake
    reports: tuple[RunReport, ...] = ()


def run_at(lake: Lake, sources_file: Path, now: datetime) -> RunReport:
    """Collect and build as if it were `now`."""
    sources, folder = load_sources(sources_file)
    return run(lake, sources, folder, now=now, clock=now, settings=HERE, progress=Silent())


@pytest.fixture(scope="session")
def small_world(tmp_path_factory: pytest.TempPathFactory) -> World:
    """Read only: two releases, one a day."""
    home = tmp_path_factory.mktemp("small")
    sources = write_small_sources(home / "sources")
    lake = open_lake(str(home / "lake"), create=True)
    return World(sources, lake, tuple(run_at(lake, sources, now) for now in (DAY_1, DAY_2)))


@pytest.fixture
def own_sources(tmp_path: Path) -> Path:
    """SOURCES.yml of a folder of one's own."""
    return write_small_sources(tmp_path / "sources")


@pytest.fixture
def own_lake(tmp_path: Path) -> Lake:
    """A new lake."""
    return open_lake(str(tmp_path / "lake"), create=True)
