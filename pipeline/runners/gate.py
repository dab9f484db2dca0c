"""The gate: expectations on the candidate as it was written; a failure publishes nothing and says why."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime
from typing import Any  # the verdict is JSON

from pipeline.engine import connect
from pipeline.errors import GateError
from pipeline.publishing.candidate import Base, Candidate
from pipeline.publishing.manifest import TableVersion
from pipeline.publishing.views import create_views
from pipeline.quality.checks import run_checks
from pipeline.quality.parameters import suite_parameters
from pipeline.quality.results import CheckReport, failure_line
from pipeline.quality.suites import Suite, load_suites
from pipeline.storage.lake import Lake
from pipeline.tables.out import OUT_QUALITY


class Gate:
    """Answers each expectation on a thread of its own as soon as all tables that it names are staged.

    `out_quality` is not checked: it will hold these very results.
    """

    def __init__(self, lake: Lake, base: Base, now: datetime, checker: ThreadPoolExecutor) -> None:
        self._lake, self._base, self._now, self._checker = lake, base, now, checker
        self._suites = tuple(suite for suite in load_suites() if suite.name != OUT_QUALITY.name)
        counts = {} if base.manifest is None else {table.name: table.row_count for table in base.manifest.tables}
        self._parameters = suite_parameters(now, counts)
        self._connection = connect()
        self._staged: set[str] = set()
        self._waiting = [(suite, set(range(len(suite.expectations)))) for suite in self._suites]
        self._answers: list[Future[CheckReport]] = []

    def add(self, version: TableVersion) -> None:
        """Take a staged table; expectations that waited for it alone are answered."""
        self._checker.submit(create_views, self._connection, self._lake, [version])
        self._staged.add(version.name)
        for suite, waiting in self._waiting:
            ready = {position for position in waiting if suite.tables(position) <= self._staged}
            waiting -= ready
            self._answer(suite, ready)

    def close(self) -> None:
        """Let go of the connection; what is still running is finished first."""
        self._checker.submit(self._connection.close).result()

    def pass_or_refuse(self, candidate: Candidate, release_id: str) -> CheckReport:
        """Wait for all answers.

        Raises: GateError: a check of severity gate failed; the refusal is recorded beside the releases, with the
            results in Great Expectations' own form.
        """
        for suite, waiting in self._waiting:  # where a table was never staged the answer says so
            self._answer(suite, waiting)
        results = [result for answer in self._answers for result in answer.result().results]
        order = {suite.name: place for place, suite in enumerate(self._suites)}
        report = CheckReport(tuple(sorted(results, key=lambda result: (order[result.table_name], result.position))))
        if report.gate_failures:
            self._keep_validations(report, release_id)
            candidate.refuse(release_id, verdict_of(report))
            current = self._base.manifest.release_id if self._base.manifest else "none"
            raise GateError(
                f"{len(report.gate_failures)} of {len(report.results)} checks failed: nothing was published, "
                f"the current release is still {current}",
                tuple(failure_line(result) for result in report.gate_failures),
            )
        return report

    def _keep_validations(self, report: CheckReport, release_id: str) -> None:
        from pipeline.quality.great_expectations_adapter import validations_json  # takes seconds to import

        filled = validations_json(self._suites, report.results, run_name=release_id, run_at=self._now)
        self._lake.store.put_if_absent(f"releases/refused/{release_id}.validations.json", filled)

    def _answer(self, suite: Suite, positions: set[int]) -> None:
        if positions:
            self._answers.append(
                self._checker.submit(run_checks, self._connection, [suite], self._parameters, positions)
            )


@contextmanager
def open_gate(lake: Lake, base: Base, now: datetime) -> Iterator[Gate]:
    """A gate for a candidate upon `base`; `now` is the build's time."""
    with ThreadPoolExecutor(1, thread_name_prefix="checks") as checker:
        gate = Gate(lake, base, now, checker)
        try:
            yield gate
        finally:
            gate.close()


def verdict_of(report: CheckReport) -> dict[str, Any]:
    """The verdict as manifests and refusals hold it."""
    return {
        "result": "refused" if report.gate_failures else "passed",
        "checks": len(report.results),
        "gate_failures": [failure_line(result) for result in report.gate_failures],
        "warnings": [failure_line(result) for result in report.warnings],
    }
