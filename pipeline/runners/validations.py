"""Great Expectations' own validation results of a build, filled in a process of its own.

Importing Great Expectations takes longer than most other steps of a build, so it happens beside them, on another core.
"""

from __future__ import annotations

import copyreg
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from datetime import datetime
from types import MappingProxyType

import orjson

from pipeline.errors import TransientError
from pipeline.quality.results import CheckResult
from pipeline.quality.suites import Suite
from pipeline.runners.pool import end_pool, worker_pool


def _proxy(content: dict[str, object]) -> MappingProxyType[str, object]:
    return MappingProxyType(content)


def _reduce_proxy(
    proxy: MappingProxyType[str, object],
) -> tuple[Callable[..., MappingProxyType[str, object]], tuple[dict[str, object]]]:
    return _proxy, (dict(proxy),)


copyreg.pickle(MappingProxyType, _reduce_proxy)  # suites hold read-only mappings, which cannot travel by themselves


class ValidationProcess:
    """The process that turns check results into validation results."""

    def __init__(self, pool: ProcessPoolExecutor) -> None:
        self._pool = pool
        self._ready = pool.submit(_load)

    def validations(
        self, suites: Sequence[Suite], results: Sequence[CheckResult], run_name: str, run_at: datetime
    ) -> bytes:
        """One validation result a suite, in Great Expectations' JSON form, as a JSON list.

        Raises: TransientError: the process died.
        """
        try:
            self._ready.result()
            return self._pool.submit(_fill, tuple(suites), tuple(results), run_name, run_at).result()
        except BrokenProcessPool as error:
            raise TransientError(
                "the process that fills validation results ended unexpectedly, most likely for want of memory; "
                "run the command again"
            ) from error


@contextmanager
def validation_process() -> Iterator[ValidationProcess]:
    """Start the process now, so that it is ready when the checks are done; it ends with the block."""
    pool = worker_pool(1)
    try:
        yield ValidationProcess(pool)
    finally:
        end_pool(pool)


def _load() -> None:
    os.nice(10)  # the build waits for nobody; this is ready long before its checks are
    import pipeline.quality.great_expectations_adapter  # noqa: F401 - for its own import time


def _fill(suites: tuple[Suite, ...], results: tuple[CheckResult, ...], run_name: str, run_at: datetime) -> bytes:
    from pipeline.quality.great_expectations_adapter import validation_json

    filled = [validation_json(suite, results, run_name=run_name, run_at=run_at) for suite in suites]
    return orjson.dumps(filled, default=str)
