"""The same input gives the same dataset: shuffled, with other file names, workers or places, at once or day by day."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from pipeline.tables.all_tables import TABLE_BY_NAME
from tests.end_to_end.commands import contents, current, digests, done
from tests.end_to_end.small_sources import shuffle_sources, write_sources

pytestmark = [pytest.mark.end_to_end, pytest.mark.slow, pytest.mark.xdist_group("determinism")]

NOW = "2026-01-31T00:00:00Z"
DAYS = 3

PLACES = {
    "landing_payloads": {"payload_id", "url", "storage_key", "size_bytes"},
    "landing_quarantine": {"rejection_id", "url", "payload_id", "line", "reason"},
    "core_postings": {"payload_id"},
    "core_registrations": {"payload_id"},
    "out_evidence": {"payload_id"},
}
"""Columns that say in which bytes and on which line something stood: they differ when lines and files move."""


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_sources(tmp_path_factory.mktemp("ordered"), DAYS)


@pytest.fixture(scope="module")
def lake(sources: Path) -> Path:
    """All at once, one worker."""
    place = sources.parent / "lake"
    done("run", sources, "--lake", place, "--now", NOW, env={"STACKTRAIL_WORKERS": "1"})
    return place


def test_another_lake_and_more_workers_give_equal_digests(sources: Path, lake: Path, tmp_path: Path):
    done("run", sources, "--lake", tmp_path / "lake", "--now", NOW, env={"STACKTRAIL_WORKERS": "3"})
    assert digests(tmp_path / "lake") == digests(lake)
    assert current(tmp_path / "lake").content_digest == current(lake).content_digest
    assert current(tmp_path / "lake").release_id == current(lake).release_id


@pytest.mark.parametrize("seed", [7])
def test_shuffled_lines_and_renamed_files_give_the_same_rows(lake: Path, tmp_path: Path, seed: int):
    shuffled = write_sources(tmp_path / "shuffled", DAYS)
    shuffle_sources(shuffled.parent, seed)
    done("run", shuffled, "--lake", tmp_path / "lake", "--now", NOW)
    expected, found = digests(lake), digests(tmp_path / "lake")
    differing = {name for name in expected if found[name] != expected[name]}
    assert differing <= set(PLACES)
    tables = contents(lake), contents(tmp_path / "lake")
    for name in sorted(differing):
        before, after = (_sorted_rows(name, found[name], PLACES[name]) for found in tables)
        assert after == before, name


def test_day_by_day_gives_what_all_at_once_gives(sources: Path, lake: Path, tmp_path: Path):
    """Only what tells of the way there may differ: ids minted by the earlier build, its beliefs, changes and checks."""
    place = tmp_path / "lake"
    done("run", sources, "--lake", place, "--now", "2026-01-01")
    assert current(place).parent_release_id is None
    done("run", sources, "--lake", place, "--now", NOW)
    assert current(place).parent_release_id is not None
    once, daily = contents(lake), contents(place)
    for name in ("core_postings", "core_site_pages", "core_registrations", "core_technology_mentions"):
        assert digests(place)[name] == digests(lake)[name], name
    for name in ("landing_payloads", "landing_quarantine", "core_company_records", "out_technologies", "review_tasks"):
        assert _sorted_rows(name, daily[name], set()) == _sorted_rows(name, once[name], set()), name
    names = _company_names(once["out_companies"]), _company_names(daily["out_companies"])
    for name in ("core_company_links", "out_evidence", "out_company_technologies"):
        before, after = (_renamed(name, found[name], known) for found, known in zip((once, daily), names, strict=True))
        assert after == before, name
    built = {"company_id", "former_ids"}
    assert _sorted_rows("out_companies", daily["out_companies"], built) == _sorted_rows(
        "out_companies", once["out_companies"], built
    )
    before, after = (_beliefs(found, known) for found, known in zip((once, daily), names, strict=True))
    assert after == before


def _sorted_rows(name: str, rows: pa.Table, left_out: set[str]) -> list[str]:
    columns = [column for column in TABLE_BY_NAME[name].content_columns if column not in left_out]
    return sorted(map(repr, rows.select(columns).to_pylist()))


def _company_names(companies: pa.Table) -> dict[str | None, Any]:
    """What names a company whatever its id: the records that make it up."""
    return {row["company_id"]: sorted(row["referents"]) for row in companies.to_pylist()}


def _renamed(name: str, rows: pa.Table, names: dict[str | None, Any]) -> list[str]:
    columns = [column for column in TABLE_BY_NAME[name].content_columns if column not in {"company_id"}]
    listed = zip(rows.column("company_id").to_pylist(), rows.select(columns).to_pylist(), strict=True)
    return sorted(repr((names.get(company_id), row)) for company_id, row in listed)


def _beliefs(tables: dict[str, pa.Table], names: dict[str | None, Any]) -> list[str]:
    """The intervals believed now."""
    return sorted(
        repr((names[row["company_id"]], row["technology_id"], row["valid_from"], row["valid_to"], row["cause"]))
        for row in tables["out_history"].to_pylist()
        if row["is_believed"]
    )
