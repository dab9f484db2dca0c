"""Pieces that the terminal pages share: headings, lines of facts, grids; all text from outside goes through `plain`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal  # cell values are of every column type

from pipeline.access.cli.printing import cell_text, console, holds_ids, one_line
from pipeline.access.weighing import reasons, summed


def print_heading(text: str, note: str = "") -> None:
    """A bold line, with a dim note after it."""
    from rich.text import Text

    line = Text(one_line(text), style="bold")
    if note:
        line.append(f"  {one_line(note)}", style="dim not bold")
    console().print(line, soft_wrap=True)


def print_facts(facts: Mapping[str, Any], indent: int = 2) -> None:
    """Aligned `label  value` lines; what is empty is left out."""
    from rich.text import Text

    shown = {label: cell_text(value) for label, value in facts.items() if value not in (None, "", [])}
    width = max((len(label) for label in shown), default=0)
    screen = console()
    for label, value in shown.items():
        line = Text(" " * indent)
        line.append(label.ljust(width + 2), style="dim")
        line.append(value)
        screen.print(line, soft_wrap=True)


def print_grid(
    columns: Sequence[str], rows: Iterable[Sequence[Any]], *, right: Iterable[str] = (), indent: int = 2
) -> None:
    """Rows under dim column names, without frames; a column that is empty in every row is left out."""
    from rich.padding import Padding
    from rich.table import Table
    from rich.text import Text

    grid = Table(box=None, show_edge=False, pad_edge=False, header_style="dim", padding=(0, 2, 0, 0))
    numbers = set(right)
    cells = [[cell_text(value) for value in row] for row in rows]
    shown = [place for place in range(len(columns)) if any(row[place] for row in cells)]
    for place in shown:
        name = columns[place]
        is_whole = holds_ids(row[place] for row in cells)
        justify: Literal["left", "right"] = "right" if name in numbers else "left"
        grid.add_column(Text(one_line(name)), justify=justify, overflow="fold", no_wrap=is_whole)
    for row in cells:
        grid.add_row(*(Text(row[place]) for place in shown))
    console().print(Padding(grid, (0, 0, 0, indent), expand=False))


def print_line(text: str = "", style: str = "", indent: int = 0) -> None:
    """One line, not folded; `style` is rich's."""
    from rich.text import Text

    console().print(Text(" " * indent + one_line(text), style=style), soft_wrap=True)


def print_comparison(entries: Sequence[Mapping[str, Any]], probability: float | None, indent: int) -> None:
    """What was compared, how it came out, and its weight in words and bits, heaviest first; then what it adds up to."""
    rows = [
        (
            ", ".join(filter(None, (reason.speaks, reason.strength))),
            "" if reason.weight is None else f"{reason.weight:+.1f} bits",
            reason.comparison,
            reason.level,
        )
        for reason in reasons(entries)
    ]
    if rows:
        print_grid(("speaks", "weight", "comparison", "how it came out"), rows, right=("weight",), indent=indent)
    total = summed(entries, probability)
    if total:
        print_line(total, indent=indent)


def date_text(value: Any) -> str:
    """The day of a time; empty for None."""
    return "" if value is None else str(value.strftime("%Y-%m-%d"))


def counted(count: int, noun: str, plural: str | None = None) -> str:
    """`1 posting`, `2 postings`, `3 companies`."""
    return f"{count:,} {noun if count == 1 else plural or noun + 's'}"


def percent(probability: float | None) -> str:
    """A probability as people read it."""
    return "" if probability is None else f"{100 * probability:.1f}%"
