"""Two days of the small sources, built: what each release holds, in what order days may come, what is kept beside."""

from __future__ import annotations

import json
import warnings
from datetime import timedelta
from pathlib import Path

import pytest

from pipeline.access.queries import fetch_rows, release_connection
from pipeline.access.release_checks import check_release, chosen_suites
from pipeline.publishing.manifest import Manifest
from pipeline.publishing.releases import current_release, verify_release
from pipeline.quality.checks import quality_rows
from pipeline.runners.gate import verdict_of
from pipeline.storage.lake import Lake, open_lake
from tests.runners.conftest import World, run_at
from tests.runners.small_sources import DAY_2, folder_digest

pytestmark = pytest.mark.xdist_group("small_builds")

OF_INPUTS_ALONE = {"landing_payloads", "core_postings", "core_site_pages", "core_registrations"}
OF_INPUTS_ALONE |= {"core_technology_mentions", "core_company_records"}
"""Company ids are minted once, by what was known then; these tables know none."""


def released(lake: Lake) -> Manifest:
    release = current_release(lake)
    assert release is not None
    return release


def digests(release: Manifest) -> dict[str, str]:
    return {table.name: table.content_digest for table in release.tables if table.name in OF_INPUTS_ALONE}


def test_each_day_made_a_release_of_what_was_seen_by_then(small_world: World) -> None:
    first, second = (report.built for report in small_world.reports)
    assert first.is_new
    assert second.is_new
    assert first.release is not None
    assert second.release is not None
    assert second.release.parent_release_id == first.release.release_id
    counts = [{table.name: table.row_count for table in report.tables} for report in (first.release, second.release)]
    assert [count["core_postings"] for count in counts] == [12, 17], "the edited posting has two versions"
    assert [count["core_site_pages"] for count in counts] == [2, 3]
    assert [count["landing_quarantine"] for count in counts] == [0, 2]
    assert all(finding.is_sound for finding in verify_release(small_world.lake, second.release))


def test_versions_of_a_posting_carry_when_they_were_seen(small_world: World) -> None:
    sql = """SELECT source_posting_id, first_seen_at::DATE::VARCHAR AS first, last_seen_at::DATE::VARCHAR AS last
        FROM core_postings WHERE source_posting_id IN ('job-0', 'job-1', 'job-2') ORDER BY ALL"""
    with release_connection(small_world.lake, released(small_world.lake)) as connection:
        rows = fetch_rows(connection, sql)
    # The board is an export: what it still lists on the second day was seen again on that day.
    assert [tuple(row.values()) if isinstance(row, dict) else tuple(row) for row in rows] == [
        ("job-0", "2026-09-01", "2026-09-02"),
        ("job-1", "2026-09-01", "2026-09-01"),
        ("job-1", "2026-09-02", "2026-09-02"),
        ("job-2", "2026-09-01", "2026-09-01"),
    ]


@pytest.mark.slow
def test_a_day_that_arrives_late_gives_the_same_tables(small_world: World, own_sources: Path, tmp_path: Path) -> None:
    lake = open_lake(str(tmp_path / "late"), create=True)
    early = own_sources.parent / "2026-09-01"
    early.rename(tmp_path / "not yet here")
    assert run_at(lake, own_sources, DAY_2).built.is_new
    (tmp_path / "not yet here").rename(early)
    assert run_at(lake, own_sources, DAY_2 + timedelta(minutes=1)).built.is_new
    late, in_order = digests(released(lake)), digests(released(small_world.lake))
    assert {name for name in late if late[name] != in_order[name]} == set()


def test_a_second_run_changes_no_byte(small_world: World) -> None:
    assert small_world.lake.folder is not None
    before = folder_digest(small_world.lake.folder)
    report = run_at(small_world.lake, small_world.sources, DAY_2 + timedelta(days=1))
    assert (report.built.is_new, report.built.reason) == (False, "nothing has changed")
    assert report.collected.new_fetches == 0
    assert folder_digest(small_world.lake.folder) == before


def test_a_release_checked_again_passes_as_when_it_was_built(small_world: World) -> None:
    release = released(small_world.lake)
    suites = chosen_suites(None)
    report = check_release(small_world.lake, release, suites)
    assert verdict_of(report) == release.verdict
    with release_connection(small_world.lake, release) as connection:
        kept = fetch_rows(
            connection, "SELECT * FROM out_quality WHERE release_id = ? ORDER BY check_id", release.release_id
        )
    assert quality_rows(report, release.release_id).to_pylist() == kept


def test_great_expectations_reads_the_validations_of_a_release(small_world: World) -> None:
    release = released(small_world.lake)
    suites = chosen_suites(None)
    report = check_release(small_world.lake, release, suites)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        from great_expectations.core.expectation_validation_result import (
            ExpectationSuiteValidationResult,
            ExpectationSuiteValidationResultSchema,
        )

        from pipeline.quality.great_expectations_adapter import validations_json
    kept = json.loads(validations_json(suites, report.results, run_name=release.release_id))
    schema = ExpectationSuiteValidationResultSchema()
    rebuilt = []
    for content in kept:
        loaded = schema.load(content)
        rebuilt.append(
            loaded
            if isinstance(loaded, ExpectationSuiteValidationResult)
            else ExpectationSuiteValidationResult(**loaded)
        )
    assert [result.suite_name for result in rebuilt] == [suite.name for suite in suites]
    assert all(result.success for result in rebuilt)
    assert sum(len(result.results) for result in rebuilt) == release.verdict["checks"]
    assert all(result.get_max_severity_failure() is None for result in rebuilt)
    assert {result.meta["run_id"]["run_name"] for result in rebuilt} == {release.release_id}
