"""Work of many steps over processes that stay from one work to the next (see `entity_resolution/records/spread.py`)."""

from __future__ import annotations

import gc
import tempfile
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from functools import partial
from importlib import import_module
from itertools import chain, count, islice
from pathlib import Path
from typing import Any, TypeVar  # Any: the work of any caller

import pyarrow as pa

from pipeline.entity_resolution.records.spread import Spread, in_turn
from pipeline.runners.mapped_arguments import MappedArguments
from pipeline.runners.pool import FEW_ITEMS, begin_in_order, worker_pool

ItemType = TypeVar("ItemType")
ResultType = TypeVar("ResultType")

_made: dict[MappedArguments, Callable[[Any], Any]] = {}  # what this process works with, and what it was made from


@contextmanager
def spread_over(workers: int, *, at_once: bool = False) -> Iterator[Spread]:
    """Spread work over so many processes, which end with the `with` block; with one or fewer, over none.

    They start with the first work of more than a few items; before that, little work stays in this process. Work
    begins when it is given, not when its results are asked for. One work is given after another.

    Args:
        at_once: start the processes now, as much is to be done: so they are ready when the work is.
    """
    if workers <= 1:
        yield in_turn
        return
    with tempfile.TemporaryDirectory(prefix="stacktrail-") as folder:
        processes = _Processes(workers, Path(folder))
        try:
            if at_once:
                processes.start()
            yield processes
        finally:
            processes.end()


class _Processes:
    def __init__(self, workers: int, folder: Path) -> None:
        self._workers, self._folder, self._works = workers, folder, count()
        self._pool: ProcessPoolExecutor | None = None

    def __call__(
        self,
        make: Callable[..., Callable[[ItemType], ResultType]],
        arguments: tuple[object, ...],
        items: Iterable[ItemType],
    ) -> Iterator[ResultType]:
        reader = iter(items)
        few = FEW_ITEMS if self._pool is None else 1
        first = list(islice(reader, few + 1))
        if len(first) <= few:
            return in_turn(make, arguments, first)
        needed = MappedArguments.written((make, arguments), self._folder / f"{next(self._works)}")
        pool = self._pool or self.start()
        return begin_in_order(pool, partial(_work, needed), chain(first, reader), self._workers)

    def start(self) -> ProcessPoolExecutor:
        self._pool = worker_pool(self._workers, _get_ready, folder=self._folder)
        for _ in range(self._workers):
            self._pool.submit(int)  # a process starts when there is more to do than there are processes
        return self._pool

    def end(self) -> None:
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)


def _get_ready() -> None:
    gc.disable()  # for the reason that `cycle_collection.py` gives
    pa.set_memory_pool(pa.system_memory_pool())  # the default one keeps what is freed, in each of the processes
    import_module("pipeline.entity_resolution.linking.distributed_linking")


def _work(needed: MappedArguments, item: Any) -> Any:
    if needed not in _made:
        _made.clear()
        make, arguments = needed.read()
        _made[needed] = make(*arguments)
    return _made[needed](item)
