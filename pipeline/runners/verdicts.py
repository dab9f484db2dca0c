"""What becomes of a delivery: from how the work on it ended to delete, hide for a while, or bury. Pure."""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass
from datetime import UTC, datetime

from pipeline.errors import ConfigurationError, LakeError, SourceBusyError, StacktrailError, TransientError
from pipeline.storage.message_queue import LONGEST_SEND_DELAY_SECONDS, LONGEST_VISIBILITY_SECONDS, Delivery, Outgoing

ATTEMPTS = "stacktrail_attempts"
"""Attribute of a message that was sent anew while it waited for its turn: attempts at it before that."""
_SENT_AT = "stacktrail_sent_at"  # attribute of a message that was moved: when it was first sent
SHORTEST_DELAY_SECONDS = 5
"""What is due before that waits where it is: sending it anew would take about as long."""
_LONGEST_DELAY_SECONDS = 900


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a message could not be worked on this time.

    Attributes:
        reason_code: a closed word for counting.
        retry_after_seconds: how long to wait at least, where the other side said so.
        is_of_host: this host is set up wrongly; the message is fine, and so would every other be refused.
        is_early: nothing was tried: the source wants to be left alone for a while.
    """

    reason_code: str
    reason: str
    retry_after_seconds: float | None = None
    is_of_host: bool = False
    is_early: bool = False


def failure_of(error: Exception) -> Failure:
    """An exception as a failure."""
    if isinstance(error, SourceBusyError):
        return Failure(error.reason_code, error.reason, error.retry_after_seconds, is_early=error.is_early)
    if isinstance(error, TransientError):
        return Failure("storage_busy", str(error), error.retry_after_seconds)
    if isinstance(error, LakeError | ConfigurationError):
        return Failure("wrong_setup", str(error), is_of_host=True)
    if isinstance(error, StacktrailError):
        return Failure("damaged_lake", str(error))
    return Failure("unexpected_error", f"{type(error).__name__}: {error}")


def first_sent_at(delivery: Delivery) -> datetime:
    """When the message was sent, before it was put off, buried or driven back: the time of what it asks for."""
    try:
        return datetime.fromisoformat(delivery.attributes[_SENT_AT]).astimezone(UTC)
    except (KeyError, ValueError, OverflowError):
        return delivery.sent_at


def moved_attributes(delivery: Delivery) -> dict[str, str]:
    """Attributes of the message that takes the place of this one."""
    return {**delivery.attributes, _SENT_AT: first_sent_at(delivery).isoformat()}


def attempts(delivery: Delivery) -> int:
    """Attempts at the message, this one included."""
    before = delivery.attributes.get(ATTEMPTS, "0")
    return delivery.receive_count + (int(before) if before.isascii() and before.isdigit() else 0)


def sent_anew(delivery: Delivery, wait_seconds: float) -> Outgoing:
    """The message again, to come after the wait: a delivery at which nothing was tried is no attempt."""
    delay = min(LONGEST_SEND_DELAY_SECONDS, max(SHORTEST_DELAY_SECONDS, math.ceil(wait_seconds)))
    return Outgoing(delivery.body, delay, {**moved_attributes(delivery), ATTEMPTS: str(attempts(delivery) - 1)})


def is_last_attempt(delivery: Delivery, maximum_receives: int) -> bool:
    """Whether the message is poison if this attempt fails too."""
    return attempts(delivery) >= maximum_receives


def retry_delay(delivery: Delivery, failure: Failure, first_seconds: int) -> int:
    """Seconds to hide the message: twice as long each time, spread by its id, never less than the other side asked.

    Args:
        first_seconds: the delay after the first failure, before it is spread.
    """
    doubled = min(first_seconds << min(attempts(delivery) - 1, 20), _LONGEST_DELAY_SECONDS)
    digest = hashlib.sha256(f"{delivery.message_id} {delivery.receive_count}".encode()).digest()
    spread = doubled * (0.5 + digest[0] / 510)
    wanted = max(spread, failure.retry_after_seconds or 0)
    return min(LONGEST_VISIBILITY_SECONDS - 3_600, max(1, round(wanted)))
