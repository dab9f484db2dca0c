"""One contract for both object stores: a folder, and S3 as moto serves it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.errors import ConflictError, LakeError
from pipeline.storage.folder_store import FolderStore
from pipeline.storage.object_store import ObjectStore

pytestmark = pytest.mark.contract


@pytest.fixture(params=["folder", pytest.param("s3", marks=pytest.mark.aws)])
def store(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ObjectStore]:
    if request.param == "folder":
        yield FolderStore(tmp_path / "lake")
        return
    import boto3
    from moto import mock_aws

    from pipeline.storage.s3_store import S3Store

    for name, value in (("ACCESS_KEY_ID", "test"), ("SECRET_ACCESS_KEY", "test"), ("DEFAULT_REGION", "eu-central-1")):
        monkeypatch.setenv(f"AWS_{name}", value)
    with mock_aws():
        client = boto3.client("s3")
        client.create_bucket(Bucket="stacktrail-test", CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
        yield S3Store("stacktrail-test", "some/prefix")


def test_an_object_is_created_once_and_kept(store: ObjectStore) -> None:
    assert store.get("a/b") is None
    assert not store.exists("a/b")
    assert store.put_if_absent("a/b", b"first")
    assert not store.put_if_absent("a/b", b"second")
    assert store.get("a/b") == b"first"
    assert store.exists("a/b")


def test_swap_writes_only_over_what_was_read(store: ObjectStore) -> None:
    store.swap("pointer", b"1", None)
    with pytest.raises(ConflictError):
        store.swap("pointer", b"2", None)
    with pytest.raises(ConflictError):
        store.swap("pointer", b"2", b"0")
    store.swap("pointer", b"2", b"1")
    assert store.get("pointer") == b"2"


def test_list_gives_keys_below_a_prefix_in_order(store: ObjectStore) -> None:
    for key in ("x/2", "x/10", "x/1", "y/1", "x/sub/3"):
        store.put_if_absent(key, key.encode())
    assert [(entry.key, entry.size_bytes) for entry in store.list("x/")] == [
        ("x/1", 3), ("x/10", 4), ("x/2", 3), ("x/sub/3", 7),
    ]  # fmt: skip
    assert list(store.list("nowhere/")) == []


def test_delete_of_what_is_not_there_is_no_error(store: ObjectStore) -> None:
    store.put_if_absent("a", b"1")
    store.delete("a")
    store.delete("a")
    assert store.get("a") is None


@pytest.mark.parametrize("key", ["../outside", "/etc/passwd", "a//b", "a/./b", "", "a\nb", "a/../../b"])
def test_keys_cannot_leave_the_root(store: ObjectStore, key: str) -> None:
    with pytest.raises(LakeError, match="unsafe object key"):
        store.put_if_absent(key, b"x")
    with pytest.raises(LakeError, match="unsafe object key"):
        store.get(key)


def test_of_many_writers_of_one_key_one_wins(tmp_path: Path) -> None:
    store = FolderStore(tmp_path)
    wins: list[int] = []

    def write(number: int) -> None:
        if store.put_if_absent("race/key", str(number).encode() * 1000):
            wins.append(number)

    threads = [threading.Thread(target=write, args=(number,)) for number in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(wins) == 1
    assert store.get("race/key") == str(wins[0]).encode() * 1000
    assert [entry.key for entry in store.list("race/")] == ["race/key"]


def test_a_folder_that_cannot_be_written_gives_one_clear_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(LakeError, match="cannot write"):
        FolderStore(tmp_path / "file").put_if_absent("a/b", b"1")
