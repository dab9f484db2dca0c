"""Dead letters: looked at without harm, moved back by reason; and how long a failed message waits."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Any

import pytest

from pipeline.errors import IntegrityError, LakeError, SourceBusyError, StorageBusyError
from pipeline.landing.failures import read_failure, record_failure
from pipeline.runners.dead_letters import REASON, REASON_CODE, UNREPORTED, DeadLetter, bury, count_letters, redrive
from pipeline.runners.verdicts import (
    ATTEMPTS,
    Failure,
    attempts,
    failure_of,
    first_sent_at,
    is_last_attempt,
    retry_delay,
    sent_anew,
)
from pipeline.storage.lake import Lake
from pipeline.storage.memory_queue import MemoryQueue
from pipeline.storage.message_queue import Delivery, Outgoing
from tests.storage.quick_queue import QuickQueue

AT = datetime(2026, 9, 1, tzinfo=UTC)
ONE_MOVE: dict[str, Any] = {"is_dry_run": False, "limit": None}


@pytest.fixture
def queues() -> tuple[MemoryQueue, MemoryQueue]:
    """A queue and its dead letters: two for a busy board, one for a bug, one that the queue moved itself."""
    dead = QuickQueue("orders-dead", time.time)
    queue = QuickQueue("orders", time.time, dead=dead, maximum_receives=5)
    queue.send([Outgoing(body) for body in ("a", "b", "c")])
    busy = [Failure("throttled", "429 from Acme"), Failure("throttled", "429 from Other")]
    failures = [*busy, Failure("bug", "oh\x07no")]
    for delivery, failure in zip(queue.receive(3), failures, strict=True):
        bury(queue, dead, delivery, failure)
    dead.send([Outgoing("d")])
    return queue, dead


def bodies(queue: MemoryQueue) -> set[str]:
    return {delivery.body for delivery in queue.receive(10)}


def test_counting_leaves_everything_where_it_is(queues: tuple[MemoryQueue, MemoryQueue]) -> None:
    queue, dead = queues
    found = count_letters(dead)
    assert found.by_reason == {"throttled": 2, "bug": 1, UNREPORTED: 1}
    assert found.oldest_sent_at is not None
    assert (dead.depth().visible, queue.depth().total) == (4, 0)


def test_letters_go_back_by_reason(queues: tuple[MemoryQueue, MemoryQueue]) -> None:
    queue, dead = queues
    chosen = redrive(dead, queue, reason="throttled", limit=1, is_dry_run=True)
    assert [letter.delivery.body for letter in chosen] == ["a"]
    assert (dead.depth().visible, queue.depth().total) == (4, 0), "a dry run moves nothing"
    redrive(dead, queue, reason="throttled", **ONE_MOVE)
    assert bodies(queue) == {"a", "b"}
    assert bodies(dead) == {"c", "d"}


@pytest.mark.parametrize(
    ("wanted", "is_meant"),
    [(None, True), ("throttled", True), ("from acme", True), ("throttle", False), ("unreported", False)],
)
def test_a_reason_is_a_code_or_some_of_the_words(wanted: str | None, is_meant: bool) -> None:
    assert DeadLetter(delivery(1), "throttled", "429 from Acme").matches(wanted) is is_meant


def test_the_reason_of_an_earlier_failure_counts_when_the_last_worker_died(
    queues: tuple[MemoryQueue, MemoryQueue], own_lake: Lake
) -> None:
    _, dead = queues
    (moved,) = [found.message_id for found in dead.receive(10, 0, 0) if not found.attributes]
    record_failure(own_lake, moved, "storage_busy", "SlowDown")
    record_failure(own_lake, moved, "throttled", "later ones do not count")
    found = count_letters(dead, lambda message_id: read_failure(own_lake, message_id))
    assert found.by_reason == {"throttled": 2, "bug": 1, "storage_busy": 1}


def test_what_goes_back_starts_anew(queues: tuple[MemoryQueue, MemoryQueue]) -> None:
    queue, dead = queues
    redrive(dead, queue, reason="bug", **ONE_MOVE)
    (again,) = queue.receive(1)
    assert attempts(again) == 1
    assert not {REASON, REASON_CODE, ATTEMPTS} & set(again.attributes)


def test_what_is_moved_keeps_the_time_it_was_first_sent_at() -> None:
    moved = sent_anew(delivery(3), 7.2)
    assert (moved.delay_seconds, moved.attributes[ATTEMPTS]) == (8, "2")
    late = Delivery("m-2", "r", moved.body, 1, datetime(2026, 9, 4, tzinfo=UTC), moved.attributes)
    assert first_sent_at(late) == AT
    assert first_sent_at(Delivery("m-3", "r", "{}", 1, AT, {**moved.attributes, "stacktrail_sent_at": "soon"})) == AT
    dead, queue = QuickQueue("orders-dead", time.time), QuickQueue("orders", time.time)
    bury(queue, dead, late, Failure("bug", "no"))
    redrive(dead, queue, reason=None, **ONE_MOVE)
    (again,) = queue.receive(1)
    assert first_sent_at(again) == AT


def delivery(receive_count: int, **attributes: str) -> Delivery:
    return Delivery("m-1", "r", "{}", receive_count, AT, attributes)


def test_attempts_before_a_message_was_sent_anew_count() -> None:
    assert attempts(delivery(2, **{ATTEMPTS: "3"})) == 5
    assert attempts(delivery(2, **{ATTEMPTS: "x"})) == 2
    assert is_last_attempt(delivery(2, **{ATTEMPTS: "3"}), 5)
    assert not is_last_attempt(delivery(4), 5)


def test_the_delay_grows_keeps_what_was_asked_and_has_an_end() -> None:
    plain = Failure("storage_busy", "")
    delays = [retry_delay(delivery(count), plain, 10) for count in range(1, 12)]
    assert 5 <= delays[0] <= 10
    assert delays[0] < delays[2] < delays[4]
    assert max(delays) <= 900
    assert delays == [retry_delay(delivery(count), plain, 10) for count in range(1, 12)], "no dice"
    assert retry_delay(delivery(1), Failure("throttled", "", 3_600.0), 10) == 3_600
    assert retry_delay(delivery(1), Failure("throttled", "", 1e9), 10) < 43_200
    assert retry_delay(delivery(10**6), plain, 10) <= 900


@pytest.mark.parametrize(
    ("error", "code", "is_of_host"),
    [
        (SourceBusyError("throttled", "429", 5.0), "throttled", False),
        (StorageBusyError("SlowDown"), "storage_busy", False),
        (LakeError("AccessDenied"), "wrong_setup", True),
        (IntegrityError("changed"), "damaged_lake", False),
        (KeyError("x"), "unexpected_error", False),
    ],
)
def test_failures_by_type(error: Exception, code: str, is_of_host: bool) -> None:
    failure = failure_of(error)
    assert (failure.reason_code, failure.is_of_host) == (code, is_of_host)
    assert failure.reason
