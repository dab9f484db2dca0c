"""Benchmarks measure and print; they run by `make bench` (`-m benchmark`), not by `make test`."""

from __future__ import annotations

import pytest


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Deselect benchmarks unless the command line chose markers itself: timings mean little beside other tests."""
    if config.option.markexpr:
        return
    left_out = [item for item in items if item.get_closest_marker("benchmark")]
    if left_out:
        items[:] = [item for item in items if not item.get_closest_marker("benchmark")]
        config.hook.pytest_deselected(items=left_out)
