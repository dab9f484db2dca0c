"""S3's events in every shape in which they arrive."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from pipeline.errors import MessageError
from pipeline.runners.storage_events import CreatedObject, created_objects, extract_messages

EVENTS = Path(__file__).parents[1] / "hosts" / "events"
RECORDED = Path(__file__).parents[3] / "shared" / "data" / "sources" / "aws_event"
LAKE = "s3://acme-lake/prod"


def event(name: str, folder: Path = EVENTS) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / f"{name}.json").read_text())
    return found


def sqs_bodies(name: str, folder: Path = EVENTS) -> list[dict[str, Any]]:
    return [json.loads(record["body"]) for record in event(name, folder)["Records"]]


@pytest.mark.parametrize("found", [event("s3_put"), event("s3_event_bridge"), sqs_bodies("s3_in_sns_in_sqs")[0]])
def test_every_shape_names_the_same_object(found: dict[str, Any]) -> None:
    objects = created_objects(found)
    assert objects == (CreatedObject("acme-lake", "prod/landing/fetches/fet_a b+c.json"),)
    assert [m.key for m in extract_messages(objects, LAKE)] == ["landing/fetches/fet_a b+c.json"]


def test_the_test_event_and_what_was_removed_ask_for_nothing() -> None:
    assert created_objects(event("s3_test_event")) == ()
    removed = event("s3_put")
    removed["Records"][0]["eventName"] = "ObjectRemoved:Delete"
    assert created_objects(removed) == ()
    assert created_objects({**event("s3_event_bridge"), "detail-type": "Object Deleted"}) == ()


def test_a_message_of_ours_is_no_storage_event() -> None:
    assert created_objects({"schema_version": 1, "kind": "collect"}) is None
    assert created_objects({"Records": "many"}) is None


def test_objects_that_are_no_fetches_ask_for_nothing_and_foreign_ones_are_refused() -> None:
    other = CreatedObject("acme-lake", "prod/landing/payloads/c0/c0e4")
    assert extract_messages((other,), LAKE) == ()
    for bucket, key in (("other", "prod/landing/fetches/fet_a.json"), ("acme-lake", "production/landing/x")):
        with pytest.raises(MessageError, match="does not lie in the lake"):
            extract_messages((CreatedObject(bucket, key),), LAKE)
    with pytest.raises(MessageError, match="unsafe"):
        extract_messages((CreatedObject("acme-lake", "prod/landing/fetches/../x"),), LAKE)


@pytest.mark.parametrize(
    "broken",
    [
        {"Records": [{"eventName": "ObjectCreated:Put", "s3": {}}]},
        {"Records": [{"s3": {"bucket": {"name": "b"}, "object": {"key": "k"}}}]},
        {"Records": [{"eventName": "ObjectCreated:Put", "s3": {"bucket": {"name": 5}, "object": {"key": "k"}}}]},
        {"Records": [{"s3": 1}, 5]},
        {"detail-type": "Object Created", "detail": {}},
        {"detail-type": "Object Created", "detail": None},
        {"Type": "Notification", "Message": "not json"},
    ],
)
def test_broken_events_are_refused_not_raised(broken: dict[str, Any]) -> None:
    with pytest.raises(MessageError):
        created_objects(broken)


@pytest.mark.skipif(not RECORDED.is_dir(), reason="the recorded events are not on this machine")
def test_recorded_events_are_read() -> None:
    for name in ("s3Event", "s3EventBridgeNotificationObjectCreatedEvent", "s3EventDecodedKey"):
        assert created_objects(event(f"powertools_{name}", RECORDED)), name
    for name in ("powertools_s3EventDeleteObject", "powertools_s3EventBridgeNotificationObjectDeletedEvent"):
        assert created_objects(event(name, RECORDED)) == (), name
    for name in ("composed_s3_in_sns_in_sqs", "powertools_s3SqsEvent"):
        assert created_objects(sqs_bodies(name, RECORDED)[0]), name
    assert created_objects(event("s3_test_event", RECORDED)) == ()
