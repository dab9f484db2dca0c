"""A command as a process of its own, with its time and the memory of all its processes together."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

_PAGE_BYTES = resource.getpagesize()
STACKTRAIL = Path(sys.executable).parent / "stacktrail"


@dataclass(frozen=True)
class Measured:
    """What a command took.

    Attributes:
        seconds: from start to end.
        processor_seconds: of all its processes.
        peak_bytes: largest sum of resident memory over its processes, sampled ten times a second (pages that processes
            share count in each: never too little); without /proc, that of the largest process alone.
    """

    out: str
    seconds: float
    processor_seconds: float
    peak_bytes: int


def measure(*words: str | Path) -> Measured:
    """Run `stacktrail` with these words; it must succeed."""
    return measure_command([str(STACKTRAIL), *map(str, words)])


def measure_command(words: list[str]) -> Measured:
    """Run any command; it must succeed."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    started, peak = time.perf_counter(), 0
    with subprocess.Popen(
        words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, start_new_session=True
    ) as running:
        while True:
            try:
                out, _ = running.communicate(timeout=0.1)
                break
            except subprocess.TimeoutExpired:
                peak = max(peak, _resident_bytes(running.pid))
    seconds = time.perf_counter() - started
    assert running.returncode == 0, out
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Measured(out, seconds, used, peak or after.ru_maxrss * 1024)


def _resident_bytes(session: int) -> int:
    """Resident memory of all processes of a session."""
    total = 0
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            if os.getsid(int(entry.name)) == session:
                total += int((entry / "statm").read_text().split()[1]) * _PAGE_BYTES
        except (OSError, ValueError):
            continue  # it has just ended
    return total
