"""How much of an input is read, for people who wait: drawn on a terminal once the work takes over a second."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

_WAIT_SECONDS = 1.0


class ReadingProgress:
    """One bar on standard error, counting stored bytes; silent when that is no terminal."""

    def __init__(self, what: str, size: int | None) -> None:
        self._what = what
        self._size = size
        self._show_at = time.monotonic() + _WAIT_SECONDS if sys.stderr.isatty() else None
        self._bar: Progress | None = None
        self._task: TaskID | None = None

    def show(self, position: int) -> None:
        """Move the bar to a position in bytes."""
        if self._show_at is None:
            return
        if self._bar is None and time.monotonic() >= self._show_at:
            self._begin()
        if self._bar is not None and self._task is not None:
            self._bar.update(self._task, completed=position)

    def end(self) -> None:
        """Take the bar off the terminal."""
        if self._bar is not None:
            self._bar.stop()

    def _begin(self) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeElapsedColumn

        self._bar = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            DownloadColumn(),
            TimeElapsedColumn(),
            console=Console(stderr=True),
            transient=True,
        )
        self._task = self._bar.add_task(self._what, total=self._size)
        self._bar.start()


@contextmanager
def reading_progress(what: str, size: int | None) -> Iterator[ReadingProgress]:
    """A bar for a block of work that reads `size` bytes (None: unknown)."""
    progress = ReadingProgress(what, size)
    try:
        yield progress
    finally:
        progress.end()
