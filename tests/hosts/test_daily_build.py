"""The Glue job as Glue runs it: a script with Glue's own arguments beside ours, an exit status, one clear line."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.publishing.releases import current_release, released_ids
from pipeline.storage.lake import open_lake

ROOT = Path(__file__).parents[2]
GLUE_ARGUMENTS = ("--JOB_NAME", "daily", "--TempDir", "s3://aws-glue-assets/temporary/", "--enable-metrics", "true")

pytestmark = [pytest.mark.end_to_end, pytest.mark.xdist_group("daily_build")]


def glue_job(*words: str | Path) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("STACKTRAIL_")}
    command = [sys.executable, str(ROOT / "glue_jobs" / "daily_build.py"), *GLUE_ARGUMENTS, *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, cwd=ROOT, env=environment, timeout=240)


def failed_with(done: subprocess.CompletedProcess[str], status: int, *words: str) -> bool:
    last = done.stderr.splitlines()[-1]
    return done.returncode == status and "Traceback" not in done.stderr and all(word in last for word in words)


@pytest.fixture(scope="module")
def first_day(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, subprocess.CompletedProcess[str]]:
    """A lake built by the job from the samples' first day."""
    lake = tmp_path_factory.mktemp("glue") / "lake"
    sources = ROOT / "samples" / "SOURCES.yml"
    return lake, glue_job("--lake", lake, "--sources", sources, "--now", "2026-09-01T23:59:59Z")


def test_the_job_publishes_a_release_and_logs_what_it_did(
    first_day: tuple[Path, subprocess.CompletedProcess[str]],
) -> None:
    folder, done = first_day
    assert done.returncode == 0, done.stderr
    lines = [line.split()[0] for line in done.stderr.splitlines()]
    assert lines[:2] == ["collected", "parsed"]
    assert "published" in lines
    release = current_release(open_lake(str(folder)))
    assert release is not None
    assert release.created_at == "2026-09-01T23:59:59+00:00"
    assert release.release_id in done.stderr


@pytest.mark.slow
def test_a_refused_candidate_fails_the_job_and_leaves_the_release(
    first_day: tuple[Path, subprocess.CompletedProcess[str]], tmp_path: Path
) -> None:
    folder, _ = first_day
    lake = open_lake(str(folder))
    before = released_ids(lake)
    # Somebody loses the landing of all sources but one: far fewer rows than the release before.
    fetches = folder / "landing" / "fetches"
    shutil.move(fetches, tmp_path / "fetches")
    one = tmp_path / "SOURCES.yml"
    path = ROOT / "samples" / "sources" / "*" / "boards" / "jobs.jsonl"
    one.write_text(f"sources:\n  - name: jobs\n    kind: postings\n    path: {path}\n")
    done = glue_job("--lake", folder, "--sources", one, "--now", "2026-09-02")
    assert failed_with(done, 1, "checks failed: nothing was published", before[-1]), done.stderr
    assert released_ids(lake) == before
    shutil.rmtree(fetches)
    shutil.move(tmp_path / "fetches", fetches)


def test_wrong_sources_fail_the_job_in_one_line(tmp_path: Path) -> None:
    sources = tmp_path / "SOURCES.yml"
    sources.write_text("sources:\n  - name: a\n    kind: grenhouse\n    path: x\n  - name: a\n    kind: site\n")
    done = glue_job("--lake", tmp_path / "lake", "--sources", sources)
    assert failed_with(done, 2, "SOURCES.yml:3", "'greenhouse'", "SOURCES.yml:5"), done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert not (tmp_path / "lake").exists()


def test_a_folder_that_is_no_lake_fails_the_job_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "photo.jpg").write_bytes(b"x")
    done = glue_job("--lake", tmp_path, "--sources", ROOT / "samples" / "SOURCES.yml")
    assert failed_with(done, 2, "is not a lake"), done.stderr
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize("words", [(), ("--sources", "SOURCES.yml", "--now", "tomorrow")])
def test_wrong_arguments_fail_the_job(words: tuple[str, ...]) -> None:
    assert failed_with(glue_job(*words), 2, "error:")
