"""Tables in files, for the commands that work without a lake: CSV, Parquet or JSON Lines, told by their bytes.

Cells are text: a number of JSON or Parquet becomes its text, a list or object its JSON; null stays null.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any  # cell values

import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.access.csv_rows import CsvRows
from pipeline.access.line_files import InputFile, json_line, open_input, read_objects
from pipeline.access.rejected_lines import RejectedLines
from pipeline.errors import PayloadError, UsageError

_ROWS_AT_ONCE = 10_000  # as many are held as objects
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True, slots=True)
class FileTable:
    """A table as read: its rows, all columns text, and for each row the line it began at (of Parquet, its number)."""

    name: str
    rows: pa.Table
    lines: tuple[int, ...]

    def keep(self, flags: Sequence[bool], reason_code: str, reason: str, rejected: RejectedLines) -> FileTable:
        """The rows whose flag is true; the others are rejected."""
        for row, is_kept in enumerate(flags):
            if not is_kept:
                original = json_line(self.rows.slice(row, 1).to_pylist()[0]).rstrip()
                rejected.add(self.lines[row], reason_code, f"{self.name}: {reason}", original)
        if all(flags):
            return self
        lines = tuple(line for line, is_kept in zip(self.lines, flags, strict=True) if is_kept)
        return FileTable(self.name, self.rows.filter(pa.array(flags, pa.bool_())), lines)

    def with_text(self, columns: Sequence[str], rejected: RejectedLines) -> FileTable:
        """The rows in which none of the columns is empty."""
        values = [self.rows.column(name).to_pylist() for name in columns]
        flags = [all(value and value.strip() for value in row) for row in zip(*values, strict=True)]
        return self.keep(flags, "missing_field", f"expected {' and '.join(columns)}; one is empty", rejected)

    def once(self, column: str, rejected: RejectedLines) -> FileTable:
        """The first row of each value of the column."""
        seen: set[str] = set()
        flags = []
        for value in self.rows.column(column).to_pylist():
            flags.append(value not in seen)
            seen.add(value)
        return self.keep(flags, "duplicate_id", f"this {column} occurred before; the first counts", rejected)


def read_table(path: str, required: Sequence[str], what: str, rejected: RejectedLines) -> FileTable:
    """Read a table.

    Args:
        required: columns it must have; an empty file has them all.
        what: what the file is, for messages, such as "registry".
    Raises: UsageError: no such file, or a column is missing. PayloadError: it cannot be read as a table.
    """
    with open_input(path) as source:
        found = read_any(source, required, rejected)
    columns = found.rows.column_names
    missing = [name for name in required if name not in columns]
    if missing and columns:
        noun = "column" if len(missing) == 1 else "columns"
        raise UsageError(f"{what} {source.name}: no {noun} {', '.join(missing)}; it has {', '.join(columns)}")
    if missing:
        return FileTable(source.name, pa.table({name: pa.array([], pa.string()) for name in required}), ())
    return found


def read_any(source: InputFile, required: Sequence[str], rejected: RejectedLines) -> FileTable:
    start = source.start()
    if start.startswith(b"PAR1"):
        return _read_parquet(source)
    if start.startswith(_UTF16_MARKS):
        raise PayloadError("not_utf8", f"{source.name}: UTF-16; save it as UTF-8")
    shape = start.removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
    if shape == b"[":
        raise PayloadError("unknown_format", f"{source.name}: a JSON list; write one JSON object a line")
    if shape == b"{":
        return _table_of_objects(source.name, ((number, row) for number, row, _ in read_objects(source, rejected)))
    return _table_of_csv(CsvRows(source, required, rejected), source.name)


def _table_of_csv(csv: CsvRows, name: str) -> FileTable:
    schema = pa.schema([(column, pa.string()) for column in csv.header])
    lines: list[int] = []
    batches = []
    rows = iter(csv)
    while some := list(islice(rows, _ROWS_AT_ONCE)):
        lines.extend(number for number, _ in some)
        columns = zip(*(row for _, row in some), strict=True)
        batches.append(pa.record_batch([pa.array(column, pa.string()) for column in columns], schema))
    return FileTable(name, pa.Table.from_batches(batches, schema).combine_chunks(), tuple(lines))


def _read_parquet(source: InputFile) -> FileTable:
    try:
        table = pq.ParquetFile(pa.BufferReader(source.stream.read())).read()
        table.validate(full=True)  # Parquet does not check that its texts are UTF-8
    except (pa.ArrowException, OSError, ValueError) as error:
        raise PayloadError("not_parquet", f"{source.name}: expected a Parquet file: {error}") from error
    columns = {name: _text_column(table.column(name)) for name in table.column_names}
    return FileTable(source.name, pa.table(columns), tuple(range(1, table.num_rows + 1)))


def _text_column(column: pa.ChunkedArray) -> pa.Array:
    if pa.types.is_string(column.type) or pa.types.is_large_string(column.type):
        return column.cast(pa.string()).combine_chunks()
    return pa.array([_text(value) for value in column.to_pylist()], pa.string())


def _table_of_objects(name: str, rows: Iterable[tuple[int, dict[str, Any]]]) -> FileTable:
    columns: dict[str, list[str | None]] = {}
    lines: list[int] = []
    for number, row in rows:
        for key, value in row.items():
            values = columns.setdefault(_storable(key), [])
            values.extend([None] * (len(lines) - len(values)))
            values.append(_text(value))
        lines.append(number)
    for values in columns.values():
        values.extend([None] * (len(lines) - len(values)))
    arrays = {key: pa.array(values, pa.string()) for key, values in columns.items()}
    return FileTable(name, pa.table(arrays), tuple(lines))


def _text(value: Any) -> str | None:
    if value is None:
        return None
    if isinstance(value, str):
        return _storable(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    if isinstance(value, list | dict):
        return json_line(value).decode().strip()
    return str(value)


def _storable(text: str) -> str:
    return text if text.isascii() else text.encode("utf-8", "replace").decode()
