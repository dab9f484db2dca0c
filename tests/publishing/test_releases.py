"""A release is all or nothing, named by content, chained to its parent, and verifiable."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from unittest.mock import Mock

import pytest

from pipeline.access.queries import release_connection, run_query
from pipeline.errors import ConflictError, IntegrityError, UsageError
from pipeline.publishing.candidate import Base, Candidate
from pipeline.publishing.manifest import Manifest, decode_manifest, encode_manifest
from pipeline.publishing.pointer import Move, Pointer, read_pointer
from pipeline.publishing.releases import current_release, find_release, released_ids, verify_release
from pipeline.publishing.rollback import roll_back
from pipeline.storage.iceberg import TableCatalog
from pipeline.storage.lake import Lake, open_lake
from pipeline.tables.out import OUT_CHANGES, OUT_TECHNOLOGIES

DAY = datetime(2026, 9, 1, tzinfo=UTC)


def technology(name: str) -> dict[str, object]:
    return {"technology_id": name.lower(), "name": name, "category": "Language", "aliases": []}


def publish(lake: Lake, release_id: str, names: list[str], at: datetime) -> Manifest:
    base = Base(lake)
    candidate = Candidate(lake, TableCatalog(lake), base)
    candidate.stage(OUT_TECHNOLOGIES, OUT_TECHNOLOGIES.from_rows([technology(name) for name in names]))
    manifest = Manifest(
        release_id=release_id,
        created_at=at.isoformat(),
        observed_until=None,
        parent_release_id=base.manifest.release_id if base.manifest else None,
        parent_digest=base.digest,
        inputs_digest=release_id,
        content_digest=candidate.versions[OUT_TECHNOLOGIES.name].content_digest,
        versions={},
        verdict={},
        tables=(),
    )
    return candidate.publish(manifest, at)


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    return open_lake(str(tmp_path / "lake"), create=True)


@pytest.fixture
def three_releases(lake: Lake) -> Lake:
    publish(lake, "r1", ["Go", "Rust"], DAY)
    publish(lake, "r2", ["Go", "Rust", "Zig"], DAY + timedelta(days=1))
    publish(lake, "r3", ["Zig"], DAY + timedelta(days=2))
    return lake


def names_in(lake: Lake, release: str | None = None, as_of: datetime | None = None) -> list[str]:
    with release_connection(lake, find_release(lake, release, as_of)) as connection:
        return run_query(connection, "SELECT name FROM out_technologies ORDER BY name").column("name").to_pylist()


def test_every_release_stays_readable_as_it_was(three_releases: Lake) -> None:
    assert names_in(three_releases, "r1") == ["Go", "Rust"]
    assert names_in(three_releases, "r2") == ["Go", "Rust", "Zig"]
    assert names_in(three_releases) == ["Zig"]
    assert released_ids(three_releases) == ("r1", "r2", "r3")


def test_as_of_finds_the_release_current_then(three_releases: Lake) -> None:
    assert names_in(three_releases, as_of=DAY + timedelta(hours=30)) == ["Go", "Rust", "Zig"]
    with pytest.raises(UsageError, match="no release was current"):
        names_in(three_releases, as_of=DAY - timedelta(days=1))


def test_added_rows_are_appended_and_old_files_are_kept(three_releases: Lake) -> None:
    first = find_release(three_releases, "r1").table("out_technologies")
    second = find_release(three_releases, "r2").table("out_technologies")
    assert first is not None and second is not None
    assert set(first.files) < set(second.files)
    assert [file.row_count for file in set(second.files) - set(first.files)] == [1]


def test_an_unchanged_table_keeps_its_snapshot(lake: Lake) -> None:
    first = publish(lake, "r1", ["Go"], DAY).table("out_technologies")
    second = publish(lake, "r2", ["Go"], DAY + timedelta(days=1)).table("out_technologies")
    assert first is not None and second is not None
    assert (first.snapshot_id, first.files) == (second.snapshot_id, second.files)


def test_nothing_is_published_before_the_pointer_moves(lake: Lake) -> None:
    publish(lake, "r1", ["Go"], DAY)
    base = Base(lake)
    candidate = Candidate(lake, TableCatalog(lake), base)
    candidate.stage(OUT_TECHNOLOGIES, OUT_TECHNOLOGIES.from_rows([technology("Rust")]))
    assert names_in(lake) == ["Go"]
    publish(lake, "r2", ["Go", "Zig"], DAY + timedelta(days=1))
    assert names_in(lake) == ["Go", "Zig"], "the abandoned candidate left nothing behind"


def test_what_a_build_left_that_died_before_the_pointer_moved_is_replaced(
    lake: Lake, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(lake, "r1", ["Go"], DAY)
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr("pipeline.publishing.candidate.move_pointer", Mock(side_effect=KeyboardInterrupt))
        publish(lake, "r2", ["Zig"], DAY + timedelta(days=1))
    assert names_in(lake) == ["Go"]
    publish(lake, "r2", ["Zig"], DAY + timedelta(days=1))
    assert names_in(lake) == ["Zig"]
    assert all(finding.is_sound for finding in verify_release(lake, find_release(lake)))


def test_a_release_published_before_is_published_again_as_it_was(three_releases: Lake) -> None:
    before = find_release(three_releases, "r2")
    roll_back(three_releases, "r1", DAY + timedelta(days=3), "")
    assert publish(three_releases, "r2", ["Go", "Rust", "Zig"], DAY + timedelta(days=4)) == before
    assert find_release(three_releases) == before
    assert all(finding.is_sound for finding in verify_release(three_releases, before))


def test_a_pointer_moved_meanwhile_stops_publication(lake: Lake) -> None:
    publish(lake, "r1", ["Go"], DAY)
    late = Candidate(lake, TableCatalog(lake), Base(lake))
    late.stage(OUT_TECHNOLOGIES, OUT_TECHNOLOGIES.from_rows([technology("Rust")]))
    winner = publish(lake, "r2", ["Zig"], DAY + timedelta(days=1))
    with pytest.raises(ConflictError):
        late.publish(replace(winner, release_id="r3", tables=()), DAY + timedelta(days=2))
    assert names_in(lake) == ["Zig"]


def test_rollback_moves_the_pointer_and_is_recorded(three_releases: Lake) -> None:
    roll_back(three_releases, "r1", DAY + timedelta(days=3), "wrong links")
    assert names_in(three_releases) == ["Go", "Rust"]
    pointer = read_pointer(three_releases.store)[0]
    assert pointer.current is not None
    assert (pointer.current.reason, pointer.current.note) == ("rollback", "wrong links")
    assert pointer.withdrawn() == ("r2", "r3")
    assert names_in(three_releases, "r3") == ["Zig"]
    with pytest.raises(UsageError, match="current release already"):
        roll_back(three_releases, "r1", DAY + timedelta(days=4), "")


def test_a_release_after_a_rollback_has_the_old_one_as_parent(three_releases: Lake) -> None:
    roll_back(three_releases, "r1", DAY + timedelta(days=3), "")
    released = publish(three_releases, "r4", ["Go", "Rust", "Odin"], DAY + timedelta(days=4))
    assert released.parent_release_id == "r1"
    assert names_in(three_releases) == ["Go", "Odin", "Rust"]
    assert all(finding.is_sound for finding in verify_release(three_releases, released))


@pytest.mark.parametrize(
    ("moves", "withdrawn"),
    [
        ([], ()),
        (["a", "b"], ()),
        (["a", "b", "a"], ("b",)),
        (["a", "b", "a", "b"], ()),
        (["a", "b", "c", "a", "d"], ("b", "c")),
    ],
)
def test_withdrawn_releases(moves: list[str], withdrawn: tuple[str, ...]) -> None:
    pointer = Pointer(tuple(Move("2026-09-01T00:00:00+00:00", name, "", "published") for name in moves))
    assert pointer.withdrawn() == withdrawn


def test_verify_finds_a_changed_data_file(three_releases: Lake) -> None:
    release = current_release(three_releases)
    assert release is not None and three_releases.folder is not None
    assert all(finding.is_sound for finding in verify_release(three_releases, release))
    path = three_releases.folder / release.tables[0].files[0].key
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(bytes(data))
    assert [f.subject for f in verify_release(three_releases, release) if not f.is_sound] == [
        release.tables[0].files[0].key
    ]
    path.unlink()
    assert any("missing" in f.detail for f in verify_release(three_releases, release))


def test_verify_finds_a_changed_manifest_in_the_chain(three_releases: Lake) -> None:
    release = current_release(three_releases)
    assert release is not None and three_releases.folder is not None
    path = three_releases.folder / "releases" / "r1.json"
    manifest = decode_manifest(path.read_bytes(), "r1")
    path.write_bytes(encode_manifest(replace(manifest, observed_until="2020-01-01T00:00:00+00:00")))
    assert [f.subject for f in verify_release(three_releases, release) if not f.is_sound] == ["release r1"]


@pytest.mark.parametrize(("name", "message"), [("r", "may be"), ("zz", "no release zz"), ("r33", "did you mean r3")])
def test_a_release_that_is_not_meant_clearly_is_refused(three_releases: Lake, name: str, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        find_release(three_releases, name)


def test_a_lake_without_a_release_says_what_to_do(lake: Lake) -> None:
    with pytest.raises(UsageError, match="stacktrail run"):
        find_release(lake)


def test_a_damaged_pointer_or_manifest_is_an_error_of_its_own(three_releases: Lake) -> None:
    assert three_releases.folder is not None
    (three_releases.folder / "releases" / "r3.json").write_bytes(b"{}")
    with pytest.raises(IntegrityError, match="damaged"):
        find_release(three_releases)
    (three_releases.folder / "releases" / "latest.json").write_bytes(b"[]")
    with pytest.raises(IntegrityError, match="damaged"):
        find_release(three_releases)


def test_a_moved_lake_can_be_read(three_releases: Lake, tmp_path: Path) -> None:
    assert three_releases.folder is not None
    moved = three_releases.folder.rename(tmp_path / "elsewhere")
    assert names_in(open_lake(str(moved)), "r2") == ["Go", "Rust", "Zig"]


def test_build_time_columns_do_not_change_the_content_digest(lake: Lake) -> None:
    digests = []
    for release_id in ("one", "two"):
        row = {
            "release_id": release_id,
            "table_name": "out_companies",
            "row_key": "{}",
            "change": "ADD",
            "changed_columns": [],
            "cause": "new_company",
        }
        candidate = Candidate(lake, TableCatalog(lake), Base(lake))
        digests.append(candidate.stage(OUT_CHANGES, OUT_CHANGES.from_rows([row])).content_digest)
    assert digests[0] == digests[1]


def test_the_base_of_the_next_build_is_the_release_not_a_promoted_snapshot(lake: Lake) -> None:
    """A build killed after promotion but before the pointer moved must not leak into the next."""
    publish(lake, "r1", ["Go"], DAY)
    candidate = Candidate(lake, TableCatalog(lake), Base(lake))
    version = candidate.stage(OUT_TECHNOLOGIES, OUT_TECHNOLOGIES.from_rows([technology("Leak")]))
    TableCatalog(lake).promote(OUT_TECHNOLOGIES.name, version.snapshot_id, "release-killed")
    assert Base(lake).rows(OUT_TECHNOLOGIES).column("name").to_pylist() == ["Go"]
    publish(lake, "r2", ["Go", "Rust"], DAY + timedelta(days=1))
    assert names_in(lake) == ["Go", "Rust"]
