"""What is a lake, and what is not; the build lease."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipeline.errors import LakeError, LeaseHeldError
from pipeline.storage.lake import open_lake
from pipeline.storage.lease import build_lease

NOW = datetime(2026, 9, 1, tzinfo=UTC)


def test_a_new_folder_becomes_a_lake(tmp_path: Path) -> None:
    created = open_lake(str(tmp_path / "lake"), create=True)
    assert open_lake(str(tmp_path / "lake")).uri == created.uri


def test_what_a_killed_first_run_leaves_is_still_free(tmp_path: Path) -> None:
    (tmp_path / ".tmp-123-0").write_bytes(b"half")
    assert open_lake(str(tmp_path), create=True).folder == tmp_path


@pytest.mark.parametrize("create", [True, False])
def test_a_used_folder_is_no_lake(tmp_path: Path, create: bool) -> None:
    (tmp_path / "holiday.jpg").write_bytes(b"x")
    with pytest.raises(LakeError, match="lake"):
        open_lake(str(tmp_path), create=create)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["holiday.jpg"]


def test_a_file_is_no_lake(tmp_path: Path) -> None:
    (tmp_path / "f").write_bytes(b"")
    with pytest.raises(LakeError, match="is a file"):
        open_lake(str(tmp_path / "f"), create=True)


@pytest.mark.parametrize("marker", [b"{}", b"not json", b"[1]", b'{"stacktrail_lake": 99}'])
def test_a_foreign_marker_is_refused(tmp_path: Path, marker: bytes) -> None:
    (tmp_path / "lake.json").write_bytes(marker)
    with pytest.raises(LakeError):
        open_lake(str(tmp_path))


@pytest.mark.parametrize("uri", ["ftp://host/x", "s3://", "http://example.org/lake"])
def test_unknown_schemes_are_refused(uri: str) -> None:
    with pytest.raises(LakeError):
        open_lake(uri)


def test_two_builds_at_once_are_refused_and_the_next_may_go_on(tmp_path: Path) -> None:
    lake = open_lake(str(tmp_path), create=True)
    second = build_lease(lake, holder="two", clock=NOW, seconds=60)
    with (
        build_lease(lake, holder="one", clock=NOW, seconds=60),
        pytest.raises(LeaseHeldError, match="another build"),
        second,
    ):
        pass
    with build_lease(lake, holder="two", clock=NOW, seconds=60):
        pass
