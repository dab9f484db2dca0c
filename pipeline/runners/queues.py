"""A queue and its dead-letter queue, as the settings name them."""

from __future__ import annotations

from pipeline.errors import ConfigurationError
from pipeline.settings import Settings
from pipeline.storage.message_queue import DeadLetters, Queue

DEFAULT_QUEUE = "stacktrail"


def open_queues(name: str, settings: Settings, *, connections: int = 10, create: bool = False) -> tuple[Queue, Queue]:
    """Find a queue and its dead-letter queue.

    Args:
        name: the queue's name or URL.
        connections: calls to the server at once.
        create: make both where the queue is missing.
    Raises: ConfigurationError: there is no such queue, or it has no dead-letter queue.
    """
    from pipeline.storage.sqs_queue import create_queues, open_queue, sqs_client  # boto3 takes long to import

    client = sqs_client(connections)
    limits = {"visibility_seconds": settings.visibility_seconds, "maximum_receives": settings.maximum_receives}
    queue = create_queues(name, client, **limits) if create else open_queue(name, client)
    return queue, open_queue(dead_letters_of(queue).queue_name, client)


def dead_letters_of(queue: Queue) -> DeadLetters:
    """The queue's dead-letter policy.

    Raises: ConfigurationError: it has none.
    """
    policy = queue.dead_letters()
    if policy is None:
        raise ConfigurationError(
            f"queue {queue.name} has no dead-letter queue: a message that always fails would come back for ever; give "
            f"it a redrive policy, or let `stacktrail worker --create-queues` make a queue"
        )
    return policy
