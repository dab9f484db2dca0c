"""S3's "object created" events, in the three shapes in which they arrive, to the keys they name.

- straight from S3, to Lambda or into a queue: `{"Records": [{"s3": {...}}]}`, keys URL-encoded;
- through SNS into a queue: the same as text in `Message` (raw delivery leaves the envelope out);
- through EventBridge: `{"detail-type": "Object Created", "detail": {...}}`, keys as they are.

S3 sends an `s3:TestEvent` when a notification is set up: it names nothing. Delivery is at least once and unordered.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any  # JSON values
from urllib.parse import unquote_plus

from pipeline.errors import MessageError
from pipeline.runners.messages import ExtractMessage, fetch_of_key, read_body


@dataclass(frozen=True, slots=True)
class CreatedObject:
    """An object that was created."""

    bucket: str
    key: str


def created_objects(event: dict[str, Any]) -> tuple[CreatedObject, ...] | None:
    """The objects that a storage event says were created, in its order; None when it is no storage event.

    Raises: MessageError: it looks like one and is broken.
    """
    if event.get("Event") == "s3:TestEvent":
        return ()
    if event.get("Type") == "Notification" and isinstance(event.get("Message"), str):
        return created_objects(read_body(event["Message"])) or ()
    if "detail-type" in event:
        return _of_event_bridge(event)
    records = event.get("Records")
    if not isinstance(records, list) or not any(isinstance(record, dict) and "s3" in record for record in records):
        return None
    named = (_of_record(record) for record in records)
    return tuple(found for found in named if found is not None)


def extract_messages(objects: tuple[CreatedObject, ...], lake_uri: str) -> tuple[ExtractMessage, ...]:
    """What the objects ask for: extraction of each new fetch of this lake; other objects of it ask for nothing.

    Raises: MessageError: an object lies outside the lake, or its key is unsafe.
    """
    found = []
    for entry in objects:
        address = f"s3://{entry.bucket}/{entry.key}"
        if not address.startswith(f"{lake_uri}/"):
            raise MessageError("foreign_object", f"{address[:500]!r} does not lie in the lake {lake_uri}")
        key = address.removeprefix(f"{lake_uri}/")
        if fetch_of_key(key) is not None:
            found.append(ExtractMessage(key))
    return tuple(found)


def _of_event_bridge(event: dict[str, Any]) -> tuple[CreatedObject, ...]:
    if event["detail-type"] != "Object Created":
        return ()
    try:
        detail = event["detail"]
        return (_created(detail["bucket"]["name"], detail["object"]["key"]),)
    except (KeyError, TypeError) as error:
        raise MessageError("invalid_event", f"an EventBridge event of S3 without bucket or key: {error}") from error


def _of_record(record: Any) -> CreatedObject | None:
    try:
        if not str(record["eventName"]).removeprefix("s3:").startswith("ObjectCreated:"):
            return None
        return _created(record["s3"]["bucket"]["name"], unquote_plus(record["s3"]["object"]["key"]))
    except (KeyError, TypeError, AttributeError) as error:
        raise MessageError("invalid_event", f"an S3 event record without name, bucket or key: {error}") from error


def _created(bucket: Any, key: Any) -> CreatedObject:
    if not isinstance(bucket, str) or not isinstance(key, str):
        raise TypeError("bucket and key must be text")
    return CreatedObject(bucket, key)
