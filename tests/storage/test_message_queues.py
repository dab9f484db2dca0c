"""One body over every queue: memory, and SQS as two different servers speak it."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable
from typing import Any

import boto3
import pytest

from pipeline.errors import ConfigurationError, TransientError
from pipeline.storage.memory_queue import MemoryQueue
from pipeline.storage.message_queue import DeadLetters, Delivery, Depth, Outgoing, Queue
from pipeline.storage.sqs_queue import create_queues, open_queue, sqs_client
from tests.servers.fixtures import BOTH_SERVERS, aws_environment, elasticmq_endpoint, ministack_endpoint

__all__ = ["aws_environment", "elasticmq_endpoint", "ministack_endpoint"]

pytestmark = pytest.mark.contract

MakeQueues = Callable[[int], tuple[Queue, Queue]]


@pytest.fixture(params=[pytest.param("memory"), *BOTH_SERVERS])
def make_queues(request: pytest.FixtureRequest, aws_environment: pytest.MonkeyPatch) -> MakeQueues:
    """Makes a queue with this visibility timeout and at most two receives, and its dead-letter queue."""
    name = f"orders-{uuid.uuid4().hex[:8]}"

    def in_memory(visibility_seconds: int) -> tuple[Queue, Queue]:
        dead = MemoryQueue(f"{name}-dead", time.time)
        limits: dict[str, Any] = {"maximum_receives": 2, "visibility_seconds": visibility_seconds}
        return MemoryQueue(name, time.time, dead=dead, **limits), dead

    def on_sqs(visibility_seconds: int) -> tuple[Queue, Queue]:
        aws_environment.setenv("AWS_ENDPOINT_URL", request.getfixturevalue(f"{request.param}_endpoint"))
        client = sqs_client()
        queue = create_queues(name, client, visibility_seconds=visibility_seconds, maximum_receives=2)
        return queue, open_queue(f"{name}-dead", client)

    return in_memory if request.param == "memory" else on_sqs


def drained(queue: Queue, *, wait_seconds: int = 1) -> list[Delivery]:
    """Everything that can be received now."""
    found: list[Delivery] = []
    while batch := queue.receive(10, wait_seconds):
        found += batch
    return found


def test_what_is_sent_is_received_with_its_attributes(make_queues: MakeQueues) -> None:
    queue, _ = make_queues(30)
    bodies = {f"body {number} é 東 \\u0000" for number in range(23)}
    queue.send([Outgoing(body, attributes={"reason_code": "again"}) for body in sorted(bodies)])
    assert queue.depth() == Depth(23, 0, 0)
    found = drained(queue, wait_seconds=0)
    assert {delivery.body for delivery in found} == bodies
    assert {delivery.attributes["reason_code"] for delivery in found} == {"again"}
    assert {delivery.receive_count for delivery in found} == {1}
    assert abs(found[0].sent_at.timestamp() - time.time()) < 60
    assert queue.depth() == Depth(0, 23, 0)
    queue.delete(found)
    queue.delete(found[:1])  # twice does no harm
    assert queue.depth().total == 0


def test_what_is_not_deleted_comes_back_and_then_goes_to_the_dead_letters(make_queues: MakeQueues) -> None:
    queue, dead = make_queues(1)
    queue.send([Outgoing("poison")])
    assert queue.dead_letters() == DeadLetters(dead.name, 2)
    (first,) = drained(queue, wait_seconds=0)
    time.sleep(1.3)
    (second,) = queue.receive(1, 1)
    assert (second.message_id, second.receive_count) == (first.message_id, 2)
    time.sleep(1.3)
    assert drained(queue) == []
    (buried,) = dead.receive(10, 1)
    assert (buried.body, buried.message_id) == ("poison", first.message_id)


def test_hiding_keeps_a_message_away_and_zero_returns_it(make_queues: MakeQueues) -> None:
    queue, _ = make_queues(1)
    queue.send([Outgoing("slow")])
    (delivery,) = queue.receive(1, 1)
    assert queue.hide(delivery, 30)
    time.sleep(1.3)
    assert drained(queue, wait_seconds=0) == []
    assert queue.hide(delivery, 0)
    (again,) = queue.receive(1, 1)
    queue.delete([again])
    assert not queue.hide(again, 0), "it is gone"


def test_a_delayed_message_waits_and_wakes_a_long_poll(make_queues: MakeQueues) -> None:
    queue, _ = make_queues(30)
    queue.send([Outgoing("later", delay_seconds=2)])
    assert queue.receive(1) == []
    assert queue.depth() == Depth(0, 0, 1)
    started = time.monotonic()
    found = queue.receive(1, 2) or queue.receive(1, 2)
    assert [delivery.body for delivery in found] == ["later"]
    assert 1 < time.monotonic() - started < 5
    assert queue.visibility_seconds() == 30


@pytest.mark.parametrize("server", BOTH_SERVERS)
def test_a_missing_queue_is_named_with_the_way_to_make_it(
    server: str, request: pytest.FixtureRequest, aws_environment: pytest.MonkeyPatch
) -> None:
    endpoint = request.getfixturevalue(f"{server}_endpoint")
    aws_environment.setenv("AWS_ENDPOINT_URL", endpoint)
    client = sqs_client()
    with pytest.raises(ConfigurationError, match=r"no queue nowhere here: .*--create-queues.*STACKTRAIL_QUEUE"):
        open_queue("nowhere", client)
    by_url = open_queue(f"{endpoint}/000000000000/nowhere", client)
    for call in (by_url.depth, lambda: by_url.receive(1), lambda: by_url.send([Outgoing("x")])):
        with pytest.raises(ConfigurationError, match="no queue nowhere here"):
            call()
    with pytest.raises(ConfigurationError):
        create_queues("no/queue name", client, visibility_seconds=30, maximum_receives=5)


def test_creating_queues_twice_changes_nothing(ministack_endpoint: str, aws_environment: pytest.MonkeyPatch) -> None:
    aws_environment.setenv("AWS_ENDPOINT_URL", ministack_endpoint)
    first = create_queues("twice", sqs_client(), visibility_seconds=60, maximum_receives=4)
    again = create_queues("twice", sqs_client(), visibility_seconds=5, maximum_receives=9)
    assert (again.visibility_seconds(), again.dead_letters()) == (60, first.dead_letters())


def test_a_server_that_is_not_there_is_worth_another_try(aws_environment: pytest.MonkeyPatch) -> None:
    aws_environment.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    aws_environment.setenv("AWS_MAX_ATTEMPTS", "1")
    client = boto3.client("sqs")
    with pytest.raises(TransientError, match=r"cannot find queue orders: .*try again"):
        open_queue("orders", client)


@pytest.mark.parametrize(("name", "value"), [("AWS_PROFILE", "nobody"), ("AWS_ENDPOINT_URL", "no url")])
def test_wrong_aws_settings_are_told(aws_environment: pytest.MonkeyPatch, name: str, value: str) -> None:
    aws_environment.setenv(name, value)
    with pytest.raises(ConfigurationError, match="check the AWS settings"):
        sqs_client()


def test_without_a_region_the_message_says_so(aws_environment: pytest.MonkeyPatch) -> None:
    aws_environment.delenv("AWS_DEFAULT_REGION")
    aws_environment.setenv("AWS_CONFIG_FILE", "/nonexistent")
    with pytest.raises(ConfigurationError, match="region"):
        sqs_client()
