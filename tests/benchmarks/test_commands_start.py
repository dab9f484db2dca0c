"""How long a command takes before it does anything.

Guards the time of `stacktrail --help`, `--version` and a mistyped command (below 0.6 s: nothing heavy is imported for
them; 0.1 s when written) and of a command's own help, which imports that command (below 2 s), best of five.
Run: make bench, or pytest -s -m benchmark tests/benchmarks/test_commands_start.py
"""

from __future__ import annotations

import subprocess
import time

import pytest

from tests.benchmarks.measured_process import STACKTRAIL

pytestmark = [pytest.mark.benchmark, pytest.mark.xdist_group("benchmarks")]


@pytest.mark.parametrize(
    ("words", "limit"),
    [(("--help",), 0.6), (("--version",), 0.6), (("quary",), 0.6), (("run", "--help"), 2.0), (("query", "-h"), 2.0)],
)
def test_a_command_answers_at_once(words: tuple[str, ...], limit: float) -> None:
    seconds = min(_seconds(*words) for _ in range(5))
    print(f"\nstacktrail {' '.join(words)}: {seconds:.2f} s", end="")
    assert seconds < limit


def _seconds(*words: str) -> float:
    started = time.perf_counter()
    subprocess.run([str(STACKTRAIL), *words], capture_output=True, check=False)
    return time.perf_counter() - started
