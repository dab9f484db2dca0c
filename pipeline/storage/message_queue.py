"""Where messages wait: one port, two implementations (SQS, and memory for one process).

A queue delivers at least once and in no promised order. A delivery hides its message for the visibility timeout; a
message that is neither deleted nor delayed by then is delivered again. What was received too often belongs into the
dead-letter queue.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

BATCH = 10
"""Messages a receive, send or delete moves at once: SQS's own limit."""
LONGEST_SEND_DELAY_SECONDS = 900
LONGEST_VISIBILITY_SECONDS = 43_200


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message to be sent.

    Attributes:
        delay_seconds: hidden for so long, 0 to `LONGEST_SEND_DELAY_SECONDS`.
        attributes: short texts beside the body.
    """

    body: str
    delay_seconds: int = 0
    attributes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Delivery:
    """One delivery of a message.

    Attributes:
        message_id: the message's; the same at every delivery, and in the dead-letter queue.
        receipt: names this delivery when it is deleted or delayed.
        receive_count: deliveries so far, this one included.
        sent_at: when the message was sent, UTC.
    """

    message_id: str
    receipt: str
    body: str
    receive_count: int
    sent_at: datetime
    attributes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Depth:
    """Roughly how many messages a queue holds: waiting, being worked on, sent with a delay."""

    visible: int
    in_flight: int
    delayed: int

    @property
    def total(self) -> int:
        """All of them."""
        return self.visible + self.in_flight + self.delayed


@dataclass(frozen=True, slots=True)
class DeadLetters:
    """Where a queue's messages go that were received `maximum_receives` times and never deleted."""

    queue_name: str
    maximum_receives: int


class Queue(Protocol):
    """A queue. Every method raises TransientError when the server is busy, ConfigurationError when it refuses."""

    @property
    def name(self) -> str:
        """Its name."""

    def send(self, messages: Sequence[Outgoing]) -> None:
        """Send all of them, in batches; after an error some may have been sent."""

    def receive(self, limit: int, wait_seconds: int = 0, visibility_seconds: int | None = None) -> list[Delivery]:
        """Up to `limit` (at most `BATCH`) messages; waits until there is one, `wait_seconds` at most.

        Args:
            visibility_seconds: how long they stay hidden; None for the queue's own timeout.
        """

    def delete(self, deliveries: Sequence[Delivery]) -> None:
        """Remove the messages. One that was delivered again meanwhile may come back: at least once, not exactly."""

    def hide(self, delivery: Delivery, seconds: int) -> bool:
        """Hide the message for so long from now (0 returns it at once); False when the delivery is no longer ours."""

    def depth(self) -> Depth:
        """How many messages it holds."""

    def dead_letters(self) -> DeadLetters | None:
        """Its dead-letter queue, if it has one."""

    def oldest_age_seconds(self, now: datetime) -> int | None:
        """Age of the oldest message; None where the queue does not tell."""

    def visibility_seconds(self) -> int:
        """Its visibility timeout."""
