"""Company records among themselves: 10,000, 100,000 and a million generated ones.

Guards: `stacktrail dedupe` takes at most twice the processor time a record for 100 times the records, and less than
5 GB for a million. STACKTRAIL_BENCHMARK_RECORDS=100000 tries it with fewer. Prints pair F1 of each size.
Run: make bench, or pytest -s -m benchmark tests/benchmarks/test_company_deduplication.py
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.benchmarks.company_sets import GENERATOR, generated, pair_f1
from tests.benchmarks.measured_process import Measured, measure

pytestmark = [pytest.mark.benchmark, pytest.mark.timeout(3_600), pytest.mark.xdist_group("benchmarks")]

LARGEST = int(os.environ.get("STACKTRAIL_BENCHMARK_RECORDS", "1000000"))


def _deduplicated(count: int, folder: Path) -> Measured:
    records, clusters = generated(count, folder), folder / f"{count}.csv"
    done = measure("dedupe", records, "-o", clusters)
    print(
        f"\n{count:,} records: {done.seconds:.1f} s, {done.processor_seconds:.1f} processor s, "
        f"{done.peak_bytes / (1 << 30):.2f} GB at most, pair F1 {pair_f1(records, clusters):.3f}",
        end="",
    )
    return done


@pytest.mark.skipif(not GENERATOR.is_file(), reason="needs the development data beside the checkout")
def test_time_grows_with_the_number_of_records_and_memory_is_bounded(tmp_path: Path) -> None:
    counts = [count for count in (10_000, 100_000, 1_000_000) if count <= LARGEST]
    done = {count: _deduplicated(count, tmp_path) for count in counts}
    rates = [done[count].processor_seconds / count for count in counts]
    assert max(rates[1:]) <= 2 * rates[0]
    assert done[counts[-1]].peak_bytes < 5 << 30
