"""One lake of the replayed samples, built once by the installed command; tests that change a lake build their own."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.end_to_end.commands import SAMPLES, Outcome, done
from tests.end_to_end.expectations_of_samples import Findings, read_findings


@dataclass(frozen=True)
class Replayed:
    """The lake, and what the command that built it printed."""

    lake: Path
    outcome: Outcome


@pytest.fixture(scope="session")
def replayed(tmp_path_factory: pytest.TempPathFactory) -> Replayed:
    """The samples, replayed. Do not change this lake's releases."""
    lake = tmp_path_factory.mktemp("samples") / "lake"
    return Replayed(lake, done("run", SAMPLES / "SOURCES.yml", "--replay", "--lake", lake))


@pytest.fixture(scope="session")
def findings(replayed: Replayed) -> Findings:
    """What came out of the samples, beside what should."""
    return read_findings(replayed.lake)
