"""`kill -9` at any moment of a run: the last release stays readable, and the next run gives what it would have given.

The process killed is the command itself; the processes it started must notice and end. The moments are random, by a
fixed seed, and lie evenly over the time that an undisturbed run takes. Kills come alone and in rows, so that a run also
meets what several killed ones left.
"""

from __future__ import annotations

import random
import shutil
import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

import pytest

from pipeline.access.queries import fetch_rows, release_connection
from pipeline.publishing.releases import find_release, verify_release
from pipeline.storage.lake import open_lake
from tests.end_to_end.commands import STACKTRAIL, Outcome, current, digests, done, environment
from tests.end_to_end.tiny_sources import add_postings, write_tiny

pytestmark = [pytest.mark.end_to_end, pytest.mark.slow, pytest.mark.xdist_group("killed"), pytest.mark.timeout(600)]

SEED = 20260101
ROWS_OF_KILLS = (1, 1, 2, 3, 5, 8)
SECONDS_TO_END = 5


@dataclass(frozen=True)
class Bench:
    """A lake with one release, its copy, and what the next run makes of the new input when nothing disturbs it.

    A lake holds its own place, so the copy is only ever copied back.
    """

    sources: Path
    lake: Path
    copy: Path
    first_release: str
    next_release: str
    next_digests: dict[str, str]
    seconds: float

    def command(self) -> list[str]:
        return ["run", str(self.sources), "--lake", str(self.lake), "--now", "2026-02-02T00:00:00Z"]

    def restore(self) -> None:
        shutil.rmtree(self.lake)
        shutil.copytree(self.copy, self.lake)

    def complete(self) -> Outcome:
        return done(*self.command())

    def kill_after(self, seconds: float) -> bool:
        """Start the next run and kill it; True when it still ran. Everything it started ends by itself."""
        process = subprocess.Popen(
            [STACKTRAIL, *self.command()],
            env=environment(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
        is_killed = process.wait() == -signal.SIGKILL
        assert_all_end(process.pid)
        return is_killed


def session_members(session: int) -> list[str]:
    """Command lines of living processes of a session."""
    found = []
    for process in Path("/proc").iterdir():
        if not process.name.isdigit():
            continue
        try:
            state, _, _, own = (process / "stat").read_text().rpartition(")")[2].split()[:4]
            if int(own) == session and state != "Z":
                found.append((process / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace"))
        except OSError:
            continue  # it has just ended
    return found


def assert_all_end(session: int) -> None:
    """Every process of the session ends within `SECONDS_TO_END`."""
    deadline = time.monotonic() + SECONDS_TO_END
    while (orphans := session_members(session)) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not orphans, f"still running {SECONDS_TO_END} s after their parent was killed: {orphans}"


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Bench:
    folder = tmp_path_factory.mktemp("killed")
    sources, lake, copy = write_tiny(folder / "sources"), folder / "lake", folder / "copy"
    done("run", sources, "--lake", lake, "--now", "2026-02-01T00:00:00Z")
    shutil.copytree(lake, copy)
    first = current(lake).release_id
    add_postings(folder / "sources", "2026-01-02", 6, 3)
    begun = time.monotonic()
    done("run", sources, "--lake", lake, "--now", "2026-02-02T00:00:00Z")
    found = Bench(sources, lake, copy, first, current(lake).release_id, digests(lake), time.monotonic() - begun)
    found.restore()
    return found


def assert_readable(bench: Bench) -> str:
    """The current release is the first or, whole, the next; its files are as published and its rows are there."""
    lake = open_lake(str(bench.lake))
    release = find_release(lake)
    assert release.release_id in (bench.first_release, bench.next_release)
    assert all(finding.is_sound for finding in verify_release(lake, release))
    with release_connection(lake, release) as connection:
        for table in release.tables:
            count = fetch_rows(connection, f"SELECT count(*) AS n FROM {table.name}")[0]["n"]
            assert count == table.row_count, table.name
    return release.release_id


def test_killed_at_random_moments(bench: Bench):
    chance = random.Random(SEED)
    seconds, kills, late = bench.seconds, 0, 0
    for row in ROWS_OF_KILLS:
        left = row
        while left:
            begun = time.monotonic()
            if bench.kill_after(chance.uniform(0.02, 0.98) * seconds):
                left -= 1
                kills += 1
                if assert_readable(bench) == bench.next_release:  # killed after it had published: nothing is left to do
                    assert digests(bench.lake) == bench.next_digests
                    bench.restore()
                continue
            seconds = min(seconds, time.monotonic() - begun)  # the machine was busier when the run was timed
            late += 1
            assert late < sum(ROWS_OF_KILLS), "runs end before they can be killed"
            bench.restore()
            left = row
        bench.complete()
        assert current(bench.lake).release_id == bench.next_release
        assert digests(bench.lake) == bench.next_digests
        assert_readable(bench)
        bench.restore()
    print(f"{kills} kills of runs of {seconds:.1f} s; {late} came too late")
    assert kills >= 20


def test_the_commands_read_the_last_release_after_a_kill(bench: Bench):
    bench.restore()
    bench.kill_after(bench.seconds * 0.6)
    done("verify", "--lake", bench.lake)
    counted = done("query", "SELECT count(*) AS n FROM out_companies", "--output", "json", "--lake", bench.lake)
    assert counted.rows[0]["n"] > 0


def test_workers_end_with_a_killed_run(tmp_path: Path):
    """Enough new files for a pool of workers, killed while they work."""
    sources, lake = write_tiny(tmp_path / "sources"), tmp_path / "lake"
    for day in range(2, 10):
        add_postings(tmp_path / "sources", f"2026-01-0{day}", day, 1)
    process = subprocess.Popen(
        [STACKTRAIL, "run", str(sources), "--lake", str(lake)],
        env=environment(STACKTRAIL_WORKERS="2"),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    deadline = time.monotonic() + 60
    while len(session_members(process.pid)) < 4 and process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.02)  # the command, a resource tracker, two workers
    assert process.poll() is None
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert_all_end(process.pid)
