"""Whatever a name or value holds, DuckDB reads back the same."""

from __future__ import annotations

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.quality.sql_text import identifier, literal, time_literal

CONNECTION = duckdb.connect()
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
NASTY = st.sampled_from(["'", "''", "\\'", "'; DROP TABLE t; --", '"', "\0", "a\0'b", "$1", "{}", "%s", "/*", "\n"])


@settings(max_examples=150)
@given(
    value=st.one_of(
        TEXT, NASTY, st.integers(-(2**62), 2**62), st.booleans(), st.floats(allow_nan=False, allow_infinity=False)
    )
)
def test_literal_is_read_back(value: str | int | float | bool) -> None:
    assert CONNECTION.sql(f"SELECT {literal(value)} AS value").to_arrow_table().column(0)[0].as_py() == value


@settings(max_examples=100)
@given(name=st.one_of(TEXT, NASTY).filter(lambda name: name != "" and "\0" not in name))
def test_identifier_is_read_back(name: str) -> None:
    assert CONNECTION.sql(f"SELECT 1 AS {identifier(name)}").columns == [name]


@pytest.mark.parametrize("name", ["", "a\0b"])
def test_names_that_sql_cannot_write_are_refused(name: str) -> None:
    with pytest.raises(ValueError, match="not a name"):
        identifier(name)


@pytest.mark.parametrize(
    ("text", "column_type", "value"),
    [
        ("2026-01-02T01:00:00+01:00", "TIMESTAMP WITH TIME ZONE", "2026-01-02T00:00:00+00:00"),
        ("2026-01-02", "TIMESTAMP WITH TIME ZONE", "2026-01-02T00:00:00+00:00"),
        ("2026-01-02T01:00:00+01:00", "TIMESTAMP", "2026-01-02T00:00:00"),
        ("2026-01-02", "DATE", "2026-01-02T00:00:00"),
    ],
)
def test_time_literal(text: str, column_type: str, value: str) -> None:
    assert f"CAST('{value}' AS " in time_literal(text, column_type)


@pytest.mark.parametrize("text", ["soon", "'; DROP TABLE t; --", ""])
def test_times_that_are_none_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="Invalid isoformat"):
        time_literal(text, "DATE")
