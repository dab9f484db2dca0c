"""Sockets: resolve a host, connect to one checked address, send one request, read a bounded answer in bounded time."""

from __future__ import annotations

import os
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from http.client import HTTPException
from typing import Any  # what a connection takes besides

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError
from urllib3.response import BaseHTTPResponse

from pipeline.errors import ItemError, SourceBusyError
from pipeline.fetching.web_urls import WebUrl, redacted

_CHUNK_BYTES = 64 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one request.

    Attributes:
        read_seconds: between two pieces of an answer; total_seconds: for all of it, connecting included.
        maximum_bytes: of a body as it comes over the wire; maximum_decoded_bytes: decompressed.
        cuts: a longer body is cut, not refused.
    """

    connect_seconds: float = 10.0
    read_seconds: float = 30.0
    total_seconds: float = 180.0
    maximum_bytes: int = 512 * 1024 * 1024
    maximum_decoded_bytes: int = 256 * 1024 * 1024
    maximum_redirects: int = 5
    cuts: bool = False


@dataclass(frozen=True, slots=True)
class Wire:
    """What goes over the wire: a URL, the address and port it was resolved to, the method, headers and body.

    Attributes:
        trust: which certificates count; None: those the system trusts.
    """

    url: WebUrl
    address: tuple[str, int]
    method: str
    headers: tuple[tuple[str, str], ...]
    body: bytes | None = None
    trust: ssl.SSLContext | None = None


@dataclass(frozen=True, slots=True)
class RawAnswer:
    """An answer as it came: the body still encoded; names of headers in lower case."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes

    def header(self, name: str) -> str | None:
        """The first header of this lower-case name."""
        return next((value for key, value in self.headers if key == name), None)


def resolve(host: str, port: int) -> list[tuple[str, int]]:
    """The addresses of a host, with the port, as the system resolves it.

    Raises: ItemError (`unknown_host`): there is no such host. SourceBusyError (`unreachable`): the resolver failed.
    """
    try:
        found = socket.getaddrinfo(host.strip("[]"), port, type=socket.SOCK_STREAM)
    except socket.gaierror as error:
        if error.errno == socket.EAI_AGAIN:
            raise SourceBusyError("unreachable", f"{host} cannot be resolved now: {error.strerror}") from error
        raise ItemError("unknown_host", f"there is no host {host}: check the address") from error
    except (UnicodeError, OSError) as error:
        raise ItemError("unknown_host", f"{host} is no host name: {error}") from error
    return list(dict.fromkeys((str(entry[4][0]), port) for entry in found))


def send(wire: Wire, limits: Limits) -> RawAnswer:
    """Send one request to the address of `wire` and read the whole answer; certificates are those of the host name.

    Raises: SourceBusyError (`timeout`, `unreachable`). ItemError (`too_large`, `bad_certificate`).
    """
    shown = redacted(str(wire.url))
    connection = _connection(wire, limits)
    with _deadline(connection, limits.total_seconds) as is_over:
        try:
            connection.request(
                wire.method, wire.url.target, wire.body, dict(wire.headers), preload_content=False, decode_content=False
            )
            answer = connection.getresponse()
            headers = tuple((name.lower(), value) for name, value in answer.headers.items())
            body = _read(answer, limits, shown)
        except (HTTPError, HTTPException, OSError, ValueError) as error:  # ValueError: a chunk size that is no number
            raise _wrapped(error, shown, is_over.is_set()) from error
        finally:
            connection.end()
    if is_over.is_set():
        raise SourceBusyError("timeout", f"{shown} took longer than {limits.total_seconds:g} s")
    return RawAnswer(answer.status, headers, body)


def _read(answer: BaseHTTPResponse, limits: Limits, shown: str) -> bytes:
    pieces: list[bytes] = []
    size = 0
    while piece := answer.read(_CHUNK_BYTES, decode_content=False):
        size += len(piece)
        pieces.append(piece)
        if size > limits.maximum_bytes:
            if limits.cuts:
                break
            raise ItemError("too_large", f"{shown} is longer than {limits.maximum_bytes} bytes")
    return b"".join(pieces)[: limits.maximum_bytes]


def _wrapped(error: Exception, shown: str, is_over: bool) -> Exception:
    cause: BaseException | None = error
    while cause is not None and not isinstance(cause, ssl.SSLError):
        cause = cause.__cause__ or cause.__context__
    if isinstance(cause, ssl.SSLCertVerificationError):
        return ItemError("bad_certificate", f"{shown}: {cause.verify_message or cause}")
    if is_over or "timed out" in str(error).lower():
        return SourceBusyError("timeout", f"{shown} took too long to answer")
    return SourceBusyError("unreachable", f"{shown}: {str(error)[:200] or type(error).__name__}")


class _Pinned(HTTPConnection):
    """A connection that goes to the address that was checked, whatever its host name resolves to by now."""

    address = ("", 0)
    read_seconds = 0.0
    handle: socket.socket | None = None
    opened: socket.socket | None = None

    def _new_conn(self) -> socket.socket:
        found = socket.create_connection(self.address, self.timeout)
        found.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.handle = found.dup()  # a second handle ends the connection in any state, TLS handshakes included
        self.timeout = self.read_seconds
        found.settimeout(self.read_seconds)
        return found

    def connect(self) -> None:
        super().connect()
        self.opened = self.sock

    def end(self) -> None:
        """Close everything: an answer given up half way still holds the socket, so its descriptor goes too."""
        self.close()
        for found in (self.handle, self.opened):
            descriptor = -1 if found is None else found.detach()
            if descriptor >= 0:
                os.close(descriptor)


class _PinnedTls(_Pinned, HTTPSConnection):
    """The same over TLS."""


def _connection(wire: Wire, limits: Limits) -> _Pinned:
    options: dict[str, Any] = {"timeout": limits.connect_seconds}
    host = wire.url.host.strip("[]")
    if wire.url.scheme == "https":
        connection: _Pinned = _PinnedTls(host, wire.url.port, ssl_context=wire.trust or _trust(), **options)
    else:
        connection = _Pinned(host, wire.url.port, **options)
    connection.address = wire.address
    connection.read_seconds = limits.read_seconds
    return connection


@cache
def _trust() -> ssl.SSLContext:
    return ssl.create_default_context()


@contextmanager
def _deadline(connection: _Pinned, seconds: float) -> Iterator[threading.Event]:
    """Ends the connection after `seconds`: a server that sends a byte now and then never runs into a read timeout."""
    is_over = threading.Event()

    def end() -> None:
        is_over.set()
        try:
            if connection.handle is not None:
                connection.handle.shutdown(socket.SHUT_RDWR)
        except OSError:
            return  # it has ended by itself

    timer = threading.Timer(seconds, end)
    timer.daemon = True
    timer.start()
    try:
        yield is_over
    finally:
        timer.cancel()
