"""Which sources are due, and the messages that ask for them.

A source with `every: 6h` is due once in each period of six hours, counted from 1970 in UTC. The first `schedule` in a
period sends its messages and then records the period in the lake; every later one sees the record and sends nothing.
Two at once, or one that dies between sending and recording, send twice: the messages are equal, name the same time,
and so land the same objects.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import orjson

from pipeline.identifiers import make_id
from pipeline.runners.items import Problem
from pipeline.runners.listing import list_items
from pipeline.runners.messages import CollectMessage, encode_message
from pipeline.sources.sources_file import Source
from pipeline.storage.lake import Lake
from pipeline.storage.message_queue import LONGEST_SEND_DELAY_SECONDS, Outgoing, Queue

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_JITTER_SHARE = 0.1  # of the period, so that sources with one `every` do not all come at once


@dataclass(frozen=True, slots=True)
class Due:
    """A source in one of its periods.

    Attributes:
        period_start: the time its observations carry.
        is_sent: it was enqueued before.
    """

    source: Source
    period_start: datetime
    is_sent: bool

    @property
    def occasion_id(self) -> str:
        """The same for the same source and period, whoever asks."""
        return make_id("occ", self.source.name, self.period_start.isoformat())


def due_sources(lake: Lake, sources: Sequence[Source], now: datetime, *, with_all: bool = False) -> list[Due]:
    """The sources that have a schedule, in their current periods, in file order.

    Args:
        with_all: every source, now, whatever its schedule says.
    """
    found = []
    for source in sources:
        if with_all:
            found.append(Due(source, now, is_sent=False))
        elif source.every is not None:
            due = Due(source, period_start(now, source.every), is_sent=False)
            found.append(Due(source, due.period_start, is_sent=lake.store.exists(_key(due))))
    return found


def period_start(now: datetime, every: timedelta) -> datetime:
    """When the period that holds `now` began.

    >>> period_start(datetime(2026, 9, 1, 7, 30, tzinfo=UTC), timedelta(hours=6)).isoformat()
    '2026-09-01T06:00:00+00:00'
    """
    return now - (now - _EPOCH) % every


def enqueue(lake: Lake, queue: Queue, due: Due, sources_file: str, folder: Path, *, by_item: bool = True) -> int:
    """Send the messages of a due source, then record that they were sent; returns how many.

    Args:
        sources_file: where workers find SOURCES.yml; `folder` is where its paths start here.
        by_item: one message an item; otherwise one for the whole source.
    Raises: TransientError: the queue or S3 is busy; what was sent does no harm when it is sent again.
    """
    batch: list[Outgoing] = []
    count = 0
    for message in _messages(due, sources_file, folder, by_item=by_item):
        batch.append(Outgoing(encode_message(message), _jitter(due, message.item)))
        count += 1
        if len(batch) == 100:
            queue.send(batch)
            batch = []
    queue.send(batch)
    record = {"source": due.source.name, "period_start": due.period_start.isoformat(), "messages": count}
    lake.store.put_if_absent(_key(due), orjson.dumps(record, option=orjson.OPT_INDENT_2))
    return count


def _messages(due: Due, sources_file: str, folder: Path, *, by_item: bool) -> Iterator[CollectMessage]:
    """One message an item; what cannot be listed is one for the whole source, whose worker reports why."""
    whole = CollectMessage(sources_file, due.source.name, None, due.period_start)
    if not by_item:
        yield whole
        return
    has_problem = False
    for entry in list_items(due.source, folder):
        if isinstance(entry, Problem):
            has_problem = True
        else:
            yield CollectMessage(sources_file, due.source.name, entry.url, due.period_start)
    if has_problem:
        yield whole


def _jitter(due: Due, item: str | None) -> int:
    if due.source.every is None:
        return 0
    most = min(LONGEST_SEND_DELAY_SECONDS, due.source.every.total_seconds() * _JITTER_SHARE)
    digest = hashlib.sha256(f"{due.occasion_id} {item or ''}".encode("utf-8", "surrogatepass")).digest()
    return int(most * int.from_bytes(digest[:4], "big") / 2**32)


def _key(due: Due) -> str:
    return f"landing/schedules/{due.occasion_id}.json"
