"""Company records among themselves: 10,000, 100,000 and a million generated ones.

Guards: `stacktrail dedupe` takes at most twice the processor time a record for 100 times the records, and less than
5 GB for a million. STACKTRAIL_BENCHMARK_RECORDS=100000 tries it with fewer. Prints pair F1 of each size.
Run: make bench, or pytest -s -m benchmark tests/benchmarks/test_company_deduplication.py
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet as pq
import pytest

from tests.benchmarks.large_sources import DEVELOPMENT_DATA
from tests.benchmarks.measured_process import Measured, measure

pytestmark = [pytest.mark.benchmark, pytest.mark.timeout(3_600), pytest.mark.xdist_group("benchmarks")]

GENERATOR = DEVELOPMENT_DATA / "companies" / "scale.py"
LARGEST = int(os.environ.get("STACKTRAIL_BENCHMARK_RECORDS", "1000000"))
SEED = "7"
_TRUTH = pa.schema([("record_id", pa.string()), ("cluster_id", pa.string())])


def _pairs(rows: pa.Table, keys: list[str]) -> float:
    size = rows.group_by(keys).aggregate([("record_id", "count")]).column("record_id_count").cast(pa.float64())
    return float(pc.sum(pc.multiply(size, pc.subtract(size, 1.0))).as_py()) / 2


def _pair_f1(truth: Path, clusters: Path) -> float:
    said = pa.csv.read_csv(clusters).rename_columns(["record_id", "said"])
    rows = pq.read_table(truth, columns=["record_id", "cluster_id"]).cast(_TRUTH).join(said, "record_id")
    return 2 * _pairs(rows, ["cluster_id", "said"]) / (_pairs(rows, ["cluster_id"]) + _pairs(rows, ["said"]))


def _deduplicated(count: int, folder: Path) -> Measured:
    records, clusters = folder / f"{count}.parquet", folder / f"{count}.csv"
    subprocess.run(
        [sys.executable, str(GENERATOR), str(count), SEED, str(records)], check=True, stdout=subprocess.DEVNULL
    )
    done = measure("dedupe", records, "-o", clusters)
    print(
        f"\n{count:,} records: {done.seconds:.1f} s, {done.processor_seconds:.1f} processor s, "
        f"{done.peak_bytes / (1 << 30):.2f} GB at most, pair F1 {_pair_f1(records, clusters):.3f}",
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
