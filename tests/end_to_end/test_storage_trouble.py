"""A full disk and a second build at the same time: one clear line, and the last release stays readable."""

from __future__ import annotations

import resource
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.end_to_end.commands import STACKTRAIL, current, digests, done, environment, stacktrail
from tests.end_to_end.tiny_sources import add_postings, write_tiny

pytestmark = [pytest.mark.end_to_end, pytest.mark.slow, pytest.mark.xdist_group("storage trouble")]


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 24 MB."""
    place = tmp_path / "disk"
    place.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", str(place)], capture_output=True, text=True, check=False
    ) if shutil.which("mount") else None  # fmt: skip
    if mounted is None or mounted.returncode != 0:
        pytest.skip("mounting a small file system is not allowed here")
    yield place
    subprocess.run(["umount", "--lazy", str(place)], check=True)


def fill(disk: Path, leave_bytes: int) -> Path:
    """Fill the disk but for some bytes; returns the file to delete."""
    filler = disk / "filler"
    free = shutil.disk_usage(disk).free
    filler.write_bytes(b"\0" * max(0, free - leave_bytes))
    return filler


def test_a_full_disk_stops_a_run_at_every_stage_and_harms_nothing(small_disk: Path, tmp_path: Path):
    sources, lake = write_tiny(tmp_path / "sources"), small_disk / "lake"
    done("run", sources, "--lake", lake, "--now", "2026-02-01T00:00:00Z")
    first = current(lake).release_id
    add_postings(tmp_path / "sources", "2026-01-02", 6, 2)
    command = ("run", sources, "--lake", lake, "--now", "2026-02-02T00:00:00Z")
    for leave_bytes in (0, 40_000, 150_000, 300_000):
        filler = fill(small_disk, leave_bytes)
        refused = stacktrail(*command)
        assert "the disk is full" in refused.complaint, leave_bytes
        assert current(lake).release_id == first
        done("verify", "--lake", lake)
        filler.unlink()
    done(*command)
    assert current(lake).parent_release_id == first
    done("run", sources, "--lake", tmp_path / "undisturbed", "--now", "2026-02-02T00:00:00Z")
    for name, digest in digests(tmp_path / "undisturbed").items():
        if name.startswith("core_"):
            assert digests(lake)[name] == digest, name


def test_a_file_too_large_for_the_limit_is_one_line(tmp_path: Path):
    """Where nothing can be mounted, a limit on the size of files stands for the full disk."""
    sources = write_tiny(tmp_path / "sources")

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))

    assert stacktrail("run", sources, "--lake", tmp_path / "lake", preexec_fn=limit).complaint
    done("run", sources, "--lake", tmp_path / "lake")


def test_a_lake_whose_folders_cannot_be_written_is_one_line(tmp_path: Path):
    """Root may write anywhere, so a file lies where a folder must be."""
    sources, lake = write_tiny(tmp_path / "sources"), tmp_path / "lake"
    lake.mkdir()
    (lake / "lake.json").write_text('{"stacktrail_lake":1}')
    (lake / "landing").write_text("not a folder")
    assert "landing" in stacktrail("run", sources, "--lake", lake).complaint


def test_a_second_build_at_the_same_time_is_refused_and_the_first_finishes(tmp_path: Path):
    sources, lake = write_tiny(tmp_path / "sources"), tmp_path / "lake"
    done("collect", sources, "--lake", lake)
    with subprocess.Popen(
        [STACKTRAIL, "build", "--lake", str(lake)],
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as first:
        deadline = time.monotonic() + 60
        while not (lake / "catalog.db").exists() and time.monotonic() < deadline:
            time.sleep(0.02)
        assert first.poll() is None
        second = stacktrail("build", "--lake", lake)
        out, err = first.communicate(timeout=120)
    assert "another build of" in second.complaint
    assert first.returncode == 0, err
    assert "published  release" in out
    assert done("build", "--lake", lake).out.startswith("unchanged")
