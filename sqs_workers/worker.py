"""A worker: takes messages from a queue, works on several at once, and tells the queue what became of each.

One thread decides (`Worker.run`) and alone touches the buffer and the counts; its crew works, waits for messages and
tells the queue. Nothing is deleted before the work on it has returned, which is when all its objects lie in the lake; a
worker that dies anywhere leaves messages that come back.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any  # what is reported holds JSON values

from pipeline.errors import ConfigurationError, StacktrailError, TransientError
from pipeline.runners.dead_letters import bury
from pipeline.runners.queues import dead_letters_of
from pipeline.runners.verdicts import Failure, attempts, failure_of, is_last_attempt, retry_delay, sent_anew
from pipeline.runners.work import Done, source_of
from pipeline.storage.message_queue import BATCH, Delivery, Outgoing, Queue
from sqs_workers.crew import Crew
from sqs_workers.fairness import FairBuffer
from sqs_workers.totals import Totals

_TICK_SECONDS = 0.5
_LONGEST_PAUSE_SECONDS = 30.0
_FLUSH_SECONDS = 0.2

Report = Callable[[str, dict[str, Any]], None]
"""Told an event's name and its values: `started`, `tick`, `refused`, `retried`, `buried`, `queue_error`, `stopped`."""


@dataclass(frozen=True, slots=True)
class WorkerOptions:
    """How a worker works.

    Attributes:
        concurrency: messages worked on at once.
        grace_seconds: after `stop`, how long what has begun may go on before it is given back.
        wait_seconds: how long one request waits for messages.
        retry_seconds: how long a message waits after its first failure.
        until_empty: stop once the queue holds nothing, hidden and delayed messages included.
    """

    concurrency: int = 4
    grace_seconds: float = 25.0
    wait_seconds: int = 5
    retry_seconds: int = 10
    until_empty: bool = False


@dataclass(slots=True)
class _Held:
    """A delivery that is being worked on."""

    source: str
    delivery: Delivery


