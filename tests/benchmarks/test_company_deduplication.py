"""Company records among themselves: 10,000, 100,000 and a million generated ones.

Guards: `stacktrail dedupe` takes at most twice the processor time a record for 100 times the records, and less than
5 GB for a million; with `--state`, 10,000 records are added to a million for at most 3 % of its processor time.
STACKTRAIL_BENCHMARK_RECORDS=100000 tries it with fewer. Prints pair F1 of each size.
Run: make bench, or pytest -s -m benchmark tests/benchmarks/test_company_deduplication.py
"""

from __future__ import annotations

import os
from pathlib import Path

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq
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


@pytest.mark.skipif(not GENERATOR.is_file(), reason="needs the development data beside the checkout")
def test_adding_a_hundredth_costs_little_and_finds_what_a_full_run_finds(tmp_path: Path) -> None:
    every = generated(LARGEST + LARGEST // 100, tmp_path)
    rows = pq.read_table(every)
    parts = {"earlier": rows.slice(0, LARGEST), "new": rows.slice(LARGEST)}
    done: dict[str, Measured] = {}
    clusters: dict[str, str] = {}
    for name, part in parts.items():
        pq.write_table(part, tmp_path / f"{name}.parquet")
        answer = tmp_path / f"{name}.csv"
        done[name] = measure("dedupe", "--state", tmp_path / "state", tmp_path / f"{name}.parquet", "-o", answer)
        said = pa.csv.read_csv(answer)
        clusters |= dict(zip(said.column(0).to_pylist(), said.column(1).to_pylist(), strict=True))
    pa.csv.write_csv(
        pa.table([list(clusters), list(clusters.values())], ["record_id", "cluster_id"]), tmp_path / "all.csv"
    )
    share = done["new"].processor_seconds / done["earlier"].processor_seconds
    for name, part in parts.items():
        print(
            f"\n{part.num_rows:,} {name} records: {done[name].seconds:.1f} s, "
            f"{done[name].processor_seconds:.1f} processor s, {done[name].peak_bytes / (1 << 30):.2f} GB at most",
            end="",
        )
    print(f"\nshare {share:.3f}, pair F1 of all {pair_f1(every, tmp_path / 'all.csv'):.3f}", end="")
    assert LARGEST < 1_000_000 or share <= 0.03
