"""How a runner tells its host how far it is."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """Told at the beginning of a stage and after each of its steps; hosts draw bars, write logs, or do nothing."""

    def start(self, stage: str, total: int) -> None:
        """A stage of `total` steps begins."""

    def advance(self, steps: int = 1) -> None:
        """Some steps of the stage are done."""


class Silent:
    """Progress that nobody watches."""

    def start(self, stage: str, total: int) -> None:
        """Say nothing."""

    def advance(self, steps: int = 1) -> None:
        """Say nothing."""
