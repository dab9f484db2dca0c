"""What a new version of a table adds to the one before, by comparing columns, not by hashing rows."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.tables.schema import Table


def added_rows(table: Table, before: pa.Table, after: pa.Table) -> pa.Table | None:
    """The rows that `after` has and `before` has not, if nothing of `before` was changed or removed; else None.

    Args:
        before, after: rows as `table.cast` gives them: same columns, sorted by key.
    """
    if after is before:
        return after.slice(0, 0)
    if after.num_rows < before.num_rows:
        return None
    is_known = pc.is_in(_keys(table, after), value_set=_keys(table, before))
    if not after.filter(is_known).equals(before):
        return None
    return after.filter(pc.invert(is_known))


def _keys(table: Table, rows: pa.Table) -> pa.ChunkedArray:
    """The key of each row as one string."""
    columns = [_text(rows.column(name)) for name in table.key]
    if len(columns) == 1:
        return columns[0]
    return pc.binary_join_element_wise(*columns, "\x1f")


def _text(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Values that differ as texts that differ; times as numbers, for writing dates takes longer than comparing them."""
    if pa.types.is_timestamp(column.type):
        column = column.cast(pa.int64())
    return column.cast(pa.string())
