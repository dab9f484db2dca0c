"""Dead letters: burying with a reason, counting by reason, moving back those that are worth another try.

Whoever gives up on a message sends it to the dead-letter queue with why as attributes, then deletes it: a crash between
leaves it in both, which does no harm. A message whose last worker died is moved by the queue itself: then the reason of
an earlier failure counts (`landing/failures.py`), and where there was none, it is `unreported`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from pipeline.runners.verdicts import ATTEMPTS, Failure, moved_attributes
from pipeline.storage.message_queue import BATCH, Delivery, Outgoing, Queue

REASON_CODE = "reason_code"
REASON = "reason"
UNREPORTED = "unreported"
_LONGEST_REASON = 1_000
_HOLD_SECONDS = 120  # looked-at letters stay hidden from a second reader for so long at most
_OURS = {REASON_CODE, REASON, ATTEMPTS}

KnownReasons = Callable[[str], tuple[str, str] | None]
"""Message id -> reason code and reason of an earlier failure, if one is known."""


def _nothing_known(message_id: str) -> None:
    return None


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """A message that was given up: why as a word, and in words."""

    delivery: Delivery
    reason_code: str
    reason: str

    def matches(self, wanted: str | None) -> bool:
        """Whether it was given up for this reason: the code, or part of the words."""
        return wanted is None or wanted == self.reason_code or wanted.lower() in self.reason.lower()


@dataclass(slots=True)
class Graveyard:
    """What lies in a dead-letter queue: letters by reason, and when the oldest was sent."""

    by_reason: Counter[str] = field(default_factory=Counter)
    oldest_sent_at: datetime | None = None


def bury(queue: Queue, dead: Queue, delivery: Delivery, failure: Failure) -> None:
    """Move a message to the dead letters, with the reason."""
    attributes = {**moved_attributes(delivery), REASON_CODE: failure.reason_code, REASON: _attribute(failure.reason)}
    dead.send([Outgoing(delivery.body, attributes=attributes)])
    queue.delete([delivery])


def count_letters(dead: Queue, known: KnownReasons = _nothing_known) -> Graveyard:
    """Look at every dead letter and leave it there; `known` gives reasons of earlier failures."""
    found = Graveyard()
    held: list[Delivery] = []
    for letter in read_letters(dead, known):
        held.append(letter.delivery)
        found.by_reason[letter.reason_code] += 1
        sent_at = letter.delivery.sent_at
        found.oldest_sent_at = min(found.oldest_sent_at or sent_at, sent_at)
    _release(dead, held)
    return found


def redrive(
    dead: Queue,
    queue: Queue,
    *,
    reason: str | None,
    limit: int | None,
    is_dry_run: bool,
    known: KnownReasons = _nothing_known,
) -> list[DeadLetter]:
    """Move dead letters back to their queue: sent first, deleted then.

    Args:
        reason: only those given up for it; None for all.
        limit: at most so many.
        is_dry_run: only look.
    Returns: the letters moved, or that would be.
    """
    chosen: list[DeadLetter] = []
    others: list[Delivery] = []
    for letter in read_letters(dead, known):
        if (limit is None or len(chosen) < limit) and letter.matches(reason):
            chosen.append(letter)
        else:
            others.append(letter.delivery)
    if is_dry_run:
        others += [letter.delivery for letter in chosen]
    else:
        for start in range(0, len(chosen), BATCH):
            batch = chosen[start : start + BATCH]
            queue.send([_revived(letter.delivery) for letter in batch])
            dead.delete([letter.delivery for letter in batch])
    _release(dead, others)
    return chosen


def read_letters(dead: Queue, known: KnownReasons = _nothing_known) -> Iterator[DeadLetter]:
    """Every letter once, hidden for two minutes; an empty answer counts when it comes twice: one may be by chance."""
    seen: set[str] = set()
    empty_answers = 0
    while empty_answers < 2:
        fresh = [found for found in dead.receive(BATCH, 1, _HOLD_SECONDS) if found.message_id not in seen]
        empty_answers = 0 if fresh else empty_answers + 1
        seen |= {found.message_id for found in fresh}
        yield from (_letter(delivery, known) for delivery in fresh)


def _letter(delivery: Delivery, known: KnownReasons) -> DeadLetter:
    if REASON_CODE in delivery.attributes:
        return DeadLetter(delivery, delivery.attributes[REASON_CODE], delivery.attributes.get(REASON, ""))
    unknown = "the queue moved it: no worker finished it, each died or held it beyond its visibility timeout"
    return DeadLetter(delivery, *(known(delivery.message_id) or (UNREPORTED, unknown)))


def _release(dead: Queue, deliveries: list[Delivery]) -> None:
    for delivery in deliveries:
        dead.hide(delivery, 0)


def _revived(delivery: Delivery) -> Outgoing:
    kept = {name: value for name, value in moved_attributes(delivery).items() if name not in _OURS}
    return Outgoing(delivery.body, attributes=kept)


def _attribute(text: str) -> str:
    """Text that a queue takes as an attribute: no control characters, not empty, not long."""
    plain = "".join(c if c.isprintable() else " " for c in text)
    return plain.encode("utf-8", "replace").decode()[:_LONGEST_REASON] or "no reason given"
