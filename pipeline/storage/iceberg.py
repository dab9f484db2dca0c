"""The lake's tables as Apache Iceberg tables, through PyIceberg: the only module that imports it.

A folder lake keeps its catalog in SQLite beside the tables; an S3 lake uses the Glue Data Catalog. Each table has
`main` (what was last published), `candidate` (what a build proposes) and one tag a kept release.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

import pyarrow as pa
from pyiceberg.catalog import Catalog
from pyiceberg.exceptions import CommitFailedException, NamespaceAlreadyExistsError, NoSuchTableError
from pyiceberg.table import Table as IcebergTable
from sqlalchemy.exc import SQLAlchemyError

from pipeline.errors import LakeError
from pipeline.storage.lake import Lake
from pipeline.tables.schema import Table, description_of

CANDIDATE = "candidate"
_FOLDER = "tables"
_CATALOG_FILE = "catalog.db"
_MOVED = "it can be read here, but a build needs the old place; move it back, or start a new lake and collect into it"
_PROPERTIES = {"write.parquet.compression-codec": "snappy"}
_GROUP_LIMIT = "write.parquet.row-group-limit"
_GROUP_BYTES = 32 * 1024 * 1024  # a reader holds a group of a column, several times when it decompresses


@dataclass(frozen=True, slots=True)
class TableFiles:
    """One snapshot of a table, by what a reader needs: paths are relative to the lake."""

    snapshot_id: int
    metadata_file: str
    files: tuple[tuple[str, int], ...]  # path, rows


class TableCatalog:
    """The Iceberg tables of one lake."""

    def __init__(self, lake: Lake) -> None:
        self._lake = lake
        self._root = f"{lake.uri}/{_FOLDER}" if lake.folder is None else (lake.folder / _FOLDER).as_uri()
        with self._told():
            self._namespace, self._catalog = self._open()

    def stage(self, table: Table, rows: pa.Table, base_snapshot_id: int | None, *, append: bool) -> TableFiles:
        """Commit `rows` to the table's `candidate` branch, which starts afresh from the base snapshot.

        Args:
            base_snapshot_id: the snapshot of the current release; None when no release has the table.
            append: add `rows` to the base's rows; otherwise they replace them.
        Raises: LakeError: the catalog cannot be read or written, or the disk is full.
        """
        with self._told():
            return self._stage(table, rows, base_snapshot_id, append)

    def promote(self, name: str, snapshot_id: int, tag: str) -> str:
        """Tag the snapshot so that it is kept, make it `main`, and return the metadata file, relative to the lake.

        Raises: LakeError: the catalog cannot be read or written, or the disk is full.
        """
        with self._told():
            return self._promote(name, snapshot_id, tag)

    def _stage(self, table: Table, rows: pa.Table, base_snapshot_id: int | None, append: bool) -> TableFiles:
        iceberg = self._table(table)
        if CANDIDATE in iceberg.refs():
            with iceberg.manage_snapshots() as change:
                change.remove_branch(CANDIDATE)
        base = base_snapshot_id or _first_snapshot_id(iceberg)
        with iceberg.manage_snapshots() as change:
            change.create_branch(base, CANDIDATE)
        if rows.nbytes > _GROUP_BYTES and iceberg.properties.get(_GROUP_LIMIT) != (limit := _rows_a_group(rows)):
            with iceberg.transaction() as change:
                change.set_properties({_GROUP_LIMIT: limit})
        if append or _row_count(iceberg, base) == 0:  # PyIceberg warns when an overwrite finds nothing to delete
            iceberg.append(rows, branch=CANDIDATE)
        else:
            iceberg.overwrite(rows, branch=CANDIDATE)
        return self._files(iceberg, iceberg.refs()[CANDIDATE].snapshot_id)

    def _promote(self, name: str, snapshot_id: int, tag: str) -> str:
        iceberg = self._catalog.load_table((self._namespace, name))
        refs = iceberg.refs()
        if tag in refs and refs[tag].snapshot_id != snapshot_id:  # of a build that was killed before it published
            with iceberg.manage_snapshots() as change:
                change.remove_tag(tag)
        if tag not in refs or refs[tag].snapshot_id != snapshot_id:
            with iceberg.manage_snapshots() as change:
                change.create_tag(snapshot_id, tag)
        if iceberg.metadata.current_snapshot_id != snapshot_id:
            with iceberg.manage_snapshots() as change:
                change.set_current_snapshot(snapshot_id=snapshot_id)
        return self._relative(iceberg.metadata_location)

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Say in the lake's words what PyIceberg and its SQLite catalog raise."""
        try:
            yield
        except CommitFailedException as error:
            raise LakeError(
                f"{self._lake.uri}: a table was changed meanwhile ({error}); run the command again"
            ) from error
        except SQLAlchemyError as error:
            reason = str(getattr(error, "orig", None) or error)
            if "is full" in reason:
                raise LakeError("the disk is full; free some space and run the command again") from error
            raise LakeError(f"cannot use {self._lake.uri}/{_CATALOG_FILE}: {reason}") from error

    def _open(self) -> tuple[str, Catalog]:
        if self._lake.folder is None:
            from pipeline.storage.glue import database_name, glue_catalog  # boto3 is needed on AWS only

            return database_name(self._lake.uri), glue_catalog(self._root)
        from pyiceberg.catalog.sql import SqlCatalog

        database = self._lake.folder / _CATALOG_FILE
        return "stacktrail", SqlCatalog("stacktrail", uri=f"sqlite:///{database}", warehouse=self._root)

    def _table(self, table: Table) -> IcebergTable:
        """Load the table, making it with an empty first snapshot: PyIceberg opens branches only on a snapshot."""
        identifier = (self._namespace, table.name)
        try:
            iceberg = self._catalog.load_table(identifier)
        except NoSuchTableError:
            with suppress(NamespaceAlreadyExistsError):
                self._catalog.create_namespace(self._namespace)
            iceberg = self._catalog.create_table(
                identifier, schema=_iceberg_schema(table), location=f"{self._root}/{table.name}", properties=_PROPERTIES
            )
        except FileNotFoundError as error:  # tables know their files by absolute path
            raise LakeError(f"{self._lake.uri} was moved, or lost metadata of {table.name}: {_MOVED}") from error
        if not iceberg.metadata.location.startswith(self._root):
            raise LakeError(f"{self._lake.uri} was moved from {iceberg.metadata.location}: {_MOVED}")
        wanted = _iceberg_schema(table)
        if set(wanted.names) - set(iceberg.schema().column_names):
            with iceberg.update_schema() as change:
                change.union_by_name(wanted)
        if iceberg.current_snapshot() is None:
            iceberg.append(_iceberg_schema(table).empty_table())
        return iceberg

    def _files(self, iceberg: IcebergTable, snapshot_id: int) -> TableFiles:
        tasks = iceberg.scan(snapshot_id=snapshot_id).plan_files()
        files = sorted((self._relative(task.file.file_path), task.file.record_count) for task in tasks)
        return TableFiles(snapshot_id, self._relative(iceberg.metadata_location), tuple(files))

    def _relative(self, location: str) -> str:
        below = location.removeprefix(self._root.removesuffix(f"/{_FOLDER}") + "/")
        if below == location:
            raise LakeError(f"{location} does not lie in the lake {self._lake.uri}")
        return below


def _iceberg_schema(table: Table) -> pa.Schema:
    """The Arrow schema with descriptions where PyIceberg looks for them."""
    return pa.schema([pa.field(f.name, f.type, metadata={b"doc": description_of(f).encode()}) for f in table.schema])


def _rows_a_group(rows: pa.Table) -> str:
    """How many rows as long as these make a group of `_GROUP_BYTES`, as a power of two: so that it seldom changes."""
    return str(1 << max(1, _GROUP_BYTES * rows.num_rows // rows.nbytes).bit_length() - 1)


def _first_snapshot_id(iceberg: IcebergTable) -> int:
    """The empty snapshot the table was made with; `main` may be ahead of the last release after a killed build."""
    first = min(iceberg.metadata.snapshots, key=lambda snapshot: snapshot.sequence_number or 0)
    return int(first.snapshot_id)


def _row_count(iceberg: IcebergTable, snapshot_id: int) -> int:
    snapshot = iceberg.snapshot_by_id(snapshot_id)
    if snapshot is None:
        raise LakeError(
            f"snapshot {snapshot_id} of {iceberg.name()} is gone: roll back to an older release, then build"
        )
    return int((snapshot.summary or {}).get("total-records") or 0)
