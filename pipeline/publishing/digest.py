"""Digests of rows: the same for the same rows, in any order, in any file.

A row's digest is the MD5 of its content columns as a JSON object; a table's is the SHA-256 of the sorted row digests.
Columns marked build-time (when a row was recorded, by which release) are left out. MD5 here tells rows apart, it guards
nothing: files and manifests carry SHA-256.
"""

from __future__ import annotations

import hashlib

import duckdb
import pyarrow as pa

from pipeline.tables.schema import Table


def row_digests(table: Table, rows: pa.Table) -> pa.ChunkedArray:
    """One hex digest a row of `rows`, in row order."""
    members = ", ".join(f'"{name}" := "{name}"' for name in table.content_columns)
    connection = duckdb.connect(config={"preserve_insertion_order": True, "TimeZone": "UTC"})
    try:
        connection.register("rows", rows)
        result = connection.sql(f"SELECT md5(to_json(struct_pack({members}))::VARCHAR) AS digest FROM rows")
        digests: pa.ChunkedArray = result.to_arrow_table().column("digest")
        return digests
    finally:
        connection.close()


def table_digest(digests: pa.ChunkedArray) -> str:
    """The digest of a table from those of its rows; row order does not matter."""
    total = hashlib.sha256()
    for digest in sorted(digests.to_pylist()):
        total.update(digest.encode())
    return total.hexdigest()
