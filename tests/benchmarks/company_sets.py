"""Generated sets of company records whose true clusters are known, and the score of a clustering of them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet as pq

from tests.benchmarks.large_sources import DEVELOPMENT_DATA

GENERATOR = DEVELOPMENT_DATA / "companies" / "scale.py"
SEED = "7"
_TRUTH = pa.schema([("record_id", pa.string()), ("cluster_id", pa.string())])


def generated(count: int, folder: Path) -> Path:
    """A Parquet file of so many records."""
    records = folder / f"{count}.parquet"
    subprocess.run(
        [sys.executable, str(GENERATOR), str(count), SEED, str(records)], check=True, stdout=subprocess.DEVNULL
    )
    return records


def pair_f1(truth: Path, clusters: Path) -> float:
    """F1 over pairs of records that are in one cluster."""
    said = pa.csv.read_csv(clusters).rename_columns(["record_id", "said"])
    rows = pq.read_table(truth, columns=["record_id", "cluster_id"]).cast(_TRUTH).join(said, "record_id")
    return 2 * _pairs(rows, ["cluster_id", "said"]) / (_pairs(rows, ["cluster_id"]) + _pairs(rows, ["said"]))


def _pairs(rows: pa.Table, keys: list[str]) -> float:
    size = rows.group_by(keys).aggregate([("record_id", "count")]).column("record_id_count").cast(pa.float64())
    return float(pc.sum(pc.multiply(size, pc.subtract(size, 1.0))).as_py()) / 2
