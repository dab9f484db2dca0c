"""Damage done to payloads: to their bytes, to their JSON, to their wrapping. All of it follows from a random source."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Sequence
from copy import deepcopy
from random import Random
from typing import Any

LONGEST_BYTES = 60_000
TOKENS = (
    b'"', b"'", b"{", b"}", b"[", b"]", b"<", b">", b"</", b"<!--", b"]]>", b"&", b"&#x110000;", b"&#99999999999;",
    b"\\", b"\\u", b"\\ud800", b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"\xc3\x28", b"\r", b"\n\n", b"null", b"NaN",
    b"1e999", b"-0", b"true", b"9" * 30, b"1" * 400, b"<script type='application/ld+json'>",
    b"<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]>", b"&e;", b"\x1f\x8b\x08", b"PAR1", b"WARC/1.0\r\n",
    b"Content-Length: 99999999999\r\n", b"\x80\x81", b"%00", b"=cmd|'/c calc'!A1", b"<p>" * 40, b"[" * 300,
    b"a" * 5_000, b"Infinity", b"2026-13-45", b"0000-00-00", b"+99999", b"\xed\xa0\x80", "\u202e\u200b".encode(),
)  # fmt: skip
VALUES: tuple[Any, ...] = (
    None, True, False, 0, -1, 1, 2**63, -(2**70), 1.5, 1e308, float("nan"), "", " ", "x", "\x00", "\ud800", "null",
    "0", "-5", "1e400", "2026-02-30", "9999-12-31T23:59:59.999999+14:00", "http://", "http://[", "//",
    "javascript:alert(1)", "<p>a</p>", "&lt;p&gt;", "<" * 50, "\u202e", [], {}, [[]], [{}], {"": ""}, {"name": None},
    {"@type": "JobPosting"}, ["a", 1, None], [None], "a" * 3_000, {"a": {"b": {"c": []}}}, "日本語", "İ", "ß" * 10,
    "1/2", "USD", "Remote", "\ufeff", 1785784234, 1785784234000,
)  # fmt: skip


def mutate(random: Random, payload: bytes, others: Sequence[bytes]) -> bytes:
    """A damaged copy of a payload; `others` are spliced in."""
    for _ in range(random.choice((1, 1, 1, 2, 3, 6))):
        payload = random.choice(_MUTATIONS)(random, payload, others)
    return payload[: 4 * LONGEST_BYTES]


def _replace_bytes(random: Random, payload: bytes, _: Sequence[bytes]) -> bytes:
    at = random.randint(0, len(payload))
    new = random.choice(TOKENS) if random.random() < 0.6 else random.randbytes(random.randint(0, 6))
    return payload[:at] + new + payload[at + random.choice((0, 0, 1, len(new), random.randint(0, 40))) :]


def _flip_bit(random: Random, payload: bytes, _: Sequence[bytes]) -> bytes:
    if not payload:
        return payload
    at = random.randrange(len(payload))
    return payload[:at] + bytes([payload[at] ^ (1 << random.randrange(8))]) + payload[at + 1 :]


def _cut(random: Random, payload: bytes, _: Sequence[bytes]) -> bytes:
    start, end = sorted(random.randint(0, len(payload)) for _ in range(2))
    return random.choice((payload[:start], payload[end:], payload[:start] + payload[end:]))


def _repeat(random: Random, payload: bytes, _: Sequence[bytes]) -> bytes:
    start = random.randint(0, len(payload))
    piece = payload[start : start + random.choice((1, 10, 200))]
    return payload[:start] + piece * random.choice((2, 10, 200)) + payload[start:]


def _splice(random: Random, payload: bytes, others: Sequence[bytes]) -> bytes:
    other = random.choice(others)
    start = random.randint(0, len(other))
    at = random.randint(0, len(payload))
    return payload[:at] + other[start : start + random.randint(1, 3_000)] + payload[at:]


def _rewrap(random: Random, payload: bytes, _: Sequence[bytes]) -> bytes:
    wraps: tuple[Callable[[], bytes], ...] = (
        lambda: gzip.compress(payload, 1, mtime=0),
        lambda: gzip.compress(payload, 1, mtime=0)[: random.randint(1, 400)],
        lambda: gzip.compress(payload, 1, mtime=0) + random.randbytes(9),
        lambda: payload.decode("utf-8", "replace").encode("utf-16"),
        lambda: payload.decode("utf-8", "replace").encode("latin-1", "replace"),
        lambda: payload.decode("latin-1").encode(),
        lambda: b"\xef\xbb\xbf" + payload,
        lambda: b"[" + payload + b"," + payload + b"]",
        lambda: payload.replace(b"\n", b"\r"),
    )
    return random.choice(wraps)()


def _change_json(random: Random, payload: bytes, _: Sequence[bytes]) -> bytes:
    """Put another value in the place of one; drop, repeat or rename a field."""
    try:
        document = json.loads(payload)
    except (ValueError, RecursionError):
        return _replace_bytes(random, payload, _)
    for _time in range(random.choice((1, 1, 3, 10))):
        holder = _some_holder(random, document)
        if isinstance(holder, dict) and holder:
            key = random.choice(list(holder))
            if random.random() < 0.15:
                holder[random.choice(("", "x" * 300, f"{key} ", "\ud800"))] = holder.pop(key)
            elif random.random() < 0.15:
                del holder[key]
            else:
                holder[key] = deepcopy(random.choice(VALUES))
        elif isinstance(holder, list) and holder:
            holder[random.randrange(len(holder))] = deepcopy(random.choice(VALUES))
        else:
            document = deepcopy(random.choice(VALUES))
    return json.dumps(document).encode("utf-8", "surrogatepass")


def _some_holder(random: Random, document: Any) -> Any:
    """A container of the document, deep ones as likely as shallow ones."""
    holder = document
    for _ in range(random.randint(0, 7)):
        inner = list(holder.values()) if isinstance(holder, dict) else holder if isinstance(holder, list) else []
        inner = [value for value in inner if isinstance(value, dict | list) and value]
        if not inner:
            break
        holder = random.choice(inner)
    return holder


_MUTATIONS: tuple[Callable[[Random, bytes, Sequence[bytes]], bytes], ...] = (
    _replace_bytes, _replace_bytes, _flip_bit, _cut, _repeat, _splice, _rewrap, _change_json, _change_json,
    _change_json,
)  # fmt: skip
