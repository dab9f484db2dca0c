"""One polite rate per host, for all threads of a process, and the pauses that hosts ask for."""

from __future__ import annotations

import threading
from collections.abc import Callable

from pipeline.errors import SourceBusyError

DEFAULT_RATE = 1.0
"""Requests per second to one host where neither the source nor robots.txt says less or more."""
_LONGEST_WAIT_SECONDS = 60.0
"""A longer wait for a turn is not slept through but raised."""


class Pace:
    """When each host may be asked next.

    Args:
        monotonic: seconds that only grow. sleep: waits that many seconds.
        longest_pause_seconds: of a pause no more than this is slept through, so that the caller can do something else.
    """

    def __init__(
        self, monotonic: Callable[[], float], sleep: Callable[[float], object], longest_pause_seconds: float = 60.0
    ) -> None:
        self._monotonic = monotonic
        self._sleep = sleep
        self._longest_pause = longest_pause_seconds
        self._paused_until: dict[str, float] = {}
        self._next_at: dict[str, float] = {}
        self._lock = threading.Lock()

    def wait(self, host: str, interval_seconds: float) -> None:
        """Wait for the host's next turn, and take it.

        Raises: SourceBusyError (`throttled`): the turn is too far away; `is_early` if the host asked for a pause.
        """
        with self._lock:
            now = self._monotonic()
            turn = max(now, self._next_at.get(host, now))
            is_paused = self._paused_until.get(host, now) - now > self._longest_pause
            if is_paused or turn - now > _LONGEST_WAIT_SECONDS:
                error = SourceBusyError(
                    "throttled", f"{host} is not to be asked for another {turn - now:.0f} s", turn - now
                )
                error.is_early = is_paused
                raise error
            self._next_at[host] = turn + interval_seconds
        if turn > now:
            self._sleep(turn - now)

    def pause(self, host: str, seconds: float) -> None:
        """The host asked to be left alone for a while."""
        with self._lock:
            until = self._monotonic() + seconds
            for times in (self._paused_until, self._next_at):
                times[host] = max(until, times.get(host, until))
