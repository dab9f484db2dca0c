"""Sources take turns; a slow one, or one with a rate, starves nobody."""

from __future__ import annotations

from datetime import UTC, datetime

from pipeline.storage.message_queue import Delivery
from sqs_workers.fairness import FairBuffer

AT = datetime(2026, 9, 1, tzinfo=UTC)


def delivery(name: str) -> Delivery:
    return Delivery(name, name, "{}", 1, AT)


def filled(buffer: FairBuffer, **counts: int) -> FairBuffer:
    for source, count in counts.items():
        for number in range(count):
            buffer.add(source, delivery(f"{source}{number}"), 0.0)
    return buffer


def taken(buffer: FairBuffer, now: float, count: int) -> list[str]:
    found = (buffer.take(now) for _ in range(count))
    return [entry[1].message_id for entry in found if entry is not None]


def test_sources_take_turns_in_the_order_of_their_messages() -> None:
    buffer = filled(FairBuffer(16, lambda _: None), a=3, b=1, c=2)
    assert taken(buffer, 0, 10) == ["a0", "b0", "c0", "a1", "c1", "a2"]
    assert len(buffer) == 0


def test_no_source_takes_all_threads() -> None:
    buffer = filled(FairBuffer(8, lambda _: None), slow=10)
    assert len(taken(buffer, 0, 10)) == 6
    filled(buffer, quick=1)
    assert taken(buffer, 0, 1) == ["quick0"]
    buffer.finish("slow", 1.0)
    assert taken(buffer, 1.0, 5) == ["slow6"]


def test_a_rate_is_kept_and_others_go_on() -> None:
    buffer = filled(FairBuffer(8, {"polite": 2.0}.get), polite=3, free=1)
    assert taken(buffer, 0.0, 4) == ["polite0", "free0"]
    assert taken(buffer, 0.4, 1) == []
    assert taken(buffer, 0.5, 2) == ["polite1"]


def test_a_source_that_asked_to_be_left_alone_is() -> None:
    buffer = filled(FairBuffer(8, lambda _: None), busy=3)
    taken(buffer, 0, 1)
    buffer.pause("busy", 60.0)
    buffer.finish("busy", 1.0)
    assert taken(buffer, 59.0, 2) == []
    assert taken(buffer, 60.0, 2) == ["busy1", "busy2"]


def test_what_must_wait_long_makes_room_and_is_told_how_long() -> None:
    buffer = filled(FairBuffer(8, {"polite": 0.1}.get), polite=5)
    assert taken(buffer, 0.0, 5) == ["polite0"]
    later = buffer.postpone(0.0, is_full=True)
    assert [(found.message_id, delay) for found, delay in later] == [("polite2", 20), ("polite3", 30), ("polite4", 40)]
    assert taken(buffer, 10.0, 5) == ["polite1"]


def test_what_a_pause_holds_up_is_not_held_though_there_is_room() -> None:
    buffer = filled(FairBuffer(8, lambda _: None), busy=3, other=2)
    taken(buffer, 0.0, 1)
    assert buffer.postpone(0.0, is_full=False) == []
    buffer.pause("busy", 30.0)
    assert [(found.message_id, due) for found, due in buffer.postpone(10.0, is_full=False)] == [
        ("busy1", 20.0),
        ("busy2", 20.0),
    ]
    assert taken(buffer, 10.0, 2) == ["other0", "other1"]


def test_a_slow_source_makes_room_and_a_quick_one_does_not() -> None:
    buffer = filled(FairBuffer(4, lambda _: None), slow=9)
    taken(buffer, 0.0, 4)
    buffer.finish("slow", 1.0)
    taken(buffer, 1.0, 1)
    assert buffer.postpone(2.0, is_full=True) == [], "something of it ended a second ago"
    assert len(buffer.postpone(3.5, is_full=True)) == 4
    assert len(buffer) == 1


def test_what_is_cleared_is_gone() -> None:
    buffer = filled(FairBuffer(4, lambda _: None), a=2, b=1)
    assert [entry.message_id for entry in buffer.held()] == ["a0", "a1", "b0"]
    assert len(buffer.clear()) == 3
    assert (len(buffer), buffer.take(0.0)) == (0, None)
