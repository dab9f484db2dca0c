"""A failing gate publishes nothing, says why, and leaves the old release current; the next good build goes on."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from pipeline.errors import GateError
from pipeline.publishing.releases import current_release, released_ids, verify_release
from pipeline.runners.build import build
from pipeline.runners.progress import Silent
from pipeline.storage.lake import Lake, open_lake
from tests.runners.conftest import HERE, run_at
from tests.runners.small_sources import DAY_1, DAY_2, write_small_sources

pytestmark = pytest.mark.xdist_group("gate")


@dataclass(frozen=True)
class Refusal:
    """A lake with one release whose landing lost most of its fetches, and what the next build said."""

    lake: Lake
    release_id: str
    lost: Path
    error: GateError


@pytest.fixture(scope="module")
def refusal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Refusal]:
    home = tmp_path_factory.mktemp("refused")
    lake = open_lake(str(home / "lake"), create=True)
    release = run_at(lake, write_small_sources(home / "sources"), DAY_1).built.release
    assert release is not None
    assert lake.folder is not None
    (home / "lost").mkdir()
    for path in (lake.folder / "landing" / "fetches").iterdir():
        if json.loads(path.read_text())["source"] != "register":
            shutil.move(path, home / "lost" / path.name)
    with pytest.raises(GateError) as refused:
        build(lake, now=DAY_2, clock=DAY_2, settings=HERE, progress=Silent())
    yield Refusal(lake, release.release_id, home / "lost", refused.value)


def test_the_message_counts_the_failures_and_names_the_release_that_stays(refusal: Refusal) -> None:
    message = str(refusal.error)
    assert message.startswith(f"{len(refusal.error.failures)} of ")
    assert f"nothing was published, the current release is still {refusal.release_id}" in message
    assert any("core_postings" in line for line in refusal.error.failures)
    assert all(line == " ".join(line.split()) for line in refusal.error.failures), "each failure is one line"


def test_nothing_was_published_and_the_old_release_is_whole(refusal: Refusal) -> None:
    assert released_ids(refusal.lake) == (refusal.release_id,)
    release = current_release(refusal.lake)
    assert release is not None
    assert release.release_id == refusal.release_id
    assert all(finding.is_sound for finding in verify_release(refusal.lake, release))


def test_the_refusal_is_recorded_with_its_reasons(refusal: Refusal) -> None:
    verdict, validations = (entry.key for entry in refusal.lake.store.list("releases/refused/"))
    recorded = json.loads(refusal.lake.store.get(verdict) or b"")
    assert recorded["result"] == recorded["verdict"]["result"] == "refused"
    assert recorded["verdict"]["gate_failures"] == list(refusal.error.failures)
    suites = json.loads(refusal.lake.store.get(validations) or b"")
    failed = [suite["suite_name"] for suite in suites if not suite["success"]]
    assert "core_postings" in failed, "what Great Expectations would say of it is kept too"


def test_once_landing_is_whole_again_nothing_has_changed(refusal: Refusal) -> None:
    assert refusal.lake.folder is not None
    for path in refusal.lost.iterdir():
        shutil.copy(path, refusal.lake.folder / "landing" / "fetches" / path.name)
    later = DAY_2 + timedelta(hours=2)
    report = build(refusal.lake, now=later, clock=later, settings=HERE, progress=Silent())
    assert (report.is_new, report.reason) == (False, "nothing has changed")


def test_twenty_postings_without_a_single_technology_make_no_first_release(tmp_path: Path) -> None:
    lines = [{"posting_id": f"n{n}", "title": "Gardener", "company_name": f"Hollin {n} Gardens"} for n in range(20)]
    folder = tmp_path / "sources"
    folder.mkdir()
    text = "".join(json.dumps({**line, "description": "You plant trees."}) + "\n" for line in lines)
    (folder / "2026-09-01.jsonl").write_text(text)
    (folder / "SOURCES.yml").write_text("sources:\n  - name: board\n    kind: postings\n    path: '*.jsonl'\n")
    lake = open_lake(str(tmp_path / "lake"), create=True)
    with pytest.raises(GateError, match="nothing was published, the current release is still none") as refused:
        run_at(lake, folder / "SOURCES.yml", DAY_1)
    assert any(line.startswith("out_company_technologies") for line in refused.value.failures)
    assert current_release(lake) is None
