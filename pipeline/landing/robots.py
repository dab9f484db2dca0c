"""What robots.txt files said, kept for a day, so that processes that live shortly do not ask for them again and again.

landing/robots/<origin_id>/<time>.json    status and payload of one answer; written once
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import orjson

from pipeline.errors import IntegrityError
from pipeline.fetching.robots import RobotsAnswer
from pipeline.identifiers import make_id
from pipeline.landing import archive
from pipeline.storage.lake import Lake

PREFIX = "landing/robots/"
_KEPT = timedelta(days=1)  # RFC 9309, section 2.4


@dataclass(frozen=True, slots=True)
class LandingRobots:
    """A `RobotsMemory` in the lake."""

    lake: Lake

    def recall(self, origin: str, now: datetime) -> RobotsAnswer | None:
        """The newest answer of an origin, if it is younger than a day.

        Raises: IntegrityError: it is damaged.
        """
        entries = list(self.lake.store.list(_prefix(origin)))
        if not entries:
            return None
        key = entries[-1].key
        try:
            body = orjson.loads(self.lake.store.get(key) or b"")
            asked_at = datetime.fromisoformat(body["asked_at"])
            if not timedelta(0) <= now - asked_at < _KEPT:
                return None
            data = archive.read_payload(self.lake, body["payload_id"])
            return RobotsAnswer(int(body["status"]), data, body.get("content_type"), asked_at)
        except (orjson.JSONDecodeError, KeyError, TypeError, ValueError) as error:
            raise IntegrityError(f"{self.lake.uri}/{key} is damaged: {error}; remove it and collect again") from error

    def keep(self, origin: str, answer: RobotsAnswer) -> None:
        """Keep an answer."""
        body = {
            "origin": origin,
            "asked_at": answer.asked_at.isoformat(),
            "status": answer.status,
            "content_type": answer.content_type,
            "payload_id": archive.archive_payload(self.lake, answer.data),
        }
        key = f"{_prefix(origin)}{answer.asked_at.astimezone(UTC):%Y%m%dT%H%M%SZ}.json"
        self.lake.store.put_if_absent(key, orjson.dumps(body, option=orjson.OPT_INDENT_2))


def _prefix(origin: str) -> str:
    return f"{PREFIX}{make_id('ori', origin)}/"
