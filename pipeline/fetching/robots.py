"""What a host's robots.txt means for this client (RFC 9309): the answer's status first, then the rules of our group."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from pipeline.sources.robots_rules import READ_LIMIT_BYTES, RobotsRules, read_robots

AGENT = "stacktrail"
"""The product token that robots.txt files name."""
LIMIT_BYTES = READ_LIMIT_BYTES + 1
"""What is fetched of a robots.txt: one byte more than is read, so that a cut one is told."""
LONGEST_DELAY_SECONDS = 3_600.0


@dataclass(frozen=True, slots=True)
class Permission:
    """What one origin lets us do.

    Attributes:
        rules: the rules of our group; None where everything or nothing is allowed.
        is_closed: robots.txt cannot be had, for now, so nothing is allowed.
    """

    rules: RobotsRules | None
    is_closed: bool = False

    def allows(self, url: str) -> bool:
        """Whether the URL may be fetched."""
        return not self.is_closed if self.rules is None else self.rules.allows(url)

    @property
    def delay_seconds(self) -> float:
        """Seconds between requests that the file asks for, an hour at most; 0 when it does not."""
        delay = None if self.rules is None else self.rules.crawl_delay_seconds
        return min(delay or 0.0, LONGEST_DELAY_SECONDS)


@dataclass(frozen=True, slots=True)
class RobotsAnswer:
    """What came when an origin was asked for `/robots.txt`."""

    status: int
    data: bytes
    content_type: str | None
    asked_at: datetime

    @property
    def permission(self) -> Permission:
        """2xx: the file counts; 4xx but 429: there is none, all is allowed; all else: nothing is."""
        if 200 <= self.status < 300:
            return Permission(read_robots(self.data, self.content_type).rules_for(AGENT))
        return Permission(None, is_closed=not 400 <= self.status < 500 or self.status == 429)


class RobotsMemory(Protocol):
    """Where answers are kept beyond this process."""

    def recall(self, origin: str, now: datetime) -> RobotsAnswer | None:
        """The answer of an origin, if one younger than a day is kept."""

    def keep(self, origin: str, answer: RobotsAnswer) -> None:
        """Keep an answer."""
