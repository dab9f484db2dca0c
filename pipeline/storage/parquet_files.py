"""Reading and writing Parquet objects of a lake with PyArrow."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any  # options of a writer

import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.errors import IntegrityError
from pipeline.storage.lake import Lake

_SPOOLED_BYTES = 16 * 1024 * 1024
_BUFFER_BYTES = 64 * 1024
_FEW_ROWS = 100
_SMALL_BYTES = 32 * 1024
_LARGE: dict[str, Any] = {"compression": "zstd"}
_SMALL: dict[str, Any] = {  # a few rows are not worth codec, statistics, and a copy of the schema larger than they
    "compression": "none",
    "use_dictionary": False,
    "write_statistics": False,
    "store_schema": False,
    "write_page_checksum": True,  # without a codec damage would read as data
}
GROUP_ROWS = 500  # rows one extraction task works on: about half a second of work, so all cores end together


class GroupWriter:
    """Encodes tables of one schema as they come, as `encode_parquet` would; none is in a group with one before it.

    What is large waits on disk until the end. A context manager.
    """

    def __init__(self, schema: pa.Schema) -> None:
        self._schema = schema
        self._only: pa.Table | None = None  # most payloads give one table, which needs no file to wait in
        self._writer: pq.ParquetWriter | None = None

    def add(self, rows: pa.Table) -> None:
        if self._only is None:
            self._only = rows
            return
        if self._writer is None:
            self._writer = self._opened()
            self._writer.write_table(self._only, row_group_size=GROUP_ROWS)
        self._writer.write_table(rows, row_group_size=GROUP_ROWS)

    def encoded(self) -> bytes:
        """The file, at the end."""
        if self._writer is None:
            return encode_parquet(self._schema.empty_table() if self._only is None else self._only)
        self._writer.close()
        self._stream.flush()
        self._file.seek(0)
        return self._file.read()

    def _opened(self) -> pq.ParquetWriter:
        self._file = tempfile.SpooledTemporaryFile(_SPOOLED_BYTES)  # noqa: SIM115 - closed on leaving
        # a Parquet file is many small writes, and each to a Python file waits for the interpreter
        self._stream = pa.BufferedOutputStream(pa.PythonFile(self._file, mode="w"), _BUFFER_BYTES)
        return pq.ParquetWriter(self._stream, self._schema, **_LARGE)

    def __enter__(self) -> GroupWriter:
        return self

    def __exit__(self, *_: object) -> None:
        if self._writer is not None:
            self._writer.close()
            self._file.close()


def encode_parquet(rows: pa.Table) -> bytes:
    """The rows as one Parquet file, in groups of `GROUP_ROWS`; one PyArrow version gives equal bytes for equal rows.

    Whether they are few is asked of the file: equal rows may take more or less memory.
    """
    if rows.num_rows <= _FEW_ROWS:
        small = _encoded(rows, _SMALL)
        if len(small) <= _SMALL_BYTES:
            return small
    return _encoded(rows, _LARGE)


def _encoded(rows: pa.Table, options: dict[str, Any]) -> bytes:
    sink = pa.BufferOutputStream()
    with pq.ParquetWriter(sink, rows.schema, **options) as writer:
        writer.write_table(rows, row_group_size=GROUP_ROWS)
    return bytes(sink.getvalue())


def group_count(lake: Lake, key: str) -> int:
    """Row groups of a Parquet object."""
    with _reading(lake, key):
        return int(pq.read_metadata(source(lake, key)).num_row_groups)


def read_group(lake: Lake, key: str, group: int, schema: pa.Schema) -> pa.Table:
    """One row group of a Parquet object; no rows where the object has none."""
    with _reading(lake, key), pq.ParquetFile(source(lake, key), page_checksum_verification=True) as file:
        if group >= file.num_row_groups:
            return schema.empty_table()
        return file.read_row_group(group, columns=schema.names).cast(schema)


def decoded_groups(data: bytes, schema: pa.Schema) -> Iterator[pa.Table]:
    """The row groups of an encoded Parquet file, as `read_group` gives them: at least one, maybe without rows."""
    with pq.ParquetFile(pa.BufferReader(data), page_checksum_verification=True) as file:
        if not file.num_row_groups:
            yield schema.empty_table()
        for group in range(file.num_row_groups):
            yield file.read_row_group(group, columns=schema.names, use_threads=False).cast(schema)


def read_parquet(lake: Lake, keys: Sequence[str], schema: pa.Schema, columns: Sequence[str] | None = None) -> pa.Table:
    """All rows of the Parquet objects, in key order as given, with the columns of `schema` (absent ones are null).

    Raises: IntegrityError: an object is missing or is not Parquet.
    """
    wanted = pa.schema([schema.field(name) for name in (columns or schema.names)])
    return pa.concat_tables([wanted.empty_table(), *(_read_object(lake, key, wanted) for key in keys)])


def _read_object(lake: Lake, key: str, wanted: pa.Schema) -> pa.Table:
    with (
        _reading(lake, key),
        pq.ParquetFile(source(lake, key), page_checksum_verification=True, pre_buffer=False) as file,
    ):
        present = set(file.schema_arrow.names)
        found = file.read(columns=[name for name in wanted.names if name in present])
    for field in wanted:
        if field.name not in present:
            found = found.append_column(field, pa.nulls(found.num_rows, field.type))
    return found.select(wanted.names).cast(wanted)


@contextmanager
def _reading(lake: Lake, key: str) -> Iterator[None]:
    """Damage as an `IntegrityError` that says what to do."""
    try:
        yield
    except (pa.ArrowInvalid, OSError) as error:  # OSError: pages that cannot be decompressed or deserialized
        advice = (
            "remove it and run again, it is made from the payload anew"
            if key.startswith("landing/")
            else "restore it from a copy, or roll back to a release that does not need it"
        )
        why = " ".join(str(error).split())
        raise IntegrityError(f"{lake.uri}/{key} is damaged, no whole Parquet file: {why}; {advice}") from error


def source(lake: Lake, key: str) -> str | pa.BufferReader:
    """What PyArrow opens: a path where there is one, else the object's bytes."""
    if lake.folder is not None:
        path = lake.folder / key
        if not path.is_file():
            raise IntegrityError(f"{path} is missing: restore it, or roll back to a release that does not need it")
        return str(path)
    data = lake.store.get(key)
    if data is None:
        raise IntegrityError(
            f"{lake.uri}/{key} is missing: restore it, or roll back to a release that does not need it"
        )
    return pa.BufferReader(data)


def object_digest(lake: Lake, key: str) -> tuple[int, str]:
    """Length in bytes and SHA-256 of an object.

    Raises: IntegrityError: it is missing.
    """
    if lake.folder is not None:
        path = source(lake, key)
        with open(path, "rb") as stream:  # noqa: PTH123 - `source` gives a string path
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
            return stream.tell(), digest
    data = lake.store.get(key)
    if data is None:
        raise IntegrityError(f"{lake.uri}/{key} is missing")
    return len(data), hashlib.sha256(data).hexdigest()
