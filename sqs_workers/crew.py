"""The threads of a worker: some work on messages, one waits for new ones, some tell the queue what became of old ones.

All are told what to do through queues, and tell what happened through one queue of events. They are daemons: when the
process ends they end with it, wherever they are, which does the lake no harm.
"""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable
from typing import Any  # the value of an event depends on its name

from pipeline.storage.message_queue import BATCH, Delivery, Queue

_CALLERS = 2


class Crew:
    """Threads and the queues between them. Events are `arrived`, `poll_failed`, `worked`, `call_failed`."""

    def __init__(self, source: Queue, work: Callable[[Delivery], object], workers: int, wait_seconds: int) -> None:
        """Make the queues; `start` makes the threads.

        Args:
            wait_seconds: how long one request waits for messages.
        """
        self._source, self._work, self._workers, self._wait_seconds = source, work, workers, wait_seconds
        self._events: queue.SimpleQueue[tuple[str, Any]] = queue.SimpleQueue()
        self._tasks: queue.SimpleQueue[Delivery] = queue.SimpleQueue()
        self._polls: queue.SimpleQueue[None] = queue.SimpleQueue()
        self._calls: queue.SimpleQueue[Callable[[], object] | None] = queue.SimpleQueue()
        self._callers: list[threading.Thread] = []

    def start(self) -> None:
        """Start all threads."""
        for number in range(self._workers):
            threading.Thread(target=self._keep_working, daemon=True, name=f"work-{number}").start()
        threading.Thread(target=self._keep_polling, daemon=True, name="poll").start()
        for number in range(_CALLERS):
            caller = threading.Thread(target=self._keep_calling, daemon=True, name=f"call-{number}")
            caller.start()
            self._callers.append(caller)

    def tell(self, name: str, value: object) -> None:
        """Put an event; safe in a signal handler."""
        self._events.put((name, value))

    def next_event(self, timeout_seconds: float) -> tuple[str, Any] | None:
        """The next event; None when there is none for so long."""
        try:
            return self._events.get(timeout=timeout_seconds)
        except queue.Empty:
            return None

    def work_on(self, delivery: Delivery) -> None:
        """Have the message worked on: `worked` tells how it went."""
        self._tasks.put(delivery)

    def poll(self) -> None:
        """Have up to `BATCH` messages received: `arrived` or `poll_failed` tells how it went."""
        self._polls.put(None)

    def call(self, function: Callable[[], object]) -> None:
        """Have the queue told something; only failures are heard of again."""
        self._calls.put(function)

    def has_backlog(self) -> bool:
        """Whether the queue has yet to be told so much that what is received now could come again before its turn."""
        return self._calls.qsize() > _CALLERS

    def settle(self, timeout_seconds: float) -> None:
        """Wait until the queue has been told everything, or for so long."""
        for _ in self._callers:
            self._calls.put(None)
        last = time.monotonic() + timeout_seconds
        for caller in self._callers:
            caller.join(max(0.0, last - time.monotonic()))

    def _keep_working(self) -> None:
        while True:
            delivery = self._tasks.get()
            try:
                result = self._work(delivery)
            except Exception as error:  # whatever it is: the message returns, and becomes a dead letter if it stays
                self.tell("worked", (delivery, error))
            else:
                self.tell("worked", (delivery, result))

    def _keep_polling(self) -> None:
        while True:
            self._polls.get()
            try:
                found = self._source.receive(BATCH, self._wait_seconds)
            except Exception as error:
                self.tell("poll_failed", error)
            else:
                self.tell("arrived", found)

    def _keep_calling(self) -> None:
        while (function := self._calls.get()) is not None:
            try:
                function()
            except Exception as error:  # the message comes back, and is found done
                self.tell("call_failed", error)
