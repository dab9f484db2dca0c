"""A lake is one URI: a folder or `s3://bucket/prefix`. Opening it checks that it is one."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import orjson

from pipeline.errors import LakeError
from pipeline.storage.folder_store import FolderStore
from pipeline.storage.object_store import ObjectStore

MARKER_KEY = "lake.json"
_FORMAT = 1
_MARKER = orjson.dumps({"stacktrail_lake": _FORMAT})


@dataclass(frozen=True, slots=True)
class Lake:
    """An opened lake.

    Attributes:
        store: its objects.
        folder: the folder it lies in; None on S3.
    """

    store: ObjectStore
    folder: Path | None

    @property
    def uri(self) -> str:
        """Absolute path or s3:// URI."""
        return self.store.uri


def open_lake(uri: str, *, create: bool = False) -> Lake:
    """Open the lake at `uri`; with `create`, make one where nothing is yet.

    Raises: LakeError: there is no lake, or something else is in its place.
    """
    lake = _locate(uri)
    marker = lake.store.get(MARKER_KEY)
    if marker is None:
        if not create:
            raise LakeError(f"no lake at {uri}: make one with `stacktrail run SOURCES.yml --lake {uri}`")
        if lake.folder is not None and lake.folder.is_dir() and _is_used(lake.folder):
            raise LakeError(f"{uri} is not a lake and not empty: name an empty or new folder with --lake")
        lake.store.put_if_absent(MARKER_KEY, _MARKER)
        return lake
    try:
        version = orjson.loads(marker)["stacktrail_lake"]
    except (orjson.JSONDecodeError, KeyError, TypeError) as error:
        raise LakeError(f"{uri} is not a lake: its {MARKER_KEY} is something else; name another with --lake") from error
    if version != _FORMAT:
        raise LakeError(f"{uri} is a lake of format {version}; this version reads format {_FORMAT}: upgrade stacktrail")
    return lake


def _is_used(folder: Path) -> bool:
    """Whether the folder holds anything but the remains of a run killed while it made the lake."""
    return any(not entry.name.startswith(".tmp-") for entry in folder.iterdir())


def _locate(uri: str) -> Lake:
    if uri.startswith("s3://"):
        from pipeline.storage.s3_store import S3Store  # boto3 takes longer to import than a folder lake to open

        bucket, _, prefix = uri.removeprefix("s3://").partition("/")
        if not bucket:
            raise LakeError(f"{uri} names no bucket: write s3://bucket/prefix")
        return Lake(S3Store(bucket, prefix), None)
    if "://" in uri:
        raise LakeError(f"{uri} is neither a folder nor an s3:// URI")
    folder = Path(uri).expanduser().absolute()
    if folder.exists() and not folder.is_dir():
        raise LakeError(f"{uri} is a file, not a lake: name a folder with --lake")
    return Lake(FolderStore(folder), folder)
