"""Progress on a terminal; nothing when the output is piped."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from pipeline.runners.progress import Progress, Silent

if TYPE_CHECKING:
    from rich.progress import TaskID


class _Bars:
    """One bar a stage, drawn on standard error."""

    def __init__(self) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
        from rich.progress import Progress as RichProgress

        self.display = RichProgress(
            TextColumn("{task.description:>10}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            console=Console(stderr=True),
            transient=True,
        )
        self._task: TaskID | None = None

    def start(self, stage: str, total: int) -> None:
        """Begin the next bar."""
        self._task = self.display.add_task(stage, total=total)

    def advance(self, steps: int = 1) -> None:
        """Move the current bar."""
        if self._task is not None:
            self.display.advance(self._task, steps)


@contextmanager
def progress_bars() -> Iterator[Progress]:
    """Bars while the block runs, if standard error is a terminal."""
    if not sys.stderr.isatty():
        yield Silent()
        return
    bars = _Bars()
    with bars.display:
        yield bars


@contextmanager
def share_bar(stage: str) -> Iterator[Callable[[float], None]]:
    """A bar of hundredths, for work that tells which share of it is done, 0 to 1."""
    with progress_bars() as progress:
        progress.start(stage, 100)
        shown = 0

        def show(share: float) -> None:
            nonlocal shown
            step = int(share * 100) - shown
            progress.advance(step)
            shown += step

        yield show
