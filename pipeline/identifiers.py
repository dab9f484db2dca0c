"""Ids from raw source keys.

An id is a short prefix that says what it names, and 80 bits of SHA-256 over the key's parts in base 32. Ids hash what
the source said, never what cleaning made of it, so a better cleaner changes no id. Parts are length-prefixed:
("ab", "c") and ("a", "bc") differ.
"""

from __future__ import annotations

import base64
import hashlib

_ID_BYTES = 10  # 80 bits: at a billion rows the chance of one collision is below 1 in 2 million


def make_id(prefix: str, *parts: str | int | None) -> str:
    """Return `prefix` + `_` + 16 base-32 characters for the key `parts`; None and "" differ.

    >>> make_id("pos", "acme-board", "4711") == make_id("pos", "acme-board", "4711")
    True
    >>> make_id("pos", "ab", "c") == make_id("pos", "a", "bc")
    False
    """
    digest = hashlib.sha256()
    for part in parts:
        if part is None:
            digest.update(b"-")
            continue
        raw = str(part).encode("utf-8", "surrogatepass")
        digest.update(f"{len(raw)}:".encode())
        digest.update(raw)
    return f"{prefix}_{base64.b32encode(digest.digest()[:_ID_BYTES]).decode().lower()}"


def content_hash(data: bytes) -> str:
    """SHA-256 of the bytes, in hex: the id of a payload."""
    return hashlib.sha256(data).hexdigest()
