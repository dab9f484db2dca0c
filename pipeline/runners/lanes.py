"""Collecting many items at once: hosts side by side, the items of one host one after another.

A slow or throttling host holds up nobody but itself, and no host sees two requests at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from datetime import datetime
from urllib.parse import urlsplit

from pipeline.errors import ItemError, SourceBusyError
from pipeline.runners.collect_item import Collected, Ports, collect_item, problem_of
from pipeline.runners.items import Item, Problem, WebItem
from pipeline.runners.progress import Progress

ATTEMPTS = 3
LONGEST_WAIT_SECONDS = 60.0
"""A source that asks for more patience than this is a problem of this run, and is tried again in the next."""

_HOSTS_AT_ONCE = 16
_FIRST_WAIT_SECONDS = 2.0


def collect_all(ports: Ports, items: Sequence[Item], now: datetime, progress: Progress) -> list[Collected | Problem]:
    """Collect the items; outcomes are in their order.

    Raises: what is wrong with the lake; problems of an item are outcomes.
    """
    lanes: dict[str, list[int]] = {}
    for number, item in enumerate(items):
        lanes.setdefault(_lane(item), []).append(number)
    outcomes: dict[int, Collected | Problem] = {}
    for number in lanes.pop("", ()):
        outcomes[number] = _collect(ports, items[number], now)
        progress.advance()
    with ThreadPoolExecutor(_HOSTS_AT_ONCE, thread_name_prefix="hosts") as pool:
        running = [pool.submit(_collect_lane, ports, items, lane, now) for lane in lanes.values()]
        for done in as_completed(running):
            outcomes.update(done.result())
            progress.advance(len(done.result()))
    return [outcomes[number] for number in range(len(items))]


def _lane(item: Item) -> str:
    """The host of an item; empty for what is not on the web."""
    if not isinstance(item, WebItem):
        return ""
    try:
        return urlsplit(item.url).netloc or "?"
    except ValueError:
        return "?"


def _collect_lane(
    ports: Ports, items: Sequence[Item], lane: Sequence[int], now: datetime
) -> dict[int, Collected | Problem]:
    return {number: _collect(ports, items[number], now) for number in lane}


def _collect(ports: Ports, item: Item, now: datetime) -> Collected | Problem:
    """Collect an item, trying again a few times where that may help."""
    wait = _FIRST_WAIT_SECONDS
    for attempt in range(1, ATTEMPTS + 1):
        try:
            return collect_item(ports, item, now)
        except SourceBusyError as error:
            patience = wait if error.retry_after_seconds is None else error.retry_after_seconds
            if attempt == ATTEMPTS or patience > LONGEST_WAIT_SECONDS:
                return problem_of(item, error)
            ports.sleep(patience)
            wait *= 2
        except ItemError as error:
            return problem_of(item, error)
    raise AssertionError("the last attempt returns")
