"""The gate: expectations on the candidate as it was written; a failure publishes nothing and says why."""

from __future__ import annotations

from datetime import datetime
from typing import Any  # the verdict is JSON

from pipeline.engine import connect
from pipeline.errors import GateError
from pipeline.publishing.candidate import Base, Candidate
from pipeline.publishing.views import create_views
from pipeline.quality.checks import run_checks
from pipeline.quality.parameters import suite_parameters
from pipeline.quality.results import CheckReport, failure_line
from pipeline.quality.suites import load_suites
from pipeline.runners.validations import ValidationProcess
from pipeline.storage.lake import Lake
from pipeline.tables.out import OUT_QUALITY


def check_candidate(
    lake: Lake, candidate: Candidate, base: Base, release_id: str, now: datetime, validation: ValidationProcess
) -> CheckReport:
    """Run the suites on the candidate's files and keep the results in Great Expectations' own form.

    `out_quality` is not checked: it will hold these very results.

    Raises: GateError: a check of severity gate failed; the refusal is recorded beside the releases.
    """
    suites = tuple(suite for suite in load_suites() if suite.name != OUT_QUALITY.name)
    counts = {} if base.manifest is None else {table.name: table.row_count for table in base.manifest.tables}
    connection = connect()
    try:
        create_views(connection, lake, candidate.versions.values())
        report = run_checks(connection, suites, suite_parameters(now, counts))
    finally:
        connection.close()
    filled = validation.validations(suites, report.results, release_id, now)
    lake.store.put_if_absent(f"releases/validations/{release_id}.json", filled)
    if report.gate_failures:
        candidate.refuse(release_id, verdict_of(report))
        raise GateError(
            f"{len(report.gate_failures)} of {len(report.results)} checks failed: nothing was published, "
            f"the current release is still {base.manifest.release_id if base.manifest else 'none'}",
            tuple(failure_line(result) for result in report.gate_failures),
        )
    return report


def verdict_of(report: CheckReport) -> dict[str, Any]:
    """The verdict as manifests and refusals hold it."""
    return {
        "result": "refused" if report.gate_failures else "passed",
        "checks": len(report.results),
        "gate_failures": [failure_line(result) for result in report.gate_failures],
        "warnings": [failure_line(result) for result in report.warnings],
    }
