"""How work is spread: over processes by the hosts (`runners/spread.py`), one item after another without them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Protocol, TypeVar

ItemType = TypeVar("ItemType")
ResultType = TypeVar("ResultType")


class Spread(Protocol):
    """How work is spread: `make(*arguments)` once in each process that works, what it returns called for every item."""

    def __call__(
        self,
        make: Callable[..., Callable[[ItemType], ResultType]],
        arguments: tuple[object, ...],
        items: Iterable[ItemType],
    ) -> Iterator[ResultType]:
        """The results in the order of the items."""


def in_turn(
    make: Callable[..., Callable[[ItemType], ResultType]], arguments: tuple[object, ...], items: Iterable[ItemType]
) -> Iterator[ResultType]:
    """One item after another, in this process."""
    return map(make(*arguments), items)
