"""What a host's robots.txt allows, by RFC 9309."""

from __future__ import annotations

from dataclasses import dataclass

from protego import Protego

AGENT = "stacktrail"
"""The product token that robots.txt files name."""
LIMIT_BYTES = 500 * 1024  # RFC 9309, section 2.5
LONGEST_DELAY_SECONDS = 3_600.0


@dataclass(frozen=True, slots=True)
class RobotsRules:
    """The rules of one origin.

    Attributes:
        rules: the file as read; None where everything or nothing is allowed.
        is_closed: robots.txt cannot be had, for now, so nothing is allowed.
    """

    rules: Protego | None
    is_closed: bool = False

    def allows(self, url: str) -> bool:
        """Whether the URL may be fetched."""
        if self.rules is None:
            return not self.is_closed
        return bool(self.rules.can_fetch(url, AGENT))

    @property
    def delay_seconds(self) -> float:
        """Seconds between requests that the file asks for; 0 when it does not."""
        if self.rules is None:
            return 0.0
        delay = self.rules.crawl_delay(AGENT) or 0.0
        rate = self.rules.request_rate(AGENT)
        if rate is not None and rate.requests:
            delay = max(delay, rate.seconds / rate.requests)
        return min(max(delay, 0.0), LONGEST_DELAY_SECONDS)


ALLOW_ALL = RobotsRules(None)
ALLOW_NONE = RobotsRules(None, is_closed=True)


def robots_rules(status: int, data: bytes) -> RobotsRules:
    """Rules from the answer to `/robots.txt`.

    Args:
        status: 2xx: the file counts; 4xx but 429: there is none, all is allowed; all else: nothing is.
        data: its first `LIMIT_BYTES`.
    """
    if 200 <= status < 300:
        text = data[:LIMIT_BYTES].decode("utf-8-sig", "replace").replace("\x00", "")
        if text.lstrip()[:1] == "<":  # an HTML page in its place says nothing about robots
            return ALLOW_ALL
        return RobotsRules(Protego.parse(text))
    return ALLOW_ALL if 400 <= status < 500 and status != 429 else ALLOW_NONE
