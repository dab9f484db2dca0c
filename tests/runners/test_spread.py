"""Work spread over processes gives what one process gives."""

import os
import random
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from pipeline.entity_resolution.deduplicating import deduplication
from pipeline.entity_resolution.deduplicating.deduplication import dedupe_records
from pipeline.entity_resolution.linking import distributed_linking
from pipeline.entity_resolution.linking.distributed_linking import resolve_spread
from pipeline.entity_resolution.linking.resolution import ResolutionParams, resolve_records
from pipeline.entity_resolution.records import name_reading
from pipeline.runners.spread import spread_over

WORDS = ("Brightloom", "Kestrelvale", "Harbor Ridge", "Ossuary", "Thistledown", "Marrowfen", "Quillgate", "Светлица")
KINDS = ("Textiles", "Robotics", "Fund II", "Fund III", "Pickle Works", "Trading", "Energy")
FORMS = ("", " Inc.", " GmbH", " - Careers", " Ltd")


def _records(count: int) -> pa.Table:
    chance = random.Random(5)
    names = [f"{chance.choice(WORDS)} {chance.choice(KINDS)}{chance.choice(FORMS)}" for _ in range(count)]
    domains = [chance.choice(("", "brightloom.com", "kestrelvale.de")) for _ in range(count)]
    return pa.table({"record_id": [f"r{row:04}" for row in range(count)], "name": names, "domain": domains})


def test_clusters_do_not_depend_on_the_number_of_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    records = _records(400)
    expected = dedupe_records(records)
    assert 10 < len(set(expected.column("cluster_id").to_pylist())) < 300
    monkeypatch.setattr(name_reading, "_NAMES_AT_ONCE", 30)
    monkeypatch.setattr(deduplication, "_PAIRS_AT_ONCE", 500)
    told: list[float] = []
    with spread_over(2) as spread:
        assert dedupe_records(records, progress=told.append, spread=spread).equals(expected)
    assert len(told) > 6, "the work was not cut into parts, so it was not spread"
    assert told == sorted(told)
    with spread_over(1) as spread:
        assert dedupe_records(records, spread=spread).equals(expected)


def test_links_do_not_depend_on_the_number_of_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    names = [f"{word} {kind}" for word in WORDS for kind in KINDS]
    registry = pa.table({"company_id": [f"c{row:02}" for row in range(len(names))], "name": names})
    records, params = _records(120), ResolutionParams()
    expected = resolve_records(records, registry, params)
    assert "match" in expected.column("decision").to_pylist()
    monkeypatch.setattr(distributed_linking, "_RECORDS_AT_ONCE", 20)
    told: list[float] = []
    with spread_over(2, at_once=True) as spread:
        assert resolve_spread(records, registry, params, told.append, spread).equals(expected)
    assert len(told) == 7
    assert told == sorted(told)


def _worker(shared: pa.Buffer, numbers: np.ndarray) -> Callable[[int], tuple[int, int, int]]:
    return lambda item: (item + int(numbers[0]) + shared.size, os.getpid(), shared.address % 64)


def test_processes_stay_from_one_work_to_the_next_and_share_what_they_need() -> None:
    shared, numbers = pa.py_buffer(bytes(1_000)), np.array([7])
    with spread_over(2, at_once=True) as spread:
        first = list(spread(_worker, (shared, numbers), range(30)))
        second = list(spread(_worker, (shared, numbers + 1), range(2)))
    assert [value for value, *_ in first] == [item + 1_007 for item in range(30)]
    assert [value for value, *_ in second] == [1_008, 1_009]
    assert os.getpid() not in {pid for _, pid, _ in first}
    assert {pid for _, pid, _ in second} <= {pid for _, pid, _ in first}, "another process was started"
    assert {place for *_, place in first} == {0}, "numbers in it would not be aligned"


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="workers are ended by their parent's end on Linux")
def test_no_file_is_left_behind_by_a_killed_parent(tmp_path: Path) -> None:
    script = tmp_path / "parent.py"
    script.write_text(
        "import time\n"
        "from pipeline.runners.spread import spread_over\n"
        "def make(data):\n    return nap\n"
        "def nap(n):\n    time.sleep(30 if n > 1 else 0)\n    return n\n"
        "if __name__ == '__main__':\n    with spread_over(2, at_once=True) as spread:\n"
        "        for n in spread(make, (bytes(100),), range(9)):\n            print(n, flush=True)\n"
    )
    environment = {**os.environ, "TMPDIR": str(tmp_path)}
    words = [sys.executable, str(script)]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True, env=environment) as parent:
        assert parent.stdout is not None
        assert parent.stdout.readline() == "0\n"
        assert list(tmp_path.glob("stacktrail-*"))
        parent.kill()
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline and list(tmp_path.glob("stacktrail-*")):
        time.sleep(0.05)
    assert not list(tmp_path.glob("stacktrail-*"))
