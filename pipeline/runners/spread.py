"""Work of many steps over processes, each of which makes what it needs once (see `entity_resolution/spread.py`)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeVar  # Any: the work of any caller

from pipeline.entity_resolution.spread import Spread
from pipeline.runners.pool import ordered_map

ItemType = TypeVar("ItemType")
ResultType = TypeVar("ResultType")

_made: list[Callable[[Any], Any]] = []  # what this process works with


def spread_over(workers: int) -> Spread:
    """Spread work over this many processes; little work stays in this one."""

    def spread(
        make: Callable[..., Callable[[ItemType], ResultType]], arguments: tuple[object, ...], items: Iterable[ItemType]
    ) -> Iterator[ResultType]:
        try:
            yield from ordered_map(_work, items, workers, _make, (make, arguments))
        finally:
            _made.clear()

    return spread


def _make(make: Callable[..., Callable[[Any], Any]], arguments: tuple[object, ...]) -> None:
    _made[:] = [make(*arguments)]


def _work(item: Any) -> Any:
    return _made[0](item)
