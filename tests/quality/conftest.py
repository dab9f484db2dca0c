"""A small candidate that meets every expectation, as Arrow tables and in a database."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import duckdb
import pyarrow as pa
import pytest
from small_candidate import NOW, fill, good_rows


@pytest.fixture(scope="session")
def good_tables() -> dict[str, pa.Table]:
    """Every table of the lake, with rows that agree with each other."""
    return good_rows()


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    """An empty database."""
    with duckdb.connect() as opened:
        yield opened


@pytest.fixture
def candidate(connection: duckdb.DuckDBPyConnection, good_tables: dict[str, pa.Table]) -> duckdb.DuckDBPyConnection:
    """A database that holds `good_tables`."""
    fill(connection, good_tables)
    return connection


@pytest.fixture(scope="session")
def now() -> datetime:
    """The run's time."""
    return NOW
