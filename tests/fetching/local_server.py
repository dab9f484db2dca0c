"""Servers on loopback that answer as told, well or badly, and remember what they were asked."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass(frozen=True)
class Asked:
    """A request as the server saw it."""

    method: str
    host: str
    path: str
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True)
class Reply:
    """What the server answers.

    Attributes:
        share: of the body that is sent before the connection ends; with 0 not even a status is.
    """

    body: bytes = b""
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    share: float = 1.0


Site = Callable[[Asked], Reply]


@dataclass
class LocalServer:
    """A running server."""

    port: int
    asked: list[Asked] = field(default_factory=list)

    def url(self, path: str = "/", host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.port}{path}"

    def paths(self) -> list[str]:
        """What was asked for, robots.txt left out."""
        return [request.path for request in self.asked if request.path != "/robots.txt"]


def pages(**replies: Reply | bytes) -> Site:
    """A site of fixed pages, by path without slash; what it lacks is 404."""

    def answer(asked: Asked) -> Reply:
        found = replies.get(asked.path.lstrip("/").partition("?")[0] or "home", Reply(b"nothing here", 404))
        return Reply(found) if isinstance(found, bytes) else found

    return answer


@contextmanager
def serving(site: Site, tls: ssl.SSLContext | None = None) -> Iterator[LocalServer]:
    """Serve on a free loopback port, over TLS where a context is given."""

    class Handler(BaseHTTPRequestHandler):
        def _do(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            headers = {name.lower(): value for name, value in self.headers.items()}
            asked = Asked(self.command, headers.get("host", ""), self.path, headers, self.rfile.read(length))
            running.asked.append(asked)
            reply = site(asked)
            if reply.share < 1:
                self.close_connection = True
            if reply.share == 0:
                return
            self.send_response(reply.status)
            for name, value in reply.headers:
                self.send_header(name, value)
            if reply.status != 304:
                self.send_header("Content-Length", str(len(reply.body)))
            self.end_headers()
            if self.command != "HEAD" and reply.status != 304:
                self.wfile.write(reply.body[: round(reply.share * len(reply.body))])

        do_GET = do_POST = do_HEAD = do_PUT = _do  # noqa: N815 - names of http.server

        def log_message(self, format: str, *args: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    if tls is not None:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    running = LocalServer(server.server_address[1])
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield running
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)


@contextmanager
def speaking(talk: Callable[[socket.socket, threading.Event], None]) -> Iterator[LocalServer]:
    """A raw TCP server: answers robots.txt with 404, and lets `talk` misbehave for everything else."""
    stopped = threading.Event()
    listener = socket.create_server(("127.0.0.1", 0))
    listener.settimeout(0.05)

    def converse(peer: socket.socket) -> None:
        with peer:
            peer.settimeout(2)
            try:
                head = peer.recv(65_536)
                if b"/robots.txt" in head.partition(b"\r\n")[0]:
                    peer.sendall(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
                else:
                    talk(peer, stopped)
            except OSError:
                return  # the client has had enough

    def accept() -> None:
        while not stopped.is_set():
            try:
                peer, _ = listener.accept()
            except TimeoutError:
                continue
            threading.Thread(target=converse, args=(peer,), daemon=True).start()

    thread = threading.Thread(target=accept, daemon=True)
    thread.start()
    try:
        yield LocalServer(listener.getsockname()[1])
    finally:
        stopped.set()
        thread.join(5)
        listener.close()
