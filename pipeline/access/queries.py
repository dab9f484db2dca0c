"""SQL over a release by plain table name: read only, confined to the release's own files."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import duckdb
import pyarrow as pa

from pipeline.engine import connect
from pipeline.errors import UsageError
from pipeline.publishing.manifest import Manifest
from pipeline.storage.lake import Lake
from pipeline.storage.parquet_files import read_parquet
from pipeline.tables.all_tables import TABLE_BY_NAME


@contextmanager
def release_connection(lake: Lake, release: Manifest) -> Iterator[duckdb.DuckDBPyConnection]:
    """A DuckDB connection with one view a table of the release.

    The connection can read the release's data files and nothing else: no other file, no network, no extension; its
    settings are locked.
    """
    connection = connect()
    try:
        allowed: list[str] = []
        for version in release.tables:
            table = TABLE_BY_NAME[version.name]
            if lake.folder is None:
                rows = read_parquet(lake, [file.key for file in version.files], table.schema)
                connection.register(version.name, rows)
            elif version.files:
                paths = [str(lake.folder / file.key) for file in version.files]
                allowed.extend(paths)
                listed = ", ".join(_literal(path) for path in paths)
                connection.execute(
                    f'CREATE VIEW "{version.name}" AS SELECT * FROM read_parquet([{listed}], union_by_name := true)'
                )
            else:
                connection.register(version.name, table.empty())
        if allowed:
            connection.execute(f"SET allowed_paths = [{', '.join(_literal(path) for path in allowed)}]")
        connection.execute("SET enable_external_access = false")
        connection.execute("SET lock_configuration = true")
        yield connection
    finally:
        connection.close()


def run_query(connection: duckdb.DuckDBPyConnection, sql: str) -> pa.Table:
    """Run one read-only statement.

    Raises: UsageError: it is not one statement that reads, or DuckDB refuses it.
    """
    try:
        statements = connection.extract_statements(sql)
        if len(statements) != 1:
            raise UsageError("give one SQL statement")
        if statements[0].type not in _READING:
            raise UsageError("only statements that read are allowed, such as SELECT, DESCRIBE, SHOW")
        relation = connection.sql(sql)
        result: pa.Table = relation.to_arrow_table() if relation is not None else pa.table({})
        return result
    except duckdb.Error as error:
        raise UsageError(f"the query failed: {str(error).strip()}") from error


_READING = {duckdb.StatementType.SELECT, duckdb.StatementType.EXPLAIN}


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
