"""What a host's robots.txt means for this client (RFC 9309): the answer's status first, then the rules of our group."""

from __future__ import annotations

from dataclasses import dataclass

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


def permission_of(status: int, data: bytes, content_type: str | None = None) -> Permission:
    """The permission that an answer to `/robots.txt` gives.

    Args:
        status: 2xx: the file counts; 4xx but 429: there is none, all is allowed; all else: nothing is.
    """
    if 200 <= status < 300:
        return Permission(read_robots(data, content_type).rules_for(AGENT))
    return Permission(None, is_closed=not 400 <= status < 500 or status == 429)