class Worker:
    """One consumer of one queue."""

    def __init__(
        self,
        queue: Queue,
        dead: Queue,
        work: Callable[[Delivery], Done],
        options: WorkerOptions,
        report: Report,
        rate_of: Callable[[str], float | None] = lambda source: None,
        note: Callable[[Delivery, Failure], None] = lambda delivery, failure: None,
    ) -> None:
        """Make a worker; threads call `work`, and `note` to keep why it failed; `rate_of` is in messages a second."""
        self._queue, self._dead, self._work, self._options, self._report = queue, dead, work, options, report
        self._note, self._maximum_receives = note, dead_letters_of(queue).maximum_receives
        self._visibility = queue.visibility_seconds()
        self._buffer = FairBuffer(options.concurrency, rate_of)
        self._capacity = options.concurrency + 2 * BATCH
        self._crew = Crew(queue, work, options.concurrency, 1 if options.until_empty else options.wait_seconds)
        self._in_flight: dict[str, _Held] = {}
        self._extended: dict[str, float] = {}  # receipt of what is held -> when it was received or last extended
        self._finished: list[Delivery] = []
        self._flush_at = math.inf
        self._extend_at = 0.0
        self._is_polling = False
        self._poll_at = 0.0
        self._pause = 1.0
        self._stop_at: float | None = None
        self._fatal: StacktrailError | None = None
        self._empty_answers = 0
        self._reactions: dict[str, Callable[[Any], None]] = {
            "arrived": self._on_arrived,
            "worked": self._on_worked,
            "poll_failed": self._on_poll_failed,
            "call_failed": self._on_call_failed,
            "stop": self._on_stop,
        }
        self.totals = Totals()

    def stop(self) -> None:
        """Finish what has begun within the grace time and return the rest; a second call: return it now."""
        self._crew.tell("stop", None)

    def run(self) -> Totals:
        """Work until told to stop, or until the queue is empty.

        Raises: StacktrailError: this host is set up wrongly; everything unfinished was given back.
        """
        self._crew.start()
        self._report("started", {"queue": self._queue.name, "concurrency": self._options.concurrency})
        while not self._is_over():
            self._begin_work()
            self._poll()
            self._flush(is_forced=not self._in_flight)
            event = self._crew.next_event(_TICK_SECONDS)
            if event is not None:
                self._reactions[event[0]](event[1])
            self._extend()
            self._report("tick", {"in_flight": len(self._in_flight), "buffered": len(self._buffer)})
        self._wind_up()
        if self._fatal is not None:
            raise self._fatal
        return self.totals

    # What happens

    def _on_arrived(self, deliveries: list[Delivery]) -> None:
        self._is_polling, self._pause = False, 1.0
        self._empty_answers = 0 if deliveries else self._empty_answers + 1
        self.totals.received += len(deliveries)
        now = time.monotonic()
        for delivery in deliveries:
            self._extended[delivery.receipt] = now
            self._buffer.add(source_of(delivery.body), delivery, now)

    def _on_poll_failed(self, error: Exception) -> None:
        self._is_polling = False
        self.totals.queue_errors += 1
        if not isinstance(error, TransientError):
            self._fail(error)
            return
        self._report("queue_error", {"reason": str(error), "retry_in_seconds": self._pause})
        self._poll_at = time.monotonic() + self._pause
        self._pause = min(2 * self._pause, _LONGEST_PAUSE_SECONDS)

    def _on_call_failed(self, error: Exception) -> None:
        self.totals.queue_errors += 1
        self._report("queue_error", {"reason": str(error)})

    def _on_worked(self, outcome: tuple[Delivery, Done | Exception]) -> None:
        delivery, result = outcome
        held = self._in_flight.pop(delivery.receipt)
        self._extended.pop(delivery.receipt, None)
        if isinstance(result, Done):
            self._count_done(delivery, result)
        else:
            self._settle_failure(held, failure_of(result), result)
        self._buffer.finish(held.source, time.monotonic())

    def _on_stop(self, _: None) -> None:
        now = time.monotonic()
        self._stop_at = now if self._stop_at is not None else now + self._options.grace_seconds

    # What is done about it

    def _count_done(self, delivery: Delivery, done: Done) -> None:
        self._finished.append(delivery)
        self._flush_at = min(self._flush_at, time.monotonic() + _FLUSH_SECONDS)
        self.totals.done += 1
        self.totals.new_fetches += done.new_fetches
        self.totals.records += done.records
        self.totals.rejected.update(done.rejected)
        if done.refusal is not None:
            self.totals.refused += 1
            self._report("refused", {"message_id": delivery.message_id, "reason": done.refusal})

    def _settle_failure(self, held: _Held, failure: Failure, error: Exception) -> None:
        delivery = held.delivery
        entry = {"message_id": delivery.message_id, "attempt": attempts(delivery), "source": held.source}
        entry |= {"reason_code": failure.reason_code, "reason": failure.reason[:500]}
        if failure.is_of_host:
            self._give_back([delivery])
            self._fail(error)
            return
        if failure.retry_after_seconds:
            self._buffer.pause(held.source, time.monotonic() + failure.retry_after_seconds)
        if failure.is_early:
            self._put_off([(delivery, failure.retry_after_seconds or 0)])
            return
        self.totals.failures[failure.reason_code] += 1
        if is_last_attempt(delivery, self._maximum_receives):
            self._crew.call(partial(bury, self._queue, self._dead, delivery, failure))
            self.totals.buried += 1
            self._report("buried", entry)
            return
        seconds = retry_delay(delivery, failure, self._options.retry_seconds)
        self._crew.call(partial(self._return_later, delivery, failure, seconds))
        self.totals.retried += 1
        self._report("retried", {**entry, "retry_in_seconds": seconds})

    def _fail(self, error: Exception) -> None:
        if self._fatal is None:
            self._fatal = error if isinstance(error, StacktrailError) else ConfigurationError(str(error))
            self._on_stop(None)

    def _begin_work(self) -> None:
        while self._stop_at is None and len(self._in_flight) < self._options.concurrency:
            now = time.monotonic()
            taken = self._buffer.take(now)
            if taken is None:
                self._postpone(now)
                return
            source, delivery = taken
            self._in_flight[delivery.receipt] = _Held(source, delivery)
            self._crew.work_on(delivery)

    def _postpone(self, now: float) -> None:
        is_full = len(self._buffer) >= self._capacity - BATCH
        waiting = self._buffer.postpone(now, is_full=is_full)
        for start in range(0, len(waiting), BATCH):
            self._put_off(waiting[start : start + BATCH])

    def _put_off(self, waiting: list[tuple[Delivery, float]]) -> None:
        """Send a batch of messages anew, each for after its wait in seconds."""
        deliveries = [delivery for delivery, _ in waiting]
        for delivery in deliveries:
            self._extended.pop(delivery.receipt, None)
        again = [sent_anew(delivery, wait_seconds) for delivery, wait_seconds in waiting]
        self._crew.call(partial(self._replace, deliveries, again))
        self.totals.postponed += len(waiting)

    def _replace(self, deliveries: list[Delivery], again: list[Outgoing]) -> None:
        self._queue.send(again)
        self._queue.delete(deliveries)

    def _return_later(self, delivery: Delivery, failure: Failure, seconds: int) -> None:
        self._queue.hide(delivery, seconds)
        self._note(delivery, failure)

    def _poll(self) -> None:
        room = self._capacity - len(self._buffer)
        if self._stop_at is not None or self._is_polling or room < BATCH or self._crew.has_backlog():
            return
        if time.monotonic() >= self._poll_at:
            self._is_polling = True
            self._crew.poll()

    def _flush(self, *, is_forced: bool) -> None:
        if self._finished and (is_forced or len(self._finished) >= BATCH or time.monotonic() >= self._flush_at):
            finished, self._finished, self._flush_at = self._finished, [], math.inf
            self._crew.call(partial(self._queue.delete, finished))

    def _extend(self) -> None:
        """Keep what is held hidden: a third of the timeout before it ends, while there is time for a second try."""
        now = time.monotonic()
        if now < self._extend_at:
            return
        self._extend_at = now + self._visibility / 30
        held = {held.delivery.receipt: held.delivery for held in self._in_flight.values()}
        held |= {delivery.receipt: delivery for delivery in self._buffer.held()}
        for receipt, delivery in held.items():
            if now - self._extended.get(receipt, now) >= self._visibility / 3:
                self._extended[receipt] = now
                self._crew.call(partial(self._queue.hide, delivery, self._visibility))

    def _give_back(self, deliveries: list[Delivery]) -> None:
        for delivery in deliveries:
            self._extended.pop(delivery.receipt, None)
            self._crew.call(partial(self._queue.hide, delivery, 0))
        self.totals.returned += len(deliveries)

    # The end

    def _is_over(self) -> bool:
        if self._stop_at is not None:
            is_idle = not self._in_flight and not self._is_polling
            return is_idle or time.monotonic() >= self._stop_at
        if not self._options.until_empty or self._in_flight or self._buffer or self._finished:
            return False
        if self._empty_answers < 2:
            return False
        self._empty_answers = 0
        try:
            return self._queue.depth().total == 0
        except TransientError:
            return False

    def _wind_up(self) -> None:
        """Give back what is left, now that no request is under way that would get it again."""
        self._give_back([*self._buffer.clear(), *(held.delivery for held in self._in_flight.values())])
        self._flush(is_forced=True)
        self._crew.settle(_LONGEST_PAUSE_SECONDS)
        self._report("stopped", {})
