"""The expectations on a release, as the build that made it ran them."""

from __future__ import annotations

from datetime import datetime

from pipeline.access.queries import release_connection
from pipeline.errors import UsageError
from pipeline.publishing.manifest import Manifest
from pipeline.publishing.releases import load_manifest
from pipeline.quality.checks import run_checks
from pipeline.quality.parameters import suite_parameters
from pipeline.quality.results import CheckReport
from pipeline.quality.suites import Suite, load_suites
from pipeline.storage.lake import Lake
from pipeline.tables.out import OUT_QUALITY


def chosen_suites(name: str | None) -> tuple[Suite, ...]:
    """The suite of that table, or all but that of the results themselves.

    Raises: UsageError: there is no such suite.
    """
    suites = load_suites()
    if name is None:
        return tuple(suite for suite in suites if suite.name != OUT_QUALITY.name)
    found = tuple(suite for suite in suites if suite.name == name)
    if not found:
        raise UsageError(f"no suite {name!r}; suites are {', '.join(suite.name for suite in suites)}")
    return found


def check_release(lake: Lake, release: Manifest, suites: tuple[Suite, ...]) -> CheckReport:
    """Run the suites on the release's files; bands are around the row counts of its parent."""
    parent = None if release.parent_release_id is None else load_manifest(lake, release.parent_release_id)[0]
    counts = {} if parent is None else {table.name: table.row_count for table in parent.tables}
    parameters = suite_parameters(datetime.fromisoformat(release.created_at), counts)
    with release_connection(lake, release) as connection:
        return run_checks(connection, suites, parameters)
