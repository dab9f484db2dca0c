"""Rows of text cells as a table: folded to the width of a terminal, or one line a row for a pipe or file."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import click
from rich import box
from rich.cells import cell_len
from rich.table import Table
from rich.text import Text

from pipeline.access.cli.printing import console, holds_ids

_ALIGNED = 60  # one long cell must not push what follows it off every other line
_BATCH = 10_000


def print_folded(head: Sequence[str], is_number: Sequence[bool], rows: Iterable[Sequence[str]]) -> None:
    """For a terminal: as wide as it is, long cells folded."""
    grid = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False)
    cells = list(rows)
    for place, (name, is_right) in enumerate(zip(head, is_number, strict=True)):
        is_whole = holds_ids(row[place] for row in cells)
        grid.add_column(Text(name), justify="right" if is_right else "left", overflow="fold", no_wrap=is_whole)
    for row in cells:
        grid.add_row(*(Text(cell) for cell in row))
    console().print(grid)


def print_lines(head: Sequence[str], is_number: Sequence[bool], rows: Iterable[Sequence[str]]) -> None:
    """For a pipe or file: one line a row, nothing cut, aligned where cells are not overlong."""
    cells = list(rows)
    widths = [max(cell_len(line[place]) for line in (head, *cells)) for place in range(len(head))]
    columns = list(zip((min(width, _ALIGNED) for width in widths), is_number, strict=True))

    def line(texts: Sequence[str]) -> str:
        padded = []
        for text, (width, is_right) in zip(texts, columns, strict=True):
            gap = " " * (width - cell_len(text))
            padded.append(gap + text if is_right else text + gap)
        return "  ".join(padded).rstrip()

    click.echo(line(head))
    click.echo("  ".join("─" * width for width, _ in columns))
    for start in range(0, len(cells), _BATCH):
        click.echo("\n".join(line(texts) for texts in cells[start : start + _BATCH]))
