"""Tables out, for the commands that work without a lake: CSV, Parquet or JSON Lines, by the name of the file.

CSV is written for programs: values stay as they are. A name that a spreadsheet would run as a formula is not defused
here, because the next command must find the same name.
"""

from __future__ import annotations

from typing import Any, BinaryIO  # Any: click's decorators take and give any function

import click
import pyarrow as pa

from pipeline.access.line_files import json_line, open_output
from pipeline.errors import UsageError

_DECIMALS = 6  # of numbers, in every format: equal results are equal bytes whatever the machine
_QUOTED = ('"', ",", "\n", "\r")


def table_output_options(function: Any) -> Any:
    """`-o FILE` and `--output FORMAT`."""
    function = click.option(
        "--output",
        type=click.Choice(["text", "json", "csv", "parquet"]),
        help="Format; default: by the name of FILE (.parquet, .jsonl), else csv.",
    )(function)
    return click.option("-o", "target", default="-", metavar="FILE", help="Where to write; default: standard output.")(
        function
    )


def write_table(rows: pa.Table, target: str, output: str | None) -> None:
    """Write rows to a file or standard output.

    Args:
        output: text, json, csv or parquet; None: by the name of the file, else csv.
    """
    chosen = output or _format_of(target)
    rows = rounded(rows)
    if chosen == "text":
        from pipeline.access.cli.printing import print_rows

        if target != "-":
            raise UsageError("--output text is for the terminal; leave out -o")
        print_rows(rows, "text")
        return
    with open_output(target) as out:
        if chosen == "parquet":
            import pyarrow.parquet as pq

            pq.write_table(rows, pa.PythonFile(out, "w"))
        elif chosen == "json":
            for batch in rows.to_batches(max_chunksize=10_000):
                out.write(b"".join(map(json_line, batch.to_pylist())))
        else:
            _write_csv(rows, out)


def _format_of(target: str) -> str:
    name = target.lower().removesuffix(".gz")
    return "parquet" if name.endswith(".parquet") else "json" if name.endswith((".jsonl", ".json")) else "csv"


def rounded(rows: pa.Table) -> pa.Table:
    """Numbers as every file of ours has them: with `_DECIMALS` decimals."""
    import pyarrow.compute as pc

    for place, field in enumerate(rows.schema):
        if pa.types.is_floating(field.type):
            rows = rows.set_column(place, field, pc.round(rows.column(place), _DECIMALS))
    return rows


def _write_csv(rows: pa.Table, out: BinaryIO) -> None:
    out.write((",".join(map(_cell, rows.column_names)) + "\n").encode())
    for batch in rows.to_batches(max_chunksize=10_000):
        columns = [_cells(column) for column in batch.columns]
        out.write("".join(",".join(row) + "\n" for row in zip(*columns, strict=True)).encode())


def _cells(column: pa.Array) -> list[str]:
    values = column.to_pylist()
    if pa.types.is_floating(column.type):
        return ["" if value is None else f"{value:.{_DECIMALS}f}" for value in values]
    return ["" if value is None else _cell(str(value)) for value in values]


def _cell(text: str) -> str:
    # Not by the csv module: it leaves a lone carriage return bare, and readers take that for the end of a row.
    return '"' + text.replace('"', '""') + '"' if any(character in text for character in _QUOTED) else text
