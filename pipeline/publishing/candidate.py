"""A build's proposal: tables staged on the `candidate` branch, published together or not at all."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any  # the verdict is JSON

import orjson
import pyarrow as pa

from pipeline.errors import SchemaError
from pipeline.publishing.digest import content_digest
from pipeline.publishing.increments import added_rows
from pipeline.publishing.manifest import DataFile, Manifest, TableVersion, encode_manifest, manifest_key
from pipeline.publishing.pointer import Move, move_pointer, read_pointer
from pipeline.publishing.releases import load_manifest
from pipeline.storage.lake import Lake
from pipeline.storage.parquet_files import object_digest, read_parquet
from pipeline.tables.all_tables import TABLE_BY_NAME
from pipeline.tables.schema import Table

if TYPE_CHECKING:
    from pipeline.storage.iceberg import TableCatalog  # PyIceberg takes a third of a second to import


class Base:
    """The release a build starts from: its manifest and digest, its rows, and the pointer as it was read."""

    def __init__(self, lake: Lake) -> None:
        pointer, self.pointer_bytes = read_pointer(lake.store)
        self.manifest: Manifest | None = None
        self.digest: str | None = None
        if pointer.current is not None:
            self.manifest, self.digest = load_manifest(lake, pointer.current.release_id)
        self._lake = lake
        self._rows: dict[str, pa.Table] = {}

    def table(self, name: str) -> TableVersion | None:
        """The base's version of a table; None when there is none."""
        return None if self.manifest is None else self.manifest.table(name)

    def rows(self, table: Table) -> pa.Table:
        """The base's rows of a table, cast and sorted; none when it has no such table. Read once."""
        if table.name not in self._rows:
            version = self.table(table.name)
            keys = [] if version is None else [file.key for file in version.files]
            self._rows[table.name] = table.cast(read_parquet(self._lake, keys, table.schema))
        return self._rows[table.name]

    def read_ahead(self) -> Base:
        """Read all tables now, on another thread than the one that asks for them later."""
        for version in self.manifest.tables if self.manifest else ():
            if version.name in TABLE_BY_NAME:
                self.rows(TABLE_BY_NAME[version.name])
        return self

    def adopt(self, earlier: Base) -> None:
        """Take over what an earlier look read, of tables that are the same still."""
        for name, rows in earlier._rows.items():
            if self.table(name) == earlier.table(name):
                self._rows.setdefault(name, rows)


class Candidate:
    """Tables staged so far, on top of a base."""

    def __init__(self, lake: Lake, catalog: TableCatalog, base: Base) -> None:
        self._lake = lake
        self._catalog = catalog
        self._base = base
        self._versions: dict[str, TableVersion] = {}

    @property
    def versions(self) -> Mapping[str, TableVersion]:
        """Staged tables by name."""
        return self._versions

    def stage(self, table: Table, rows: pa.Table) -> TableVersion:
        """Stage one table: nothing is written when the base holds the same rows, only new rows when none went.

        Args:
            rows: all rows of the table, as `table.cast` gives them.
        Raises: SchemaError: they have other columns.
        """
        if rows.schema != table.schema:
            raise SchemaError(f"{table.name}: rows are not cast to the table's schema")
        base = self._base.table(table.name)
        added = None if base is None else added_rows(table, self._base.rows(table), rows)
        if base is not None and added is not None and added.num_rows == 0:
            self._versions[table.name] = base
            return base
        if base is None or added is None:
            digest, changed = content_digest(table, rows), rows
        else:
            digest, changed = content_digest(table, added, onto=base.content_digest), added
        staged = self._catalog.stage(
            table, changed, None if base is None else base.snapshot_id, append=added is not None
        )
        known = {} if base is None else {file.key: file for file in base.files}
        files = tuple(known.get(key) or _data_file(self._lake, key, count) for key, count in staged.files)
        version = TableVersion(table.name, staged.snapshot_id, staged.metadata_file, rows.num_rows, digest, files)
        self._versions[table.name] = version
        return version

    def publish(self, manifest: Manifest, clock: datetime) -> Manifest:
        """Tag and promote every staged snapshot, write the manifest, and move the pointer last.

        A release of this id that was published before, and rolled back, is published again as it was.

        Raises: ConflictError: the pointer was moved since the base was read.
        """
        if any(move.release_id == manifest.release_id for move in read_pointer(self._lake.store)[0].moves):
            complete, digest = load_manifest(self._lake, manifest.release_id)
        else:
            complete = self._promoted(manifest)
            digest = self._written(complete)
        move_pointer(
            self._lake.store,
            Move(clock.isoformat(), complete.release_id, digest, "published"),
            self._base.pointer_bytes,
        )
        return complete

    def _promoted(self, manifest: Manifest) -> Manifest:
        tag = f"release-{manifest.release_id}"
        promoted = tuple(
            replace(version, metadata_file=self._catalog.promote(name, version.snapshot_id, tag))
            for name, version in sorted(self._versions.items())
        )
        return replace(manifest, tables=promoted)

    def _written(self, manifest: Manifest) -> str:
        """Write the manifest; returns its digest.

        A build that was killed before it moved the pointer left one that names its own files: it goes.
        """
        key, data = manifest_key(manifest.release_id), encode_manifest(manifest)
        if not self._lake.store.put_if_absent(key, data):
            self._lake.store.swap(key, data, self._lake.store.get(key))
        return hashlib.sha256(data).hexdigest()

    def refuse(self, release_id: str, verdict: dict[str, Any]) -> None:
        """Record why the candidate was refused; the tables stay on their branches for inspection."""
        data = orjson.dumps(
            {"release_id": release_id, "result": "refused", "verdict": verdict}, option=orjson.OPT_INDENT_2
        )
        self._lake.store.put_if_absent(f"releases/refused/{release_id}.json", data)


def _data_file(lake: Lake, key: str, row_count: int) -> DataFile:
    size, digest = object_digest(lake, key)
    return DataFile(key, row_count, size, digest)
