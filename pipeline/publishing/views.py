"""Views over the data files of a release or candidate, by plain table name, in a DuckDB connection."""

from __future__ import annotations

from collections.abc import Iterable

import duckdb

from pipeline.publishing.manifest import TableVersion
from pipeline.storage.lake import Lake
from pipeline.storage.parquet_files import read_parquet
from pipeline.tables.all_tables import TABLE_BY_NAME


def create_views(connection: duckdb.DuckDBPyConnection, lake: Lake, versions: Iterable[TableVersion]) -> list[str]:
    """Make one view a table; returns the paths of the files that the views read (none on S3: rows are held)."""
    paths: list[str] = []
    for version in versions:
        table = TABLE_BY_NAME[version.name]
        if lake.folder is None or not version.files:
            rows = read_parquet(lake, [file.key for file in version.files], table.schema)
            connection.register(version.name, rows)
            continue
        own = [str(lake.folder / file.key) for file in version.files]
        listed = ", ".join(literal(path) for path in own)
        connection.execute(
            f'CREATE VIEW "{version.name}" AS SELECT * FROM read_parquet([{listed}], union_by_name := true)'
        )
        paths.extend(own)
    return paths


def literal(text: str) -> str:
    """A SQL string literal."""
    return "'" + text.replace("'", "''") + "'"
