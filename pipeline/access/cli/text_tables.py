"""Rows of text cells as a table: folded to the width of a terminal, or one line a row for a pipe or file.

On a terminal text folds between words. Where the columns are too many for that, each row is a block of its own, with a
line a column.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

import click
from rich import box
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

from pipeline.access.cli.printing import console

_ALIGNED = 60  # one long cell must not push what follows it off every other line
_WHOLE = 32  # a longer word may be cut; ids and times are shorter
_ADDRESS = 16  # addresses and paths are long, and are read in parts as well
_IS_ADDRESS = re.compile(r"[./@]\w")
_GAP = 2  # columns between two of a table
_BATCH = 10_000


def print_folded(head: Sequence[str], is_number: Sequence[bool], rows: Iterable[Sequence[str]]) -> None:
    """For a terminal: as wide as it is, long cells folded."""
    cells = list(rows)
    screen = console()
    widths = _widths(head, cells, screen.width)
    if widths is None:
        _print_blocks(screen, head, cells)
        return
    grid = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, 1, 0, 0))
    for name, width, is_right in zip(head, widths, is_number, strict=True):
        grid.add_column(
            _folded_name(name, width), width=width, justify="right" if is_right else "left", overflow="fold"
        )
    for row in cells:
        grid.add_row(*(Text(cell) for cell in row))
    screen.print(grid)


def _widths(head: Sequence[str], cells: Sequence[Sequence[str]], screen_width: int) -> list[int] | None:
    """Widths that fit on the screen, the widest columns folded first; None where words cannot stay whole in any."""
    room = screen_width - _GAP * (len(head) - 1)
    columns = list(zip(head, list(zip(*cells, strict=True)) or [()] * len(head), strict=True))
    full = [max(map(cell_len, (name, *column))) for name, column in columns]
    least = [max(0, *map(cell_len, _parts(name)), *map(_whole, column)) for name, column in columns]
    if sum(least) > room:
        return None
    caps = range(min(max(full), room), -1, -1)
    fitting = ([max(low, min(high, cap)) for low, high in zip(least, full, strict=True)] for cap in caps)
    return next(widths for widths in fitting if sum(widths) <= room)


def _whole(cell: str) -> int:
    """The width of the widest word that is not cut."""
    words = ((cell_len(word), _ADDRESS if _IS_ADDRESS.search(word) else _WHOLE) for word in cell.split())
    return max((min(width, most) for width, most in words), default=0)


def _parts(name: str) -> list[str]:
    """Where a column's name may fold: behind an underscore or blank."""
    return re.findall(r"[^_ ]*[_ ]|[^_ ]+", name) or [name]


def _folded_name(name: str, width: int) -> Text:
    lines = [""]
    for part in _parts(name):
        if lines[-1] and cell_len(lines[-1] + part) > width:
            lines.append("")
        lines[-1] += part
    return Text("\n".join(lines))


def _print_blocks(screen: Console, head: Sequence[str], cells: Iterable[Sequence[str]]) -> None:
    for number, row in enumerate(cells):
        grid = Table.grid(padding=(0, _GAP, 0, 0))
        for name, cell in zip(head, row, strict=True):
            grid.add_row(Text(name, style="dim"), Text(cell, overflow="fold"))
        if number:
            screen.print()
        screen.print(grid)


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
