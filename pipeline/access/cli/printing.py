"""Rows to standard output, as a table for people or as data for programs."""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Mapping
from typing import Any  # cell values are of every column type

import click
import orjson
import pyarrow as pa

FORMATS = ("text", "json", "csv", "parquet")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_CONTROL = {code: None for code in (*range(32), *range(127, 160)) if code not in (9, 10)}


def output_option(function: Any) -> Any:
    """The `--output` option every command that prints rows has."""
    return click.option(
        "--output", "output", type=click.Choice(FORMATS), default="text", show_default=True, help="How to print rows."
    )(function)


def print_rows(rows: pa.Table, output: str) -> None:
    """Print rows in one of `FORMATS`; `json` is JSON Lines."""
    if output == "parquet":
        import pyarrow.parquet as pq

        buffer = io.BytesIO()
        pq.write_table(rows, buffer)
        sys.stdout.buffer.write(buffer.getvalue())
    elif output == "json":
        for row in rows.to_pylist():
            sys.stdout.buffer.write(orjson.dumps(row, default=str, option=orjson.OPT_APPEND_NEWLINE | orjson.OPT_UTC_Z))
    elif output == "csv":
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(rows.column_names)
        for row in rows.to_pylist():
            writer.writerow([csv_cell(value) for value in row.values()])
    else:
        _print_table(rows)


def csv_cell(value: Any) -> Any:
    """A value as a CSV cell; text that a spreadsheet would run as a formula gets a leading apostrophe."""
    if value is None:
        return ""
    if isinstance(value, list | dict):
        value = orjson.dumps(value, default=str).decode()
    if isinstance(value, str) and value.startswith(_FORMULA):
        return "'" + value
    return value.isoformat() if hasattr(value, "isoformat") else value


def plain(text: str) -> str:
    """Text from outside, safe for a terminal: control characters and escape sequences removed."""
    return text.translate(_CONTROL)


def cell_text(value: Any) -> str:
    """A value as people read it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:.3f}".rstrip("0").rstrip(".")
    if hasattr(value, "strftime"):
        return str(value.strftime("%Y-%m-%d" if not (value.hour or value.minute or value.second) else "%Y-%m-%d %H:%M"))
    if isinstance(value, list | tuple):
        return ", ".join(cell_text(item) for item in value)
    if isinstance(value, Mapping):
        return orjson.dumps(value, default=str).decode()
    return plain(str(value)).replace("\n", " ")


def _print_table(rows: pa.Table) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table as RichTable
    from rich.text import Text

    console = Console(highlight=False, width=None if sys.stdout.isatty() else 200)
    grid = RichTable(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False)
    for field in rows.schema:
        is_number = pa.types.is_integer(field.type) or pa.types.is_floating(field.type)
        grid.add_column(field.name, justify="right" if is_number else "left", overflow="fold")
    for row in rows.to_pylist():
        grid.add_row(*(Text(cell_text(value)) for value in row.values()))
    console.print(grid)
    noun = "row" if rows.num_rows == 1 else "rows"
    click.echo(f"{rows.num_rows} {noun}", err=True)
