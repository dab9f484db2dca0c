"""In-memory DuckDB connections, set up the same everywhere: UTC, nothing downloaded, rows in the order written."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import duckdb
import pyarrow as pa

_CONFIG: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
}


def connect() -> duckdb.DuckDBPyConnection:
    """A fresh in-memory connection; the caller closes it."""
    connection = duckdb.connect(config=_CONFIG)
    connection.execute("SET TimeZone = 'UTC'")
    return connection


@contextmanager
def tables(**relations: pa.Table) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection in which each keyword is a view of that Arrow table."""
    connection = connect()
    try:
        for name, rows in relations.items():
            connection.register(name, rows)
        yield connection
    finally:
        connection.close()


def query_table(sql: str, /, **relations: pa.Table) -> pa.Table:
    """Run one query over Arrow tables named by keyword; give the result as an Arrow table."""
    with tables(**relations) as connection:
        result: pa.Table = connection.sql(sql).to_arrow_table()
        return result
