"""One polite rate per host, for all threads of a process, and the pauses that hosts ask for."""

from __future__ import annotations

import threading
from collections.abc import Callable

from pipeline.errors import SourceBusyError

DEFAULT_RATE = 1.0
"""Requests per second to one host where neither the source nor robots.txt says less or more."""


class Pace:
    """When each host may be asked next.

    Args:
        monotonic: seconds that only grow. sleep: waits that many seconds.
        longest_wait_seconds: a longer wait is not slept through but raised, for the caller to come back.
    """

    def __init__(
        self, monotonic: Callable[[], float], sleep: Callable[[float], object], longest_wait_seconds: float = 60.0
    ) -> None:
        self._monotonic = monotonic
        self._sleep = sleep
        self._longest = longest_wait_seconds
        self._next_at: dict[str, float] = {}
        self._lock = threading.Lock()

    def wait(self, host: str, interval_seconds: float) -> None:
        """Wait for the host's next turn, and take it.

        Raises: SourceBusyError (`throttled`): the turn is too far away.
        """
        with self._lock:
            now = self._monotonic()
            turn = max(now, self._next_at.get(host, now))
            if turn - now > self._longest:
                raise SourceBusyError(
                    "throttled", f"{host} is not to be asked for another {turn - now:.0f} s", turn - now
                )
            self._next_at[host] = turn + interval_seconds
        if turn > now:
            self._sleep(turn - now)

    def pause(self, host: str, seconds: float) -> None:
        """The host asked to be left alone for a while."""
        with self._lock:
            until = self._monotonic() + seconds
            self._next_at[host] = max(until, self._next_at.get(host, until))
