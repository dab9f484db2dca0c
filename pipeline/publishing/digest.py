"""Digests of rows: the same for the same rows, in any order, in any file.

A row's digest is the MD5 of its content columns as a JSON object; a table's is the SHA-256 of the sorted row digests.
Columns marked build-time (when a row was recorded, by which release) are left out. MD5 here tells rows apart, it guards
nothing: files and manifests carry SHA-256.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import pyarrow as pa

from pipeline.engine import query_table


def row_digests(rows: pa.Table, columns: Sequence[str]) -> pa.ChunkedArray:
    """One hex digest a row, over the named columns, in row order."""
    members = ", ".join(f'"{name}" := "{name}"' for name in columns)
    sql = f"SELECT md5(to_json(struct_pack({members}))::VARCHAR) AS digest FROM rows"
    digests: pa.ChunkedArray = query_table(sql, rows=rows).column("digest")
    return digests


def table_digest(digests: pa.ChunkedArray) -> str:
    """The digest of a table from those of its rows; row order does not matter."""
    total = hashlib.sha256()
    for digest in sorted(digests.to_pylist()):
        total.update(digest.encode())
    return total.hexdigest()
