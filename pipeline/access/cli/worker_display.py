"""Where a worker is: one live line on a terminal, JSON lines on standard error otherwise."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Protocol  # Any: events hold JSON values

import click

from pipeline.access.cli.printing import json_text, one_line
from pipeline.settings import clock

_METRICS_SECONDS = 60.0
_LINE_SECONDS = 0.25


class _Counts(Protocol):
    """What a worker has done so far."""

    def as_metrics(self) -> dict[str, Any]:
        """As JSON values."""

    def as_line(self) -> str:
        """As a line for people."""


class WorkerDisplay:
    """Told the worker's events; knows its counts."""

    def __init__(self, queue_name: str, status: Any | None) -> None:
        self._queue_name = queue_name
        self._status = status  # of rich; None when nobody watches
        self._counts: _Counts | None = None
        self._started = time.monotonic()
        self._next = self._started + (_LINE_SECONDS if status else _METRICS_SECONDS)

    def watch(self, counts: _Counts) -> None:
        """Show these counts from now on."""
        self._counts = counts

    def report(self, name: str, values: dict[str, Any]) -> None:
        """Show an event; ticks only move the line, or make a metrics line once a minute."""
        is_due = name == "stopped" or time.monotonic() >= self._next
        if name != "tick":
            self._show(name, values)
        if self._counts is None or not is_due:
            return
        self._next = time.monotonic() + (_LINE_SECONDS if self._status else _METRICS_SECONDS)
        if self._status is not None:
            self._status.update(self._line(values if name == "tick" else {}))
        else:
            self._write("metrics", {**values, **self._counts.as_metrics(), "rate_per_second": self._rate()})

    def _show(self, name: str, values: dict[str, Any]) -> None:
        if self._status is None:
            self._write(name, values)
        elif name not in ("started", "stopped"):
            shown = "  ".join(f"{key}={one_line(str(value))}" for key, value in values.items())
            self._status.console.print(f"{name:<11}{shown}", markup=False, highlight=False)

    def _write(self, name: str, values: dict[str, Any]) -> None:
        entry = {"event": name, "at": clock(), "queue": self._queue_name, **values}
        click.echo(json_text(entry), err=True)

    def _line(self, values: dict[str, Any]) -> str:
        counts = self._counts.as_line() if self._counts is not None else ""
        now = [f"{value} {name.replace('_', ' ')}" for name, value in values.items()]
        return f"{self._queue_name}: " + ", ".join([counts, *now, f"{self._rate():,.1f} a second"])

    def _rate(self) -> float:
        done = self._counts.as_metrics()["done"] if self._counts is not None else 0
        return round(done / max(0.001, time.monotonic() - self._started), 1)


@contextmanager
def worker_display(queue_name: str) -> Iterator[WorkerDisplay]:
    """A display while the block runs."""
    if not sys.stderr.isatty():
        yield WorkerDisplay(queue_name, None)
        return
    from rich.console import Console
    from rich.status import Status

    with Status(f"{queue_name}: starting", console=Console(stderr=True)) as status:
        yield WorkerDisplay(queue_name, status)
