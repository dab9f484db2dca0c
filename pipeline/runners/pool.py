"""Work spread over processes, results in the order of the items.

Processes are spawned, not forked: a fork copies locks held by Arrow's and DuckDB's threads and may hang. So functions,
initializers and their arguments must be importable and picklable. A worker ends by itself when its parent is gone,
however that went; none outlives a `kill -9`.
"""

from __future__ import annotations

import multiprocessing
import os
import shutil
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from itertools import chain, islice
from multiprocessing.connection import wait
from multiprocessing.util import Finalize
from pathlib import Path
from typing import Any, TypeVar  # Any: arguments of any initializer

from pipeline.errors import TransientError

ItemType = TypeVar("ItemType")
ResultType = TypeVar("ResultType")

FEW_ITEMS = 4  # starting processes costs about as much as this many half-second items save on two cores
_AHEAD = 4  # items submitted a worker: enough that none waits for the reader, few enough to bound memory


def ordered_map(
    function: Callable[[ItemType], ResultType],
    items: Iterable[ItemType],
    workers: int,
    initializer: Callable[..., None] | None = None,
    initargs: tuple[Any, ...] = (),
) -> Iterator[ResultType]:
    """Yield `function(item)` for every item, in the order of the items.

    Items are read as they are needed: neither all items nor all results are held at once. Give it items that take a
    tenth of a second or more; a million small ones belong into chunks.

    Args:
        workers: processes; with one or fewer, or at most `FEW_ITEMS` items, everything runs in this process.
        initializer: called with `initargs` once in each process that works, before its first item: loads what all
            items need.
    Raises: what `function` raised, at the item's turn; later items may or may not have been worked on.
        TransientError: a worker process died.
    """
    reader = iter(items)
    first = list(islice(reader, FEW_ITEMS + 1)) if workers > 1 else []
    remaining = chain(first, reader)
    if len(first) > FEW_ITEMS:
        executor = worker_pool(workers, initializer, initargs)
        try:
            yield from begin_in_order(executor, function, remaining, workers)
        finally:
            executor.shutdown(wait=True, cancel_futures=True)
        return
    is_ready = False
    for item in remaining:
        if initializer is not None and not is_ready:
            initializer(*initargs)
        is_ready = True
        yield function(item)


def begin_in_order(
    executor: ProcessPoolExecutor, function: Callable[[ItemType], ResultType], items: Iterator[ItemType], workers: int
) -> Iterator[ResultType]:
    """Begin work on items at once; yield the results in their order, reading ahead by a few items a worker.

    Raises: what `ordered_map` raises.
    """
    with _death_told():
        pending = deque(executor.submit(function, item) for item in islice(items, workers * _AHEAD))
    return _results(executor, function, items, pending)


def _results(
    executor: ProcessPoolExecutor,
    function: Callable[[ItemType], ResultType],
    items: Iterator[ItemType],
    pending: deque[Future[ResultType]],
) -> Iterator[ResultType]:
    while pending:
        with _death_told():
            result = pending.popleft().result()
            pending.extend(executor.submit(function, item) for item in islice(items, 1))
        yield result


@contextmanager
def _death_told() -> Iterator[None]:
    try:
        yield
    except BrokenProcessPool as error:
        raise TransientError(
            "a worker process ended unexpectedly, most likely for want of memory; try again with STACKTRAIL_WORKERS=1"
        ) from error


def worker_pool(
    workers: int,
    initializer: Callable[..., None] | None = None,
    initargs: tuple[Any, ...] = (),
    folder: Path | None = None,
) -> ProcessPoolExecutor:
    """Spawned processes that end with this one; the caller shuts the pool down.

    Args:
        folder: removed, with all that is in it, when this process is killed and cannot do so itself.
    """
    arguments = (initializer, initargs, folder)
    return ProcessPoolExecutor(
        workers, multiprocessing.get_context("spawn"), initializer=_start_worker, initargs=arguments
    )


def _start_worker(initializer: Callable[..., None] | None, initargs: tuple[Any, ...], folder: Path | None) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the terminal interrupts the whole group; the parent decides
    threading.Thread(target=_end_with_parent, args=(folder,), daemon=True, name="end-with-parent").start()
    Finalize(None, os._exit, args=(0,), exitpriority=-1)  # last: freeing all objects one by one takes up to a second
    if initializer is not None:
        initializer(*initargs)


def _end_with_parent(folder: Path | None) -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        if folder is not None:
            shutil.rmtree(folder, ignore_errors=True)
        os._exit(1)  # no cleaning up: there is nobody left to give results to
