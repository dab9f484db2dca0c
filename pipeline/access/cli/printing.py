"""Rows to standard output, as a table for people or as data for programs.

Names and texts come from outside: on a terminal no control character, escape sequence or direction override of theirs
is passed on, nothing of them is read as markup, and a CSV cell that a spreadsheet would run as a formula is guarded.
"""

from __future__ import annotations

import csv
import io
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any  # cell values are of every column type

import click
import orjson
import pyarrow as pa

from pipeline.errors import UsageError

FORMATS = ("text", "json", "csv", "parquet")
_FORMULA = tuple("=+-@\t\r\n＝＋－＠")
_OVERRIDES = (0x061C, 0x200E, 0x200F, *range(0x2028, 0x202F), *range(0x2066, 0x206A))
_CONTROL = {code: None for code in (*range(32), *range(127, 160), *_OVERRIDES) if code not in (9, 10)}
_JSON_OPTIONS = orjson.OPT_UTC_Z | orjson.OPT_NON_STR_KEYS
_ID = re.compile(r"[a-z]{3}_[a-z2-7]{16}")
_BATCH = 10_000
_SCREEN_ROWS = 500  # more than anyone scrolls through; drawing 10,000 wide rows takes a minute


def output_option(function: Any) -> Any:
    """The `--output` option every command that prints rows has."""
    return click.option(
        "--output", "output", type=click.Choice(FORMATS), default="text", show_default=True, help="How to print rows."
    )(function)


def object_output_option(function: Any) -> Any:
    """The `--output` option of commands that print one thing: text, or one JSON object."""
    return click.option(
        "--output",
        "output",
        type=click.Choice(FORMATS[:2]),
        default="text",
        show_default=True,
        help="A page for people, or one JSON object.",
    )(function)


def print_rows(rows: pa.Table, output: str) -> None:
    """Print rows in one of `FORMATS`; `json` is JSON Lines."""
    if output == "parquet":
        _print_parquet(rows)
    elif output == "json":
        for row in _tuples(rows):
            _write_data(json_text(dict(zip(_distinct(rows.column_names), row, strict=True))) + "\n")
    elif output == "csv":
        lines = io.StringIO()
        writer = csv.writer(lines, lineterminator="\n")
        writer.writerow([csv_cell(name) for name in rows.column_names])
        for row in _tuples(rows):
            writer.writerow([csv_cell(value) for value in row])
            if lines.tell() > 1 << 16:
                _write_data(lines.getvalue())
                lines.seek(0)
                lines.truncate()
        _write_data(lines.getvalue())
    else:
        _print_table(rows)


def print_object(value: Mapping[str, Any]) -> None:
    """Print one JSON object, indented."""
    _write_data(json_text(value, orjson.OPT_INDENT_2) + "\n")


def json_text(value: Any, options: int = 0) -> str:
    """A value as JSON: times in RFC 3339 UTC, whole decimals as numbers."""
    return orjson.dumps(value, default=_json_value, option=_JSON_OPTIONS | options).decode()


def csv_cell(value: Any) -> Any:
    """A value as a CSV cell; text that a spreadsheet would run as a formula gets a leading apostrophe."""
    if value is None:
        return ""
    if isinstance(value, list | dict):
        value = json_text(value)
    if isinstance(value, str) and value.startswith(_FORMULA):
        return "'" + value
    return value.isoformat().replace("+00:00", "Z") if hasattr(value, "isoformat") else value


def plain(text: str) -> str:
    """Text from outside, safe for a terminal: control characters, escape sequences, direction overrides removed."""
    return text.translate(_CONTROL)


def one_line(text: str) -> str:
    """`plain`, with every run of white space as one space."""
    return " ".join(plain(text).split())


def cell_text(value: Any) -> str:
    """A value as people read it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:.3f}".rstrip("0").rstrip(".")
    if hasattr(value, "strftime"):
        return time_text(value)
    if isinstance(value, list | tuple):
        return ", ".join(cell_text(item) for item in value)
    if isinstance(value, Mapping):
        return plain(json_text(value))
    return one_line(str(value))


def time_text(value: Any) -> str:
    """A date, time of day or both, without what is zero."""
    if not hasattr(value, "hour"):
        return str(value.isoformat())
    if not hasattr(value, "year"):
        return str(value.strftime("%H:%M:%S"))
    return str(value.strftime("%Y-%m-%d" if not (value.hour or value.minute or value.second) else "%Y-%m-%d %H:%M"))


def _print_parquet(rows: pa.Table) -> None:
    if sys.stdout.isatty():
        raise UsageError("Parquet is no text: redirect it, such as `> rows.parquet`")
    import pyarrow.parquet as pq

    buffer = io.BytesIO()
    pq.write_table(rows.rename_columns(_distinct(rows.column_names)), buffer)
    sys.stdout.flush()
    sys.stdout.buffer.write(buffer.getvalue())


def _print_table(rows: pa.Table) -> None:
    from pipeline.access.cli.text_tables import print_folded, print_lines  # rich is needed for text only

    is_screen = sys.stdout.isatty()
    shown = rows.slice(0, _SCREEN_ROWS) if is_screen else rows
    cells = ([cell_text(value) for value in row] for row in _tuples(shown))
    draw = print_folded if is_screen else print_lines
    draw([one_line(name) for name in rows.column_names], [_is_number(field.type) for field in rows.schema], cells)
    of_all = f" of {rows.num_rows:,}; --output csv gives all" if shown.num_rows < rows.num_rows else ""
    click.echo(f"{shown.num_rows:,} row{'s' * (rows.num_rows != 1)}{of_all}", err=True)


def _is_number(kind: pa.DataType) -> bool:
    return bool(pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind))


def holds_ids(cells: Iterable[str]) -> bool:
    """Whether a column is of ids: they are copied from the screen, so they stay in one line."""
    given = [cell for cell in cells if cell]
    return bool(given) and all(_ID.fullmatch(cell) for cell in given)


def console() -> Any:
    """Where pages and tables are drawn; wide when nobody watches."""
    from rich.console import Console

    return Console(highlight=False, markup=False, emoji=False, width=None if sys.stdout.isatty() else 200)


def _tuples(rows: pa.Table) -> Iterator[tuple[Any, ...]]:
    """Rows as tuples: a query may give two columns one name, which a mapping would lose."""
    for batch in rows.to_batches(max_chunksize=_BATCH):
        yield from zip(*(column.to_pylist() for column in batch.columns), strict=True)


def _distinct(names: list[str]) -> list[str]:
    taken: dict[str, None] = {}  # in order
    for name in names:
        candidate, serial = name, 1
        while candidate in taken:
            candidate, serial = f"{name}_{serial}", serial + 1
        taken[candidate] = None
    return list(taken)


def _json_value(value: Any) -> Any:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value.hex() if isinstance(value, bytes) else str(value)


def _write_data(text: str) -> None:
    sys.stdout.write(plain(text) if sys.stdout.isatty() else text)  # click.echo would cut colours out of data
