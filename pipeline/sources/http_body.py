"""HTTP/1.1 bodies as archives keep them: chunked, or said to be chunked and not."""

from __future__ import annotations

import re

_CHUNK_SIZE = re.compile(rb"\s{0,4}([0-9a-fA-F]{1,8})[^\n]{0,200}?\r?\n")


def dechunked(body: bytes) -> bytes:
    """A body without its chunk sizes. What is not chunked, or wrongly so, is given as it is from there on.

    >>> dechunked(b"3\\r\\nabc\\r\\n2;x=y\\r\\nde\\r\\n0\\r\\n\\r\\n")
    b'abcde'
    >>> dechunked(b"<html>")
    b'<html>'
    """
    pieces: list[bytes] = []
    at = 0
    while True:
        found = _CHUNK_SIZE.match(body, at)
        if found is None:
            pieces.append(body[at:])
            break
        size = int(found.group(1), 16)
        if not size:
            break
        pieces.append(body[found.end() : found.end() + size])
        at = found.end() + size
        if body[at : at + 2] == b"\r\n":
            at += 2
        elif at >= len(body):
            break
    return b"".join(pieces)
