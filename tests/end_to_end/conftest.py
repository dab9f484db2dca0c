"""One lake of the replayed samples, built once by the installed command; tests that change a lake build their own."""

from __future__ import annotations

import fcntl
import os
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.end_to_end.commands import SAMPLES, done
from tests.end_to_end.expectations_of_samples import Findings, read_findings


@dataclass(frozen=True)
class Replayed:
    """The lake, and what the command that built it printed."""

    lake: Path
    printed: str


@pytest.fixture(scope="session")
def replayed(tmp_path_factory: pytest.TempPathFactory) -> Replayed:
    """The samples, replayed. Do not change this lake's releases: all test processes share it."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    lake, printed = shared / "replayed_samples", shared / "replayed_samples.txt"
    with (shared / "replayed_samples.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not printed.exists():
            outcome = done("run", SAMPLES / "SOURCES.yml", "--replay", "--lake", lake)
            assert outcome.err == ""
            printed.write_text(outcome.out, encoding="utf-8")
    return Replayed(lake, printed.read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def findings(replayed: Replayed) -> Findings:
    """What came out of the samples, beside what should."""
    return read_findings(replayed.lake)
