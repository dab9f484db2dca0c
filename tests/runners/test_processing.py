"""Parsing and extraction fill what landing lacks: after a new step version, a kill, or a worker's death elsewhere."""

from __future__ import annotations

import shutil
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.errors import IntegrityError
from pipeline.landing import archive
from pipeline.normalization.catalogue_files import load_catalogue
from pipeline.runners.collect import collect
from pipeline.runners.processing import process_fetches
from pipeline.runners.progress import Silent
from pipeline.runners.source_files import load_sources
from pipeline.runners.steps import Steps, current_steps
from pipeline.settings import Settings
from pipeline.storage.lake import Lake
from pipeline.storage.parquet_files import read_parquet
from pipeline.tables.core import CORE_TECHNOLOGY_MENTIONS
from tests.runners.small_sources import DAY_2, folder_digest, write_small_sources

HERE = Settings(workers=1)


@pytest.fixture(scope="module")
def steps() -> Steps:
    return current_steps(load_catalogue())


@pytest.fixture
def collected(own_lake: Lake, tmp_path: Path) -> Lake:
    """A lake whose sources are gone."""
    sources = write_small_sources(tmp_path / "sources")
    listed, folder = load_sources(sources)
    collect(own_lake, listed, folder, now=DAY_2, settings=HERE, progress=Silent())
    shutil.rmtree(folder)
    return own_lake


def process(lake: Lake, steps: Steps, settings: Settings = HERE) -> tuple[Counter[str], Counter[str]]:
    return process_fetches(lake, archive.read_fetches(lake, DAY_2), steps, settings, Silent())


def mentions(lake: Lake, step: str) -> list[dict[str, object]]:
    keys = [entry.key for entry in lake.store.list(f"landing/mentions/{step}/")]
    return read_parquet(lake, keys, CORE_TECHNOLOGY_MENTIONS.schema).to_pylist()


def test_nothing_is_done_twice(collected: Lake, steps: Steps) -> None:
    assert collected.folder is not None
    before = folder_digest(collected.folder)
    assert process(collected, steps) == (Counter(), Counter())
    assert folder_digest(collected.folder) == before


def test_a_new_extraction_goes_over_the_archive_though_the_sources_are_gone(collected: Lake, steps: Steps) -> None:
    better = replace(steps, extraction="p1-e2-newcatalogue")
    assert process(collected, better) == (Counter(), Counter()), "records are not parsed again"
    assert mentions(collected, better.extraction) == mentions(collected, steps.extraction) != []


def test_a_new_parser_goes_over_the_archive_though_the_sources_are_gone(collected: Lake, steps: Steps) -> None:
    better = Steps("pnext", "pnext-enext-newcatalogue")
    assert process(collected, better) == (Counter(postings=18, site=3, register=5), Counter(invalid_json=1))
    assert archive.parsed_fetches(collected, "pnext") == archive.parsed_fetches(collected, steps.parsing)
    assert mentions(collected, better.extraction) == mentions(collected, steps.extraction)


def test_work_killed_half_way_goes_on_to_the_same_bytes(collected: Lake, steps: Steps) -> None:
    assert collected.folder is not None
    whole = folder_digest(collected.folder)
    records = sorted((collected.folder / "landing" / "records").rglob("*.parquet"))
    found = sorted((collected.folder / "landing" / "mentions").rglob("*.parquet"))
    for path in (*records[::2], *found[::2]):
        path.unlink()
    process(collected, steps)
    assert folder_digest(collected.folder) == whole


def test_records_of_a_kill_between_rejections_and_records_are_made_again(collected: Lake, steps: Steps) -> None:
    assert collected.folder is not None
    whole = folder_digest(collected.folder)
    (rejected,) = (collected.folder / "landing" / "rejected").rglob("*.parquet")
    (collected.folder / "landing" / "records" / steps.parsing / rejected.name).unlink()
    assert process(collected, steps) == (Counter(postings=6), Counter(invalid_json=1))
    assert folder_digest(collected.folder) == whole


def test_several_processes_leave_the_same_bytes_as_one(collected: Lake, steps: Steps) -> None:
    assert collected.folder is not None
    whole = folder_digest(collected.folder)
    for name in ("records", "rejected", "mentions"):
        shutil.rmtree(collected.folder / "landing" / name)
    process(collected, steps, Settings(workers=2))
    assert folder_digest(collected.folder) == whole


def test_a_damaged_payload_stops_the_work_with_what_to_do(collected: Lake) -> None:
    assert collected.folder is not None
    path = next(path for path in (collected.folder / "landing" / "payloads").rglob("*") if path.is_file())
    path.write_bytes(b"changed")
    with pytest.raises(IntegrityError, match="remove it, then restore it from a copy, or collect again"):
        process(collected, Steps("pnext", "pnext-enext"))


def test_damaged_records_stop_the_work_with_what_to_do(collected: Lake, steps: Steps) -> None:
    assert collected.folder is not None
    for path in (collected.folder / "landing" / "records").rglob("*.parquet"):
        path.write_bytes(b"PAR1 damaged")
    with pytest.raises(IntegrityError, match="remove it and run again"):
        process(collected, replace(steps, extraction="p1-e2"))
