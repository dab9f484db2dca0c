"""Digests of rows: the same for the same rows, in any order, in any file.

A row's digest is the MD5 of its content columns as a JSON object; a table's is the sum of them modulo 2^128, so that
rows can be added to a digest without reading the rows that are there already. Columns marked build-time (when a row was
recorded, by which release) are left out. This tells contents apart, it guards nothing: files and manifests carry
SHA-256.
"""

from __future__ import annotations

from collections.abc import Iterator

import pyarrow as pa

from pipeline.engine import query_table
from pipeline.tables.schema import Table

_MODULUS = 1 << 128
_SLICE_BYTES = 8 * 1024 * 1024  # of rows digested at once: the engine holds their JSON several times
EMPTY = f"{0:032x}"


def content_digest(table: Table, rows: pa.Table, onto: str = EMPTY) -> str:
    """The digest of `rows`, added to that of rows digested before."""
    members = ", ".join(f'"{name}" := "{name}"' for name in table.content_columns)
    query = f"SELECT md5(to_json(struct_pack({members}))::VARCHAR) AS digest FROM rows"
    total = int(onto, 16)
    for part in _slices(rows):
        total += sum(int(digest, 16) for digest in query_table(query, rows=part).column("digest").to_pylist())
    return f"{total % _MODULUS:032x}"


def _slices(rows: pa.Table) -> Iterator[pa.Table]:
    """The rows in parts of about `_SLICE_BYTES`."""
    count = -(-rows.nbytes // _SLICE_BYTES) or 1
    size = -(-rows.num_rows // count) or 1
    for start in range(0, rows.num_rows, size):
        yield rows.slice(start, size)
