"""Messages: known versions only, pointers only, and what is wrong is named."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from pipeline.errors import MessageError
from pipeline.runners.messages import (
    LONGEST_BODY,
    SCHEMA_VERSION,
    CollectMessage,
    ExtractMessage,
    Message,
    decode_message,
    encode_message,
    fetch_of_key,
    read_body,
)

GOOD: dict[str, Any] = {"schema_version": 1, "kind": "collect", "sources_file": "SOURCES.yml", "source": "board"}
SIX = datetime(2026, 9, 1, 6, tzinfo=UTC)


@pytest.mark.parametrize(
    "message",
    [
        CollectMessage("SOURCES.yml", "board"),
        CollectMessage("etc/SOURCES.yml", "board", "boards/東京 é.json", SIX),
        ExtractMessage("landing/fetches/fet_x2y3.json"),
    ],
)
def test_what_is_encoded_is_decoded_and_plain_ascii(message: Message) -> None:
    body = encode_message(message)
    assert body.isascii()
    assert decode_message(read_body(body)) == message


def test_a_message_with_more_fields_of_the_same_version_is_read() -> None:
    assert decode_message({**GOOD, "trace_id": "1-5759e988"}) == CollectMessage("SOURCES.yml", "board")


@pytest.mark.parametrize("version", [0, 2, "1", True, None, 1.0])
def test_other_versions_are_refused_by_name(version: Any) -> None:
    with pytest.raises(MessageError, match=f"expected schema_version {SCHEMA_VERSION}, got") as refused:
        decode_message({**GOOD, "schema_version": version})
    assert refused.value.reason_code == "unknown_version"


@pytest.mark.parametrize("body", ["", "collect", "{", "[]", "5", "null", '"collect"', "[" * 60_000, "1" * 10_000])
def test_broken_bodies_are_refused_for_good(body: str) -> None:
    with pytest.raises(MessageError) as refused:
        read_body(body)
    assert refused.value.reason_code == "invalid_message"


def test_a_body_beyond_any_pointer_is_not_even_parsed() -> None:
    with pytest.raises(MessageError, match=str(LONGEST_BODY)) as refused:
        read_body(json.dumps({**GOOD, "padding": "x" * LONGEST_BODY}))
    assert refused.value.reason_code == "oversized_message"


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"kind": "build"}, "kind must be"),
        ({"kind": None}, "kind must be"),
        ({"source": None}, "source must be text"),
        ({"source": ["board"]}, "source must be text"),
        ({"source": ""}, "source must be text"),
        ({"sources_file": 5}, "sources_file must be text"),
        ({"item": 7}, "item must be text"),
        ({"item": "a\x00b"}, "control characters"),
        ({"item": "\ud800"}, "no Unicode"),
        ({"item": "x" * 3_000}, "3000 characters"),
        ({"at": "yesterday"}, "RFC 3339"),
        ({"at": 5}, "RFC 3339"),
        ({"kind": "extract"}, "key must be text"),
    ],
)
def test_wrong_fields_are_named(change: dict[str, Any], word: str) -> None:
    with pytest.raises(MessageError, match=word):
        decode_message({**GOOD, **change})


@pytest.mark.parametrize("key", ["../landing/fetches/fet_a.json", "/etc/passwd", "landing/\x1b.json", "", "a//b"])
def test_keys_that_leave_the_lake_are_refused(key: str) -> None:
    with pytest.raises(MessageError, match="unsafe object key"):
        fetch_of_key(key)


@pytest.mark.parametrize("key", ["landing/payloads/c0/c0e4", "landing/fetches/x.json", "lake.json", "fet_a.json"])
def test_other_objects_of_a_lake_are_no_fetches(key: str) -> None:
    assert fetch_of_key(key) is None
