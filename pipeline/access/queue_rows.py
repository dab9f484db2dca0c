"""Queues, schedules and dead letters as rows and plain values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any  # reports hold JSON values

import pyarrow as pa

from pipeline.errors import LakeError
from pipeline.landing.failures import read_failure
from pipeline.runners.dead_letters import DeadLetter, KnownReasons, count_letters
from pipeline.runners.schedules import Due
from pipeline.runners.verdicts import attempts
from pipeline.storage.lake import Lake, open_lake
from pipeline.storage.message_queue import BATCH, Queue
from pipeline.tables.schema import TIMESTAMP

_DUE = pa.schema(
    {
        "source": pa.string(),
        "period_start": TIMESTAMP,
        "every": pa.string(),
        "state": pa.string(),
        "messages": pa.int64(),
        "occasion_id": pa.string(),
    }
)
_LETTERS = pa.schema(
    {
        "message_id": pa.string(),
        "reason_code": pa.string(),
        "reason": pa.string(),
        "sent_at": TIMESTAMP,
        "attempts": pa.int64(),
        "body": pa.string(),
    }
)


def due_rows(found: Sequence[Due], counts: Mapping[str, int]) -> pa.Table:
    """Scheduled sources and what became of each; `counts` are the messages sent now, by source."""
    rows = [
        {
            "source": due.source.name,
            "period_start": due.period_start,
            "every": None if due.source.every is None else str(due.source.every),
            "state": "sent before" if due.is_sent else "sent" if due.source.name in counts else "due",
            "messages": counts.get(due.source.name),
            "occasion_id": due.occasion_id,
        }
        for due in found
    ]
    return pa.Table.from_pylist(rows, schema=_DUE)


def letter_rows(letters: Sequence[DeadLetter]) -> pa.Table:
    """Dead letters, oldest first."""
    rows = [
        {
            "message_id": letter.delivery.message_id,
            "reason_code": letter.reason_code,
            "reason": letter.reason,
            "sent_at": letter.delivery.sent_at,
            "attempts": attempts(letter.delivery),
            "body": letter.delivery.body[:2_000],
        }
        for letter in sorted(letters, key=lambda letter: (letter.delivery.sent_at, letter.delivery.message_id))
    ]
    return pa.Table.from_pylist(rows, schema=_LETTERS)


def known_reasons(lake_uri: str) -> KnownReasons:
    """Reasons of earlier failures, from a lake that is opened when the first is asked for; none without a lake."""

    @cache
    def lake() -> Lake | None:
        try:
            return open_lake(lake_uri)
        except LakeError:
            return None

    def known(message_id: str) -> tuple[str, str] | None:
        found = lake()
        return None if found is None else read_failure(found, message_id)

    return known


def queue_status(
    queue: Queue, dead: Queue, now: datetime, known: KnownReasons, *, peek: bool = False
) -> dict[str, Any]:
    """Depth, age of the oldest and dead letters by reason, as JSON values.

    Args:
        peek: where the queue does not tell the age of its oldest message (SQS tells it through CloudWatch only), look
            at ten that wait. Looking counts as a delivery, so it is not done unasked.
    """
    depth = queue.depth()
    letters = count_letters(dead, known)
    oldest = letters.oldest_sent_at
    return {
        "queue": queue.name,
        "visible": depth.visible,
        "in_flight": depth.in_flight,
        "delayed": depth.delayed,
        "oldest_age_seconds": _oldest_age(queue, now, peek=peek),
        "dead_letter_queue": dead.name,
        "dead_letters": dict(sorted(letters.by_reason.items())),
        "oldest_dead_letter_age_seconds": None if oldest is None else max(0, int((now - oldest).total_seconds())),
    }


def _oldest_age(queue: Queue, now: datetime, *, peek: bool) -> int | None:
    age = queue.oldest_age_seconds(now)
    if age is None and peek:
        seen = queue.receive(BATCH, 0, visibility_seconds=0)
        age = max((int((now - delivery.sent_at).total_seconds()) for delivery in seen), default=None)
    return None if age is None else max(0, age)
