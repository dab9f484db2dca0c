"""Which message comes next: sources take turns, none takes all threads, each keeps its rate. Time is passed in."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from pipeline.runners.verdicts import SHORTEST_DELAY_SECONDS
from pipeline.storage.message_queue import Delivery

_STUCK_SECONDS = 2.0  # a source none of whose messages ended for so long is slow: others come first


@dataclass(slots=True)
class _Lane:
    """One source.

    Attributes:
        moved_at: when a message of it last ended; next_at: from when on the next may begin.
        paused_until: the source asked for it.
    """

    moved_at: float
    waiting: deque[Delivery] = field(default_factory=deque)
    in_flight: int = 0
    next_at: float = 0.0
    paused_until: float = 0.0


class FairBuffer:
    """Messages that were received and not begun."""

    def __init__(self, threads: int, rate_of: Callable[[str], float | None]) -> None:
        """Make an empty buffer.

        Args:
            threads: how many messages are worked on at once; one source gets three quarters of them at most.
            rate_of: messages per second that may be begun of a source; None for any number.
        """
        self._most = max(1, threads * 3 // 4)
        self._rate_of = rate_of
        self._lanes: dict[str, _Lane] = {}  # in the order of their turns
        self._size = 0

    def __len__(self) -> int:
        return self._size

    def add(self, source: str, delivery: Delivery, now: float) -> None:
        """Let the message wait."""
        if source not in self._lanes:
            self._lanes[source] = _Lane(now)
        self._lanes[source].waiting.append(delivery)
        self._size += 1

    def take(self, now: float) -> tuple[str, Delivery] | None:
        """The next message and its source; None when all that wait must wait on."""
        for source, lane in self._lanes.items():
            if not lane.waiting or not self._is_free(lane, now):
                continue
            self._lanes[source] = self._lanes.pop(source)  # to the end of the turns
            lane.in_flight += 1
            self._size -= 1
            if rate := self._rate_of(source):
                lane.next_at = max(lane.next_at, now) + 1 / rate
            return source, lane.waiting.popleft()
        return None

    def finish(self, source: str, now: float) -> None:
        """A message of the source is no longer being worked on."""
        lane = self._lanes[source]
        lane.in_flight -= 1
        lane.moved_at = now
        if not lane.in_flight and not lane.waiting and lane.next_at <= now:
            del self._lanes[source]

    def pause(self, source: str, until: float) -> None:
        """Begin no message of the source before that time: it asked for it."""
        lane = self._lanes[source]
        lane.paused_until = max(lane.paused_until, until)
        lane.next_at = max(lane.next_at, until)

    def postpone(self, now: float, *, is_full: bool) -> list[tuple[Delivery, float]]:
        """Take out what cannot begin soon, and in how many seconds it may.

        Args:
            is_full: others need the room of what waits for its rate, or belongs to a slow source.
        """
        found = []
        for source, lane in self._lanes.items():
            rate = self._rate_of(source)
            wait = max(0.0, lane.next_at - now)
            is_paused = lane.paused_until > now
            is_stuck = is_full and lane.in_flight >= self._most and now - lane.moved_at > _STUCK_SECONDS
            if not is_paused and not is_stuck and not (is_full and wait):
                continue
            waiting, lane.waiting = lane.waiting, deque()
            for place, delivery in enumerate(waiting):
                due = wait + (place / rate if rate else 0)
                is_next = place == 0 and not is_paused
                if is_next or (due < SHORTEST_DELAY_SECONDS and not is_stuck):
                    lane.waiting.append(delivery)
                else:
                    found.append((delivery, due))
        self._size -= len(found)
        return found

    def clear(self) -> list[Delivery]:
        """Take out everything that waits."""
        found = [delivery for lane in self._lanes.values() for delivery in lane.waiting]
        for lane in self._lanes.values():
            lane.waiting.clear()
        self._size = 0
        return found

    def held(self) -> list[Delivery]:
        """Everything that waits."""
        return [delivery for lane in self._lanes.values() for delivery in lane.waiting]

    def _is_free(self, lane: _Lane, now: float) -> bool:
        return lane.in_flight < self._most and lane.next_at <= now
