"""Clients for tests: small limits, a clock that jumps instead of waiting, loopback allowed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from pipeline.fetching.client import WebClient
from pipeline.fetching.connections import Limits
from pipeline.fetching.pace import Pace

NOW = datetime(2026, 9, 1, 12, tzinfo=UTC)
SMALL = Limits(
    connect_seconds=1, read_seconds=0.4, total_seconds=0.8, maximum_bytes=100_000, maximum_decoded_bytes=200_000
)


@dataclass
class FakeTime:
    """Seconds that pass only when somebody sleeps."""

    seconds: float = 0.0
    slept: list[float] = field(default_factory=list)

    def monotonic(self) -> float:
        return self.seconds

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.seconds += seconds


def web_client(time: FakeTime | None = None, **settings: Any) -> WebClient:
    """A client that may contact this machine, resolves every name to it, and never really waits."""
    passing = time or FakeTime()
    defaults: dict[str, Any] = {
        "contact": "mailto:operator@marlwick.example",
        "limits": SMALL,
        "allow_loopback": True,
        "resolver": lambda host, port: [("127.0.0.1", port)],
    }
    return WebClient(
        pace=Pace(passing.monotonic, passing.sleep),
        clock=lambda: NOW,
        monotonic=passing.monotonic,
        **{**defaults, **settings},
    )
