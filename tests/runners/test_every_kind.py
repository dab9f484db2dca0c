"""A sources file over payloads of every kind builds, and `status` shows each with its counts."""

from __future__ import annotations

from pathlib import Path

from pipeline.access.status_report import lake_status
from pipeline.sources.kinds import KINDS
from pipeline.storage.lake import Lake
from tests.fuzzing.run_fuzzer import corpus
from tests.runners.conftest import run_at
from tests.runners.small_sources import DAY_1


def test_status_shows_every_kind_with_its_counts(own_lake: Lake, tmp_path: Path) -> None:
    lines = ["sources:"]
    for kind, payloads in corpus(recorded=None).items():
        lines.append(f"  - {{name: {kind}, kind: {kind}, path: 2026-09-01/{kind}/*, domain: brightloom.com}}")
        (tmp_path / "2026-09-01" / kind).mkdir(parents=True)
        for number, data in enumerate(payloads):
            (tmp_path / "2026-09-01" / kind / f"{number}.bin").write_bytes(data)
    (tmp_path / "SOURCES.yml").write_text("\n".join(lines) + "\n")
    assert run_at(own_lake, tmp_path / "SOURCES.yml", DAY_1).built.is_new
    counts = {found["kind"]: found for found in lake_status(own_lake, DAY_1)["kinds"]}
    assert counts.keys() == set(KINDS)
    assert [kind for kind, found in counts.items() if not found["payloads"] or not found["records"]] == []
