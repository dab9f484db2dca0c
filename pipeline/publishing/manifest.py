"""The release manifest: what a release is, in one immutable JSON object.

    releases/<release_id>.json   the manifest; its SHA-256 is the release's digest, its `parent_digest` the link to the
                                 release before (a hash chain)
    releases/latest.json         the pointer and all its moves (`pointer.py`)
    releases/refused/<id>.json   the verdict of a candidate that a gate refused

A manifest names, per table, the Iceberg snapshot and metadata file and every data file with its size and SHA-256, all
relative to the lake: a reader needs the lake's objects and the manifest, no catalog, and a moved lake can be read.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any  # decoded JSON

import orjson

from pipeline.errors import IntegrityError

MANIFEST_FORMAT = 1


@dataclass(frozen=True, slots=True)
class DataFile:
    """A Parquet file of a table: key below the lake, rows, length in bytes, SHA-256."""

    key: str
    row_count: int
    size_bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class TableVersion:
    """One table as a release holds it."""

    name: str
    snapshot_id: int
    metadata_file: str
    row_count: int
    content_digest: str
    files: tuple[DataFile, ...]


@dataclass(frozen=True, slots=True)
class Manifest:
    """A release.

    Attributes:
        created_at: the build's time, RFC 3339 UTC.
        observed_until: time of the newest observation in it.
        inputs_digest: over everything the build read; equal inputs need no new build.
        content_digest: over the content of all tables; build times left out.
        versions: of code, catalogue, models and steps.
        verdict: checks run, failures and warnings.
    """

    release_id: str
    created_at: str
    observed_until: str | None
    parent_release_id: str | None
    parent_digest: str | None
    inputs_digest: str
    content_digest: str
    versions: dict[str, str]
    verdict: dict[str, Any]
    tables: tuple[TableVersion, ...]
    manifest_format: int = MANIFEST_FORMAT

    def table(self, name: str) -> TableVersion | None:
        """The table of that name; None when this release has none."""
        return next((table for table in self.tables if table.name == name), None)


def manifest_key(release_id: str) -> str:
    """Key of a release's manifest."""
    return f"releases/{release_id}.json"


def encode_manifest(manifest: Manifest) -> bytes:
    """The manifest's bytes: the same for equal manifests."""
    return orjson.dumps(asdict(manifest), option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS)


def decode_manifest(data: bytes, release_id: str) -> Manifest:
    """Read a manifest.

    Raises: IntegrityError: the bytes are no manifest of this format.
    """
    try:
        found = orjson.loads(data)
        if found["manifest_format"] != MANIFEST_FORMAT:
            raise IntegrityError(f"release {release_id} has format {found['manifest_format']}: upgrade stacktrail")
        tables = tuple(
            TableVersion(**{**table, "files": tuple(DataFile(**file) for file in table["files"])})
            for table in found.pop("tables")
        )
        return Manifest(**found, tables=tables)
    except (orjson.JSONDecodeError, KeyError, TypeError, AttributeError) as error:
        raise IntegrityError(f"the manifest of release {release_id} is damaged: {error}") from error
