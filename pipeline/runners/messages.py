"""What a queue carries: pointers to work, never payloads. Text in, messages out, and back.

    {"schema_version": 1, "kind": "collect", "sources_file": "SOURCES.yml", "source": "acme-board",
     "item": "boards/acme.json", "at": "2026-09-01T06:00:00Z"}
    {"schema_version": 1, "kind": "extract", "key": "landing/fetches/fet_x2y3.json"}

Without `item` a collect message means all items of its source. `at` is the time of the observation, for what is
observed when it is fetched; without it, the time the message was sent. Unknown fields are left to later versions.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any  # JSON values

from pipeline.errors import LakeError, MessageError
from pipeline.storage.object_store import check_key

SCHEMA_VERSION = 1
LONGEST_BODY = 64 * 1024
"""Characters of a body that are read: messages are pointers of a few hundred, S3 events of a few thousand."""
_LONGEST_FIELD = 2_048


@dataclass(frozen=True, slots=True)
class CollectMessage:
    """Collect one item of a source, or all of them."""

    sources_file: str
    source: str
    item: str | None = None
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ExtractMessage:
    """Parse and extract one landing object: the key of a fetch."""

    key: str


Message = CollectMessage | ExtractMessage


def encode_message(message: Message) -> str:
    """The message as ASCII JSON, which every queue takes."""
    kind = "collect" if isinstance(message, CollectMessage) else "extract"
    fields = {name: value for name, value in asdict(message).items() if value is not None}
    if isinstance(fields.get("at"), datetime):
        fields["at"] = fields["at"].astimezone(UTC).isoformat().replace("+00:00", "Z")
    return json.dumps({"schema_version": SCHEMA_VERSION, "kind": kind, **fields})


def read_body(body: str) -> dict[str, Any]:
    """The JSON object in a body.

    Raises: MessageError: it is none, or larger than any message.
    """
    if len(body) > LONGEST_BODY:
        raise MessageError(
            "oversized_message", f"{len(body)} characters; a message is a pointer, at most {LONGEST_BODY} are read"
        )
    try:
        found = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise MessageError("invalid_message", f"the message is not JSON: {error}") from error
    if not isinstance(found, dict):
        raise MessageError("invalid_message", f"expected a JSON object, got {type(found).__name__}")
    return found


def decode_message(found: dict[str, Any]) -> Message:
    """Read a message.

    Raises: MessageError: it is no message of a known version; trying again would change nothing.
    """
    version = found.get("schema_version")
    if type(version) is not int or version != SCHEMA_VERSION:
        raise MessageError(
            "unknown_version",
            f"expected schema_version {SCHEMA_VERSION}, got {_shown(version)}: upgrade the worker or the sender",
        )
    kind = found.get("kind")
    if kind == "collect":
        item = found.get("item")
        return CollectMessage(
            _text(found, "sources_file"),
            _text(found, "source"),
            None if item is None else _text(found, "item"),
            _at(found),
        )
    if kind == "extract":
        return ExtractMessage(_text(found, "key"))
    raise MessageError("unknown_kind", f'kind must be "collect" or "extract", not {_shown(kind)}')


def fetch_of_key(key: str) -> str | None:
    """The fetch_id that the key of a landing object stands for; None for every other object of a lake.

    >>> fetch_of_key("landing/fetches/fet_x2y3.json")
    'fet_x2y3'
    >>> fetch_of_key("landing/payloads/c0/c0e4")

    Raises: MessageError: the key is unsafe.
    """
    try:
        check_key(key)
    except LakeError as error:
        raise MessageError("unsafe_key", str(error)) from error
    folder, _, name = key.rpartition("/")
    is_fetch = folder == "landing/fetches" and name.startswith("fet_") and name.endswith(".json")
    return name.removesuffix(".json") if is_fetch else None


def _text(found: dict[str, Any], name: str) -> str:
    value = found.get(name)
    if not isinstance(value, str) or not value:
        raise MessageError("invalid_message", f"{name} must be text, not {_shown(value)}")
    if len(value) > _LONGEST_FIELD:
        raise MessageError("invalid_message", f"{name} has {len(value)} characters; at most {_LONGEST_FIELD}")
    if any(ord(c) < 32 or 0xD800 <= ord(c) <= 0xDFFF for c in value):
        raise MessageError("invalid_message", f"{name} holds control characters or is no Unicode: {_shown(value)}")
    return value


def _at(found: dict[str, Any]) -> datetime | None:
    value = found.get("at")
    if value is None:
        return None
    try:
        moment = datetime.fromisoformat(value)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (TypeError, ValueError, OverflowError) as error:
        raise MessageError("invalid_message", f"at must be a time in RFC 3339, not {_shown(value)}") from error


def _shown(value: Any) -> str:
    return repr(value)[:200]
