"""Company linking and deduplication beside Splink (DuckDB) and character TF-IDF, one after another in one run.

Guards: linking 12,900 mentions to a register of 63,000 is three times faster than Splink from files to file and takes
less than 1 GB; deduplication of the largest set takes at most half of Splink's time. Prints time, memory and quality of
each; a peer links from the probability that is best for it on these very mentions, which favours it. Needs the extra
`peers` (pip install -e '.[peers]').
STACKTRAIL_BENCHMARK_RECORDS=1000000 deduplicates a million records as well (Splink takes 9 GB).
Run: pytest -s -m benchmark tests/benchmarks/test_company_peers.py
"""

from __future__ import annotations

import csv
import gzip
import importlib.util
import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from tests.benchmarks.company_sets import GENERATOR, generated, pair_f1
from tests.benchmarks.large_sources import DEVELOPMENT_DATA
from tests.benchmarks.measured_process import Measured, measure, measure_command

LARGEST = int(os.environ.get("STACKTRAIL_BENCHMARK_RECORDS", "100000"))
SCORER = DEVELOPMENT_DATA.parent / "score" / "linking.py"
COMPANIES = DEVELOPMENT_DATA / "companies"
PEERS = "tests.benchmarks.peers."

pytestmark = [
    pytest.mark.benchmark,
    pytest.mark.timeout(7_200),
    pytest.mark.xdist_group("benchmarks"),
    pytest.mark.skipif(not GENERATOR.is_file(), reason="needs the development data beside the checkout"),
    pytest.mark.skipif(importlib.util.find_spec("splink") is None, reason="needs the extra peers"),
]


def _show(name: str, done: Measured, quality: str) -> None:
    print(
        f"\n{name}: {done.seconds:.1f} s, {done.processor_seconds:.1f} processor s, "
        f"{done.peak_bytes / (1 << 30):.2f} GB at most, {quality}",
        end="",
    )


def _decided(found: Path, mentions: Path) -> None:
    """Write a peer's links with decisions, from the probability up that gives the best F1 on these mentions."""
    with gzip.open(mentions, "rt", encoding="utf-8", newline="") as lines:
        truth = {row["record_id"]: row["true_company_id"] for row in csv.DictReader(lines)}
    with found.open(encoding="utf-8", newline="") as lines:
        links = list(csv.DictReader(lines))
    chance = np.array([float(link["match_probability"]) for link in links])
    right = np.array([link["company_id"] == truth[link["record_id"]] for link in links])
    order = np.argsort(-chance, kind="stable")
    registered = sum(1 for company in truth.values() if company)
    f1 = 2 * np.cumsum(right[order]) / (np.arange(1, len(order) + 1) + registered)
    least = chance[order][int(np.argmax(f1))]
    with found.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, ["record_id", "company_id", "match_probability", "decision"])
        writer.writeheader()
        for link, one in zip(links, chance.tolist(), strict=True):
            writer.writerow({**link, "decision": "match" if one >= least else "no_match"})


def _quality(mentions: Path, links: Path) -> str:
    said = subprocess.run([sys.executable, str(SCORER), str(mentions), str(links)], check=True, capture_output=True)
    scores = json.loads(said.stdout)["all"]
    return ", ".join(f"{name} {scores[name]:.3f}" for name in ("auto_f1", "guess_accuracy", "no_match_f1"))


def test_linking_is_three_times_faster_than_splink(tmp_path: Path) -> None:
    registry, mentions = tmp_path / "registry.csv", COMPANIES / "mentions_dev.csv.gz"
    registry.write_bytes(gzip.decompress((COMPANIES / "registry_dev.csv.gz").read_bytes()))
    asked = tmp_path / "mentions.csv"
    asked.write_bytes(gzip.decompress(mentions.read_bytes()))
    ours, links, near = (tmp_path / f"{name}.csv" for name in ("ours", "splink", "tfidf"))
    files = [str(registry), str(asked)]
    resolved = measure("resolve", "--records", asked, "--registry", registry, "-o", ours)
    splink = measure_command([sys.executable, "-m", f"{PEERS}splink_peer", "link", *files, str(links)])
    tfidf = measure_command([sys.executable, "-m", f"{PEERS}tfidf_peer", *files, str(near)])
    for found in (links, near):
        _decided(found, mentions)
    for name, done, found in (("stacktrail", resolved, ours), ("Splink", splink, links), ("TF-IDF", tfidf, near)):
        _show(name, done, _quality(mentions, found))
    assert resolved.peak_bytes < 1 << 30
    assert resolved.seconds * 3 <= splink.seconds


def test_deduplication_takes_half_of_the_time_of_splink(tmp_path: Path) -> None:
    ratio = 0.0
    for count in (count for count in (10_000, 100_000, 1_000_000) if count <= LARGEST):
        records, ours, peers = generated(count, tmp_path), tmp_path / "ours.csv", tmp_path / "splink.csv"
        done = measure("dedupe", records, "-o", ours)
        splink = measure_command([sys.executable, "-m", f"{PEERS}splink_peer", "dedupe", str(records), str(peers)])
        _show(f"stacktrail, {count:,} records", done, f"pair F1 {pair_f1(records, ours):.3f}")
        _show(f"Splink, {count:,} records", splink, f"pair F1 {pair_f1(records, peers):.3f}")
        ratio = done.seconds / splink.seconds
    assert ratio <= 0.5
