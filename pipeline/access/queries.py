"""SQL over a release by plain table name: read only, confined to the release's own files."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any  # query parameters and cells are of every type

import duckdb
import pyarrow as pa

from pipeline.engine import connect
from pipeline.errors import UsageError
from pipeline.publishing.manifest import Manifest
from pipeline.publishing.views import create_views, literal
from pipeline.storage.lake import Lake
from pipeline.tables.all_tables import TABLES


@contextmanager
def release_connection(lake: Lake, release: Manifest) -> Iterator[duckdb.DuckDBPyConnection]:
    """A DuckDB connection with one view a table of the release.

    The connection can read the release's data files and nothing else: no other file, no network, no extension; its
    settings are locked.
    """
    connection = connect()
    try:
        allowed = create_views(connection, lake, release.tables)
        for table in TABLES:
            if release.table(table.name) is None:  # made before the table existed
                connection.register(table.name, table.empty())
        if allowed:
            connection.execute(f"SET allowed_paths = [{', '.join(literal(path) for path in allowed)}]")
        connection.execute("SET python_enable_replacements = false")  # a name in SQL is never a Python variable
        connection.execute("SET enable_external_access = false")
        connection.execute("SET lock_configuration = true")
        yield connection
    finally:
        connection.close()


def fetch_rows(connection: duckdb.DuckDBPyConnection, sql: str, *parameters: Any) -> list[dict[str, Any]]:
    """Run one of our own queries with `?` parameters; give rows as mappings, times in UTC.

    What is no UTF-8 in a text, as bytes of the command line may be, is asked for as `?`.
    """
    asked = [value.encode(errors="replace").decode() if isinstance(value, str) else value for value in parameters]
    relation = connection.sql(sql, params=asked)
    found: list[dict[str, Any]] = relation.to_arrow_table().to_pylist()
    return found


def split_statements(connection: duckdb.DuckDBPyConnection, sql: str) -> list[str]:
    """The statements of a text, in order; a `;` inside quotes or comments ends none.

    Raises: UsageError: it cannot be parsed.
    """
    try:
        return [statement.query for statement in connection.extract_statements(_text(sql))]
    except duckdb.Error as error:
        raise UsageError(f"the query failed: {error_line(str(error))}") from error


def run_query(connection: duckdb.DuckDBPyConnection, sql: str) -> pa.Table:
    """Run one statement that reads.

    Raises: UsageError: it is not one statement that reads, or DuckDB refuses it.
    """
    try:
        statements = connection.extract_statements(_text(sql))
        if len(statements) != 1:
            raise UsageError("give one SQL statement")
        if statements[0].type not in _READING:
            raise UsageError("only statements that read are allowed, such as SELECT, DESCRIBE, SHOW TABLES")
        relation = connection.sql(sql)
        result: pa.Table = relation.to_arrow_table() if relation is not None else pa.table({})
        return result
    except duckdb.Error as error:
        raise UsageError(f"the query failed: {error_line(str(error))}") from error


def error_line(message: str) -> str:
    """DuckDB's message in one line: what is wrong, and the name that was probably meant.

    >>> error_line('Catalog Error: Table with name out_companie does not exist!\\nDid you mean "out_companies"?')
    'Table with name out_companie does not exist; did you mean "out_companies"?'
    """
    first, *rest = [line.strip() for line in message.splitlines() if line.strip()] or ["no reason given"]
    kind, _, text = first.partition(": ")
    wrong = (text if kind.endswith("Error") and text else first).rstrip("!.")
    for line in rest:
        if line.startswith("Did you mean"):
            return f"{wrong}; did you mean {line.removeprefix('Did you mean').strip()}"
        if line.startswith("Candidate bindings:"):
            return f"{wrong}; did you mean {line.removeprefix('Candidate bindings:').strip()}?"
    return wrong


def _text(sql: str) -> str:
    """Bytes of the command line that are no UTF-8 reach Python as lone surrogates, which DuckDB does not take."""
    try:
        sql.encode()
    except UnicodeEncodeError as error:
        raise UsageError("the query is not UTF-8 text") from error
    return sql


_READING = {duckdb.StatementType.SELECT, duckdb.StatementType.EXPLAIN}
