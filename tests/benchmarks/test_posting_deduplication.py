"""A million postings to openings.

Guards: `stacktrail dedupe --kind postings` over 1,000,000 postings, made from the development postings, in 10 minutes
and 4 GB. STACKTRAIL_BENCHMARK_POSTINGS=100000 tries it with fewer.
Run: make bench, or pytest -s -m benchmark tests/benchmarks/test_posting_deduplication.py
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.benchmarks.large_sources import DEVELOPMENT_DATA
from tests.benchmarks.many_postings import write_postings
from tests.benchmarks.measured_process import measure

pytestmark = [pytest.mark.benchmark, pytest.mark.timeout(3_600), pytest.mark.xdist_group("benchmarks")]

GIGABYTE = 1 << 30
SOURCE = DEVELOPMENT_DATA / "postings" / "postings_dev.jsonl.gz"
COUNT = int(os.environ.get("STACKTRAIL_BENCHMARK_POSTINGS", "1000000"))


@pytest.mark.skipif(not SOURCE.is_file(), reason="needs the development postings beside the checkout")
def test_a_million_postings_take_ten_minutes_and_four_gigabytes(tmp_path: Path) -> None:
    write_postings(SOURCE, tmp_path / "many.jsonl", COUNT)
    done = measure("dedupe", "--kind", "postings", tmp_path / "many.jsonl", "-o", tmp_path / "groups.csv")
    print(
        f"\n{COUNT:,} postings: {done.seconds:.0f} s, {done.processor_seconds:.0f} processor s, "
        f"{done.peak_bytes / GIGABYTE:.2f} GB at most",
        end="",
    )
    assert done.processor_seconds < 600 * COUNT / 1_000_000
    assert done.peak_bytes < 4 * GIGABYTE
