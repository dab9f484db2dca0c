"""Work over processes: order, laziness, errors, and no worker without its parent."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.errors import TransientError
from pipeline.runners.pool import FEW_ITEMS, ordered_map

_LOADED: list[str] = []


def load(text: str) -> None:
    _LOADED.append(text)


def square(number: int) -> tuple[int, int, list[str]]:
    time.sleep(0.02 if number % 3 == 0 else 0)
    return number * number, os.getpid(), list(_LOADED)


def fail_at_seven(number: int) -> int:
    if number == 7:
        raise ValueError("seven")
    return number


def die(number: int) -> int:
    os._exit(9)


def test_results_keep_the_order_of_items_and_the_work_is_done_elsewhere() -> None:
    results = list(ordered_map(square, range(40), 2, load, ("catalogue",)))
    assert [r[0] for r in results] == [n * n for n in range(40)]
    assert os.getpid() not in {r[1] for r in results}
    assert all(r[2] == ["catalogue"] for r in results)


@pytest.mark.parametrize(("count", "workers"), [(FEW_ITEMS, 2), (40, 1), (40, 0), (0, 2)])
def test_few_items_or_one_worker_stay_in_this_process(count: int, workers: int) -> None:
    _LOADED.clear()
    results = list(ordered_map(square, range(count), workers, load, ("x",)))
    assert [r[0] for r in results] == [n * n for n in range(count)]
    assert {r[1] for r in results} <= {os.getpid()}
    assert ["x"] * bool(count) == _LOADED


def test_items_are_read_as_needed() -> None:
    read: list[int] = []

    def numbers() -> Iterator[int]:
        for number in range(1_000):
            read.append(number)
            yield number

    results = ordered_map(fail_at_seven, numbers(), 1)
    next(results)
    assert len(read) == 1


def test_an_error_comes_at_its_turn() -> None:
    results = ordered_map(fail_at_seven, range(100), 2)
    seen = []
    with pytest.raises(ValueError, match="seven"):
        for result in results:
            seen.append(result)
    assert seen == list(range(7))


def test_a_dead_worker_is_an_error_and_no_hang() -> None:
    with pytest.raises(TransientError, match="STACKTRAIL_WORKERS=1"):
        list(ordered_map(die, range(20), 2))


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="reads /proc")
def test_workers_end_with_a_killed_parent(tmp_path: Path) -> None:
    script = tmp_path / "parent.py"
    script.write_text(
        "import os, time\n"
        "from pipeline.runners.pool import ordered_map\n"
        "def nap(n):\n    time.sleep(30 if n > 5 else 0)\n    return os.getpid()\n"
        "if __name__ == '__main__':\n    for pid in ordered_map(nap, range(20), 2):\n        print(pid, flush=True)\n"
    )
    with subprocess.Popen([sys.executable, str(script)], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        pids = {int(parent.stdout.readline()) for _ in range(6)}
        parent.kill()
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline and any(_is_running(pid) for pid in pids):
        time.sleep(0.05)
    assert not any(_is_running(pid) for pid in pids)


def _is_running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] not in "ZX"
    except OSError:
        return False
