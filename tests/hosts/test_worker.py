"""What a worker tells the queue about each message, on a queue in memory."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from pipeline.errors import ConfigurationError, LakeError, SourceBusyError, StorageBusyError
from pipeline.runners.dead_letters import count_letters
from pipeline.runners.work import Done
from pipeline.storage.memory_queue import MemoryQueue
from pipeline.storage.message_queue import Delivery, Outgoing
from sqs_workers.totals import Totals
from sqs_workers.worker import Worker, WorkerOptions
from tests.storage.quick_queue import QuickQueue

Work = Callable[[Delivery], Done]


@dataclass
class Bench:
    """A queue, its dead letters, and what a worker reported."""

    queue: MemoryQueue
    dead: MemoryQueue
    events: list[tuple[str, dict[str, Any]]] = field(default_factory=list)

    def worker(self, work: Work, **options: Any) -> Worker:
        def report(name: str, values: dict[str, Any]) -> None:
            if name != "tick":
                self.events.append((name, values))

        chosen = WorkerOptions(**{"concurrency": 4, "until_empty": True, **options})
        return Worker(self.queue, self.dead, work, chosen, report)

    def run(self, work: Work, **options: Any) -> Totals:
        return self.worker(work, **options).run()

    def values(self, name: str) -> list[dict[str, Any]]:
        return [values for found, values in self.events if found == name]


def bench(visibility_seconds: int = 30, maximum_receives: int = 3) -> Bench:
    dead = QuickQueue("orders-dead", time.time)
    limits: dict[str, Any] = {"visibility_seconds": visibility_seconds, "maximum_receives": maximum_receives}
    return Bench(QuickQueue("orders", time.time, dead=dead, **limits), dead)


def test_what_was_done_is_deleted_and_counted() -> None:
    table = bench()
    table.queue.send([Outgoing(f'{{"source": "s{number % 3}"}}') for number in range(45)])
    seen: set[str] = set()

    def work(delivery: Delivery) -> Done:
        seen.add(delivery.message_id)
        return Done(new_fetches=1, records=2)

    totals = table.run(work)
    assert (totals.received, totals.done, totals.new_fetches, totals.records) == (45, 45, 45, 90)
    assert len(seen) == 45
    assert table.queue.depth().total == 0


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (SourceBusyError("throttled", "the board answered 429", 90.0), "throttled"),
        (StorageBusyError("SlowDown"), "storage_busy"),
        (ZeroDivisionError("a bug"), "unexpected_error"),
    ],
)
def test_a_failure_sends_the_message_back_for_later(error: Exception, code: str) -> None:
    table = bench()
    table.queue.send([Outgoing("{}")])

    def work(delivery: Delivery) -> Done:
        worker.stop()
        raise error

    worker = table.worker(work, until_empty=False)
    totals = worker.run()
    assert (totals.retried, totals.done, dict(totals.failures)) == (1, 0, {code: 1})
    (entry,) = table.values("retried")
    assert entry["retry_in_seconds"] >= (getattr(error, "retry_after_seconds", None) or 5)
    assert table.queue.depth().in_flight == 1


def test_what_a_source_was_not_even_asked_for_is_sent_anew_and_was_no_attempt() -> None:
    table = bench(maximum_receives=1)
    table.queue.send([Outgoing("{}")])
    error = SourceBusyError("throttled", "the board is not to be asked for another 30 s", 30.0)
    error.is_early = True

    def work(delivery: Delivery) -> Done:
        worker.stop()
        raise error

    worker = table.worker(work, until_empty=False)
    totals = worker.run()
    assert (totals.postponed, totals.retried, totals.buried, dict(totals.failures)) == (1, 0, 0, {})
    depth = table.queue.depth()
    assert (depth.delayed, depth.in_flight, table.dead.depth().total) == (1, 0, 0)


def test_poison_ends_among_the_dead_letters_with_its_reason() -> None:
    table = bench(maximum_receives=1)
    table.queue.send([Outgoing("poison"), Outgoing("good")])

    def work(delivery: Delivery) -> Done:
        if delivery.body == "poison":
            raise StorageBusyError("503 from the board\x00 at last")
        return Done()

    totals = table.run(work)
    assert (totals.done, totals.buried) == (1, 1)
    assert count_letters(table.dead).by_reason == {"storage_busy": 1}
    (letter,) = table.dead.receive(1)
    assert letter.body == "poison"
    assert letter.attributes["reason"] == "503 from the board  at last"
    assert table.queue.depth().total == 0


def test_a_refused_message_is_acknowledged_and_reported() -> None:
    table = bench()
    table.queue.send([Outgoing("broken")])
    totals = table.run(lambda delivery: Done(refusal="invalid_message: broken"))
    assert (totals.done, totals.refused) == (1, 1)
    assert table.values("refused")[0]["reason"] == "invalid_message: broken"


def test_slow_work_keeps_its_message_hidden() -> None:
    table = bench(visibility_seconds=1)
    table.queue.send([Outgoing("slow")])
    calls: list[int] = []

    def work(delivery: Delivery) -> Done:
        calls.append(delivery.receive_count)
        time.sleep(2.5)
        return Done()

    totals = table.run(work)
    assert (calls, totals.done, totals.received) == ([1], 1, 1)


def test_a_host_set_up_wrongly_stops_and_gives_everything_back() -> None:
    table = bench()
    table.queue.send([Outgoing(str(number)) for number in range(12)])

    def work(delivery: Delivery) -> Done:
        raise LakeError("cannot write s3://lake: AccessDenied; the role needs s3:PutObject")

    with pytest.raises(LakeError, match="s3:PutObject"):
        table.run(work)
    assert table.queue.depth().visible == 12
    assert count_letters(table.dead).by_reason == {}


def test_told_to_stop_it_finishes_what_has_begun_and_returns_the_rest() -> None:
    table = bench()
    table.queue.send([Outgoing(f"{number}") for number in range(30)])
    begun = threading.Event()

    def work(delivery: Delivery) -> Done:
        begun.set()
        time.sleep(0.5)
        return Done()

    worker = table.worker(work, until_empty=False, wait_seconds=1)
    threading.Thread(target=lambda: (begun.wait(), worker.stop())).start()
    totals = worker.run()
    assert 1 <= totals.done <= 8
    assert totals.done + totals.returned == totals.received
    assert table.queue.depth().visible == 30 - totals.done


def test_what_does_not_end_within_the_grace_time_is_returned() -> None:
    table = bench()
    table.queue.send([Outgoing("stuck")])
    release = threading.Event()

    def work(delivery: Delivery) -> Done:
        worker.stop()
        release.wait(20)
        return Done()

    worker = table.worker(work, until_empty=False, grace_seconds=1.5, wait_seconds=1)
    started = time.monotonic()
    totals = worker.run()
    release.set()
    assert time.monotonic() - started < 4
    assert (totals.done, totals.returned, table.queue.depth().visible) == (0, 1, 1)


def test_a_slow_source_does_not_starve_the_others() -> None:
    table = bench()
    table.queue.send([Outgoing('{"source": "slow"}') for _ in range(60)])
    table.queue.send([Outgoing('{"source": "quick"}') for _ in range(5)])
    quick_done: list[float] = []
    started = time.monotonic()

    def work(delivery: Delivery) -> Done:
        if "slow" in delivery.body:
            time.sleep(3.0)
        else:
            quick_done.append(time.monotonic() - started)
            if len(quick_done) == 5:
                worker.stop()
        return Done()

    worker = table.worker(work, until_empty=False, grace_seconds=0)
    totals = worker.run()
    assert len(quick_done) == 5
    assert quick_done[-1] < 15, "sixty slow ones would have taken sixty seconds on three threads"
    assert totals.postponed > 0


def test_a_queue_without_dead_letters_is_refused_with_the_way_out() -> None:
    lone = MemoryQueue("lone", time.time)
    with pytest.raises(ConfigurationError, match=r"no dead-letter queue.*--create-queues"):
        Worker(lone, lone, lambda _: Done(), WorkerOptions(), lambda name, values: None)


def test_a_queue_that_fails_for_a_while_is_asked_again() -> None:
    table = bench()
    table.queue.send([Outgoing("late")])

    class Flaky:
        """The queue, throttled at its first two calls."""

        calls = 0

        def __getattr__(self, name: str) -> Any:
            return getattr(table.queue, name)

        def receive(self, *words: Any) -> list[Delivery]:
            self.calls += 1
            if self.calls < 3:
                raise StorageBusyError("throttled")
            return table.queue.receive(*words)

    worker = Worker(
        Flaky(), table.dead, lambda _: Done(), WorkerOptions(2, until_empty=True), lambda name, values: None
    )
    totals = worker.run()
    assert (totals.done, totals.queue_errors) == (1, 2)
