"""A queue in this process, with SQS's rules: visibility timeouts, receive counts, a dead-letter queue, batches."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from pipeline.storage.message_queue import BATCH, DeadLetters, Delivery, Depth, Outgoing


@dataclass(slots=True)
class _Held:
    """A message in the queue."""

    message_id: str
    message: Outgoing
    sent_at: float
    visible_at: float
    receipt: str = ""
    receive_count: int = 0


class MemoryQueue:
    """A `Queue` that lives as long as its process."""

    def __init__(
        self,
        name: str,
        clock: Callable[[], float],
        *,
        dead: MemoryQueue | None = None,
        maximum_receives: int = 5,
        visibility_seconds: int = 120,
    ) -> None:
        """Make an empty queue.

        Args:
            clock: seconds since the epoch.
            dead: where messages go that were received `maximum_receives` times.
        """
        self._name = name
        self._clock = clock
        self._dead = dead
        self._maximum_receives = maximum_receives
        self._visibility_seconds = visibility_seconds
        self._held: dict[str, _Held] = {}
        self._serial = itertools.count()
        self._changed = threading.Condition()

    @property
    def name(self) -> str:
        return self._name

    def send(self, messages: Sequence[Outgoing]) -> None:
        with self._changed:
            now = self._clock()
            for message in messages:
                message_id = f"{self._name}-{next(self._serial)}"
                self._held[message_id] = _Held(message_id, message, now, now + message.delay_seconds)
            self._changed.notify_all()

    def receive(self, limit: int, wait_seconds: int = 0, visibility_seconds: int | None = None) -> list[Delivery]:
        hidden = self._visibility_seconds if visibility_seconds is None else visibility_seconds
        with self._changed:
            found = self._take(min(limit, BATCH), hidden)
            if not found and wait_seconds:
                self._changed.wait(wait_seconds)
                found = self._take(min(limit, BATCH), hidden)
            return found

    def _take(self, limit: int, hidden: int) -> list[Delivery]:
        now = self._clock()
        found: list[Delivery] = []
        for held in list(self._held.values()):
            if len(found) == limit:
                break
            if held.visible_at > now:
                continue
            if self._dead is not None and held.receive_count >= self._maximum_receives:
                self._dead._adopt(self._held.pop(held.message_id))
                continue
            held.receive_count += 1
            held.visible_at = now + hidden
            held.receipt = f"{held.message_id}/{next(self._serial)}"
            sent_at = datetime.fromtimestamp(held.sent_at, UTC)
            message = held.message
            found.append(
                Delivery(held.message_id, held.receipt, message.body, held.receive_count, sent_at, message.attributes)
            )
        return found

    def _adopt(self, held: _Held) -> None:
        with self._changed:
            self._held[held.message_id] = _Held(held.message_id, held.message, held.sent_at, self._clock())
            self._changed.notify_all()

    def delete(self, deliveries: Sequence[Delivery]) -> None:
        with self._changed:
            for delivery in deliveries:
                if self._is_ours(delivery):
                    del self._held[delivery.message_id]

    def hide(self, delivery: Delivery, seconds: int) -> bool:
        with self._changed:
            if not self._is_ours(delivery) or self._held[delivery.message_id].visible_at <= self._clock():
                return False
            self._held[delivery.message_id].visible_at = self._clock() + seconds
            self._changed.notify_all()
            return True

    def _is_ours(self, delivery: Delivery) -> bool:
        held = self._held.get(delivery.message_id)
        return held is not None and held.receipt == delivery.receipt

    def depth(self) -> Depth:
        with self._changed:
            now = self._clock()
            hidden = [held for held in self._held.values() if held.visible_at > now]
            in_flight = sum(bool(held.receive_count) for held in hidden)
            return Depth(len(self._held) - len(hidden), in_flight, len(hidden) - in_flight)

    def dead_letters(self) -> DeadLetters | None:
        return None if self._dead is None else DeadLetters(self._dead.name, self._maximum_receives)

    def oldest_age_seconds(self, now: datetime) -> int | None:
        with self._changed:
            oldest = min((held.sent_at for held in self._held.values()), default=None)
        return None if oldest is None else int(now.timestamp() - oldest)

    def visibility_seconds(self) -> int:
        return self._visibility_seconds
