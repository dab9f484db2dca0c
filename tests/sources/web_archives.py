"""Web archives made by hand: records in the real shapes, about invented companies."""

from __future__ import annotations

import gzip
import json

DATE = "2026-08-01T10:00:00Z"
PAGE = b'<html lang="en"><head><title>Loom</title></head><body><p>We weave.</p></body></html>'


def record(kind: str, block: bytes, url: str | None = "https://www.brightloom.com/", **headers: str) -> bytes:
    """One WARC record; `headers` with underscores for dashes."""
    lines = ["WARC/1.0", f"WARC-Type: {kind}", f"WARC-Date: {DATE}"]
    lines += [f"WARC-Target-URI: {url}"] if url else []
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    lines += [] if "Content_Length" in headers else [f"Content-Length: {len(block)}"]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + block + b"\r\n\r\n"


def response(body: bytes, status: str = "200 OK", *lines: str, media_type: str = "text/html") -> bytes:
    """An HTTP response block."""
    head = [f"HTTP/1.1 {status}", f"Content-Type: {media_type}", *lines]
    return "\r\n".join(head).encode() + b"\r\n\r\n" + body


def chunked(body: bytes, size: int = 20) -> bytes:
    pieces = [body[at : at + size] for at in range(0, len(body), size)]
    return b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"


def members(*records: bytes) -> bytes:
    """Each record its own gzip member, as archives are kept."""
    return b"".join(gzip.compress(one, mtime=0) for one in records)


SEGMENT = (
    record("warcinfo", b"software: test\r\n", None, Content_Type="application/warc-fields"),
    record("request", b"GET / HTTP/1.1\r\n\r\n"),
    record("response", response(PAGE)),
    record("response", response(chunked(gzip.compress(PAGE, mtime=0)), "200 OK", "Transfer-Encoding: chunked",
                                "Content-Encoding: gzip"), "https://www.brightloom.com/chunked"),
    record("response", response(b"\x89PNG", media_type="image/png"), "https://www.brightloom.com/a.png"),
    record("response", response(b"gone", "404 Not Found"), "https://www.brightloom.com/gone"),
    record("resource", PAGE, "https://www.ferrox-rail.de/", Content_Type="text/html"),
    record("conversion", b"Ferrox Rail\nWir nutzen Qt.", "https://www.ferrox-rail.de/de"),
)  # fmt: skip

WAT = record(
    "metadata",
    json.dumps({"Envelope": {"Payload-Metadata": {"HTTP-Response-Metadata": {
        "Headers": {"Server": "nginx", "Content-Type": "text/html"},
        "HTML-Metadata": {
            "Head": {
                "Title": "Brightloom & Co <Ltd>",
                "Metas": [{"property": "og:site_name", "content": "Brightloom"}],
                "Scripts": [{"path": "SCRIPT@/src", "url": "https://cdn.example/jquery-3.7.1.js"}, "noise"],
                "Link": [{"path": "LINK@/href", "url": "/feed", "rel": "alternate"}],
            },
            "Links": [{"path": "A@/href", "url": "/jobs", "text": "Jobs"}],
        }}}}}).encode(),
    Content_Type="application/json",
)  # fmt: skip
