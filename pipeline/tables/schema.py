"""What a table is: a name, a key, and an Arrow schema whose every column is described."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any  # rows hold values of every column type

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.errors import SchemaError

TIMESTAMP = pa.timestamp("us", tz="UTC")
STRINGS = pa.list_(pa.field("element", pa.string()))

_REQUIRED = b"required"
_BUILD_TIME = b"build_time"
_FEW_ROWS = 100  # are sorted sooner than looked at


def column(
    name: str, kind: pa.DataType, description: str, *, required: bool = False, build_time: bool = False
) -> pa.Field:
    """Describe one column.

    Args:
        required: no row may hold null here.
        build_time: the value tells when or by which build the row was written, not what is true in the world; the
            content digest leaves it out, so two builds of the same input have equal digests.
    """
    metadata = {b"description": description.encode()}
    if required:
        metadata[_REQUIRED] = b"true"
    if build_time:
        metadata[_BUILD_TIME] = b"true"
    return pa.field(name, kind, metadata=metadata)


@dataclass(frozen=True, slots=True)
class Table:
    """A table of the lake.

    Attributes:
        name: its plain name, as users type it in SQL.
        description: what one row is.
        key: columns that tell rows apart; also the order rows are written in.
        schema: the Arrow schema; each field's metadata holds its description.
        required: columns that may hold no null.
    """

    name: str
    description: str
    key: tuple[str, ...]
    schema: pa.Schema
    required: tuple[str, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        required = tuple(f.name for f in self.schema if _REQUIRED in (f.metadata or {}))
        object.__setattr__(self, "required", required)

    @property
    def content_columns(self) -> tuple[str, ...]:
        """Columns that the content digest covers, in schema order."""
        return tuple(f.name for f in self.schema if _BUILD_TIME not in (f.metadata or {}))

    def empty(self) -> pa.Table:
        """A table of no rows."""
        return self.schema.empty_table()

    def from_rows(self, rows: Iterable[Mapping[str, Any]]) -> pa.Table:
        """Build the table from row mappings; a missing key is null, an unknown one is refused."""
        listed = list(rows)
        known = set(self.schema.names)
        for row in listed:
            unknown = row.keys() - known
            if unknown:
                raise SchemaError(
                    f"{self.name}: unknown column {sorted(unknown)[0]!r}; known: {', '.join(sorted(known))}"
                )
        columns = {name: [row.get(name) for row in listed] for name in self.schema.names}
        return self.cast(pa.table(columns, schema=self.schema))

    def cast(self, rows: pa.Table) -> pa.Table:
        """Return `rows` with exactly this table's columns and types, sorted by key.

        Raises: SchemaError: a column is missing, unknown, of another type, or holds a null where none may be.
        """
        names, given = self.schema.names, rows.column_names
        if names != given and set(names) != set(given):
            missing = [name for name in names if name not in given]
            unknown = [name for name in given if name not in names]
            raise SchemaError(f"{self.name}: missing columns {missing}, unknown columns {unknown}")
        try:
            result = rows if names == given else rows.select(names)
            if not result.schema.equals(self.schema, check_metadata=True):
                result = result.cast(self.schema)
        except (pa.ArrowInvalid, pa.ArrowNotImplementedError) as error:
            raise SchemaError(f"{self.name}: {error}") from error
        for name in self.required:
            if null_count := result.column(name).null_count:
                raise SchemaError(f"{self.name}.{name}: {null_count} nulls where none may be")
        return sort_rows(result, self.key)


def sort_rows(rows: pa.Table, key: Sequence[str]) -> pa.Table:
    """Sort by `key`, ascending, nulls last, in one chunk a column."""
    if rows.num_rows <= _FEW_ROWS or not _is_sorted(rows, key):
        rows = rows.sort_by([(name, "ascending") for name in key])
    return rows.combine_chunks()


def _is_sorted(rows: pa.Table, key: Sequence[str]) -> bool:
    """Whether rows are in order already, as a table's only file is; looking is far cheaper than sorting long texts."""
    undecided = pa.chunked_array([pa.repeat(True, max(0, rows.num_rows - 1))])
    for name in key:
        column = rows.column(name)
        if column.null_count:
            return False
        before, after = column.slice(0, len(undecided)), column.slice(1)
        if pc.any(pc.and_(undecided, pc.greater(before, after))).as_py():
            return False
        undecided = pc.and_(undecided, pc.equal(before, after))
        if not pc.any(undecided).as_py():
            return True
    return True


def description_of(field: pa.Field) -> str:
    """The description of a column; empty when it has none."""
    described: bytes = (field.metadata or {}).get(b"description", b"")
    return described.decode()
