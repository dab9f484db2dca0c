"""What a host does with the body of a message: decode it, do it, say what came of it.

Every effect is an object in landing whose key is a function of the message, the bytes it leads to and the versions of
the steps, created conditionally (docs/workers.md has the argument). So work may be done twice, by two workers at once,
or be cut off anywhere and done again: the lake is the same.
"""

from __future__ import annotations

import hashlib
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime

from pipeline.errors import ItemError, MessageError
from pipeline.landing import archive
from pipeline.landing.archive import Fetch
from pipeline.normalization.catalogue_files import load_catalogue
from pipeline.runners.collect_item import Collected, Ports, collect_item, open_ports, problem_of, quarantine_item
from pipeline.runners.items import Item, Problem
from pipeline.runners.messages import CollectMessage, ExtractMessage, Message, decode_message, fetch_of_key, read_body
from pipeline.runners.processing import load_finders, process_fetch
from pipeline.runners.source_book import SourceBook
from pipeline.runners.steps import Steps, current_steps
from pipeline.runners.storage_events import created_objects, extract_messages
from pipeline.runners.verdicts import SHORTEST_DELAY_SECONDS
from pipeline.settings import Settings
from pipeline.storage.lake import Lake

MESSAGE_KIND = "message"
"""Kind, in quarantine, of messages that name no source."""


@dataclass(slots=True)
class Done:
    """What working on a message came to.

    Attributes:
        fetch_ids: the landing objects it stands for now.
        rejected: inputs that could not be read, by reason; the message itself is one when it was refused.
        refusal: why the message as a whole was refused for good.
    """

    fetch_ids: list[str] = field(default_factory=list)
    new_fetches: int = 0
    records: int = 0
    rejected: Counter[str] = field(default_factory=Counter)
    refusal: str | None = None


class Workshop:
    """All that work needs, made once a process; threads share it."""

    def __init__(self, lake: Lake, settings: Settings) -> None:
        """Load the catalogue and the models, which takes about a second."""
        load_finders()
        self.lake = lake
        self.steps: Steps = current_steps(load_catalogue())
        self.ports: Ports = open_ports(lake, settings, SHORTEST_DELAY_SECONDS)
        self.book = SourceBook(time.monotonic)


def work_on(shop: Workshop, body: str, sent_at: datetime) -> Done:
    """Do what a message asks.

    Args:
        sent_at: when it was sent: the time of its observations, unless it names one.
    Raises: TransientError: try it again later. LakeError, ConfigurationError: this host is set up wrongly; the message
        is fine. Anything else: not foreseen; try it again, then give it to people.
    """
    done = Done()
    try:
        for message in _messages(body, shop.lake.uri):
            if isinstance(message, CollectMessage):
                _collect(shop, message, message.at or sent_at, done)
            else:
                _extract(shop, message, done)
    except MessageError as error:
        done.refusal = f"{error.reason_code}: {error.reason}"
        done.rejected[error.reason_code] += 1
        archive.record_fetch(shop.lake, _refused_message(body, sent_at, error))
    return done


def source_of(body: str) -> str:
    """The source a message is about, for fairness among sources; empty when it names none."""
    try:
        return str(read_body(body).get("source") or "")[:200]
    except MessageError:
        return ""


def _messages(body: str, lake_uri: str) -> tuple[Message, ...]:
    found = read_body(body)
    objects = created_objects(found)
    return (decode_message(found),) if objects is None else extract_messages(objects, lake_uri)


def _collect(shop: Workshop, message: CollectMessage, at: datetime, done: Done) -> None:
    for entry in shop.book.items(message):
        collected = _landed(shop, entry, at, done)
        are_new = collected.new_count == len(collected.fetches)
        for fetch in collected.fetches:
            _process(shop, fetch, done, is_new=are_new, payload=collected.payloads.get(fetch.payload_id or ""))


def _landed(shop: Workshop, entry: Item | Problem, at: datetime, done: Done) -> Collected:
    if isinstance(entry, Problem):
        problem = entry
    else:
        try:
            collected = collect_item(shop.ports, entry, at)
        except ItemError as error:
            problem = problem_of(entry, error)
        else:
            done.new_fetches += collected.new_count
            for note in collected.notes:
                done.rejected[note.reason_code] += 1
            return collected
    quarantine_item(shop.lake, problem, at)
    done.rejected[problem.reason_code] += 1
    return Collected((), 0)


def _extract(shop: Workshop, message: ExtractMessage, done: Done) -> None:
    fetch_id = fetch_of_key(message.key)
    if fetch_id is None:
        raise MessageError("unknown_key", f"{message.key[:500]!r} is no fetch of a lake: landing/fetches/fet_....json")
    fetch = archive.read_fetch(shop.lake, fetch_id)
    if fetch is None:
        raise MessageError("missing_object", f"{message.key} is not in {shop.lake.uri}")
    _process(shop, fetch, done, is_new=False)


def _process(shop: Workshop, fetch: Fetch, done: Done, *, is_new: bool, payload: bytes | None = None) -> None:
    records, rejected = process_fetch(shop.lake, fetch, shop.steps, is_new=is_new, payload=payload)
    done.fetch_ids.append(fetch.fetch_id)
    done.records += records
    done.rejected.update(rejected)


def _refused_message(body: str, sent_at: datetime, error: MessageError) -> Fetch:
    """A message that was refused for good, as a fetch without payload: builds list it in `landing_quarantine`."""
    digest = hashlib.sha256(body.encode("utf-8", "surrogatepass")).hexdigest()
    shown = body[:2_000].encode("utf-8", "replace").decode()
    return Fetch(
        source="queue",
        kind=MESSAGE_KIND,
        url=f"message:{digest}",
        payload_id=None,
        fetched_at=sent_at,
        failure_code=error.reason_code,
        failure=f"{error.reason}: {shown}",
    )
