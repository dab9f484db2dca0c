"""A run over a real lake's size, the second run, and a run with one new file.

Guards: the whole pipeline over 22,500 postings and 63,000 register entries within 5 minutes and 4 GB on 2 cores; a run
with nothing new under a tenth, and one with 100 new postings under a fifth of the first run's time. Ratios are of one
machine and one session; on a busy machine compare the processor seconds that are printed beside.
Run: make bench, or pytest -s -m benchmark tests/benchmarks/test_runs.py
"""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from tests.benchmarks.large_sources import write_large_sources, write_new_postings
from tests.benchmarks.measured_process import Measured, measure

pytestmark = [pytest.mark.benchmark, pytest.mark.timeout(1_800), pytest.mark.xdist_group("benchmarks")]

GIGABYTE = 1 << 30
LIMIT_SECONDS = 300
LIMIT_BYTES = 4 * GIGABYTE


@dataclass(frozen=True)
class Runs:
    """Three runs into one lake, one after the other."""

    first: Measured
    unchanged: Measured
    added: Measured


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Runs:
    home = tmp_path_factory.mktemp("large")
    sources, kind = write_large_sources(home / "sources")
    lake = home / "lake"

    def run(title: str, day: str) -> Measured:
        done = measure("run", sources, "--lake", lake, "--now", day)
        print(
            f"\n{title} ({kind}): {done.seconds:.1f} s, {done.processor_seconds:.1f} processor s, "
            f"{done.peak_bytes / GIGABYTE:.2f} GB at most",
            end="",
        )
        return done

    first = run("first run", "2026-09-02")
    unchanged = run("nothing new", "2026-09-03")
    write_new_postings(home / "sources" / "new" / "hundred.jsonl", 100)
    return Runs(first, unchanged, run("100 new postings", "2026-09-04"))


def test_a_first_run_ends_within_five_minutes(runs: Runs) -> None:
    assert "published" in runs.first.out
    assert runs.first.seconds < LIMIT_SECONDS


def test_a_run_stays_within_four_gigabytes(runs: Runs) -> None:
    assert max(run.peak_bytes for run in (runs.first, runs.unchanged, runs.added)) < LIMIT_BYTES


def test_a_run_with_nothing_new_takes_under_a_tenth(runs: Runs) -> None:
    assert "unchanged" in runs.unchanged.out
    print(f"\nnothing new: {runs.unchanged.seconds / runs.first.seconds:.3f} of the first run (limit 0.1)", end="")
    assert runs.unchanged.seconds < runs.first.seconds / 10


def test_a_run_with_a_hundred_new_postings_takes_under_a_fifth(runs: Runs) -> None:
    assert "100 postings" in runs.added.out
    assert "published" in runs.added.out
    print(f"\n100 new postings: {runs.added.seconds / runs.first.seconds:.3f} of the first run (limit 0.2)", end="")
    assert runs.added.seconds < runs.first.seconds / 5
