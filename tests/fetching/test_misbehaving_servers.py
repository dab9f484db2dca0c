"""Servers that misbehave: each costs bounded time and memory, and is told for what it is."""

from __future__ import annotations

import gzip
import socket
import threading
import time

import pytest

from pipeline.errors import ItemError, SourceBusyError
from pipeline.fetching.client import WebRequest
from pipeline.fetching.pace import Pace
from tests.fetching.clients import FakeTime, web_client
from tests.fetching.local_server import Asked, LocalServer, Reply, pages, serving, speaking

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"


def reason_of(server: LocalServer, path: str = "/jobs") -> str:
    with pytest.raises((ItemError, SourceBusyError)) as caught:
        web_client().fetch(WebRequest(server.url(path)))
    return caught.value.reason_code


def drip(data: bytes, peer: socket.socket, stopped: threading.Event) -> None:
    """Send a byte every twentieth of a second: no read times out, and it never ends."""
    for byte in data:
        peer.sendall(bytes([byte]))
        if stopped.wait(0.05):
            return


@pytest.mark.parametrize("before", [b"", HEAD, HEAD + b"Content-Length: 500\r\n\r\n", HEAD + b"\r\n"])
def test_a_slow_loris_ends_at_the_deadline(before: bytes) -> None:
    def talk(peer: socket.socket, stopped: threading.Event) -> None:
        peer.sendall(before)
        drip(b"X-Padding: " + b"x" * 400 if not before.endswith(b"\r\n\r\n") else b"x" * 400, peer, stopped)

    with speaking(talk) as server:
        started = time.perf_counter()
        assert reason_of(server) in ("timeout", "unreachable")
        assert time.perf_counter() - started < 1.9


def test_a_silent_server_times_out() -> None:
    with speaking(lambda peer, stopped: stopped.wait(2) and None) as server:
        assert reason_of(server) == "timeout"


def test_an_endless_body_ends_at_its_limit() -> None:
    def talk(peer: socket.socket, stopped: threading.Event) -> None:
        peer.sendall(HEAD + b"\r\n")
        while not stopped.is_set():
            peer.sendall(b"x" * 65_536)

    with speaking(talk) as server:
        assert reason_of(server) == "too_large"


def test_endless_headers_are_cut_off() -> None:
    def talk(peer: socket.socket, stopped: threading.Event) -> None:
        peer.sendall(HEAD)
        while not stopped.is_set():
            peer.sendall(b"X-More: " + b"x" * 1_000 + b"\r\n")

    with speaking(talk) as server:
        assert reason_of(server) == "unreachable"


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"SSH-2.0-OpenSSH_9.6\r\n",
        HEAD + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n",
        HEAD + b"Content-Length: 99\r\n\r\nshort",
        HEAD + b"Content-Length: minus\r\n\r\n",
        b"HTTP/1.1 abc OK\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n\xff\xfe: \xff\r\n\r\n",
    ],
)
def test_what_is_no_http_is_told_and_nothing_escapes(raw: bytes) -> None:
    def talk(peer: socket.socket, stopped: threading.Event) -> None:
        peer.sendall(raw)

    with speaking(talk) as server:
        try:
            assert web_client().fetch(WebRequest(server.url("/jobs"))).data == b""
        except SourceBusyError as error:
            assert error.reason_code in ("unreachable", "timeout")


def test_a_gzip_bomb_is_too_large() -> None:
    bomb = Reply(gzip.compress(b"\x00" * 30_000_000, mtime=0), headers=(("Content-Encoding", "gzip"),))
    with serving(pages(jobs=bomb)) as server:
        assert reason_of(server) == "too_large"


@pytest.mark.parametrize("body", [b"\x1f\x8bnot really", gzip.compress(b"x" * 10_000, mtime=0)[:40]])
def test_broken_gzip_is_told(body: bytes) -> None:
    with serving(pages(jobs=Reply(body, headers=(("Content-Encoding", "gzip"),)))) as server:
        assert reason_of(server) in ("invalid_gzip", "truncated_gzip")


def test_a_redirect_loop_ends() -> None:
    site = pages(a=Reply(status=302, headers=(("Location", "/b"),)), b=Reply(status=302, headers=(("Location", "/a"),)))
    with serving(site) as server:
        assert reason_of(server, "/a") == "too_many_redirects"
        assert len(server.paths()) == 6


def test_a_redirect_to_nowhere_is_told() -> None:
    with serving(pages(jobs=Reply(status=302))) as server:
        assert reason_of(server) == "unexpected_answer"


def test_a_redirecting_robots_txt_ends() -> None:
    def site(asked: Asked) -> Reply:
        if asked.path.startswith("/robots"):
            return Reply(status=302, headers=(("Location", asked.path + "x"),))
        return Reply(b"ok")

    with serving(site) as server:
        assert web_client().fetch(WebRequest(server.url("/jobs"))).data == b"ok"
        assert len(server.asked) == 7


def test_a_storm_of_429_asks_once_and_then_leaves_the_host_alone() -> None:
    client = web_client()
    with serving(pages(jobs=Reply(status=429, headers=(("Retry-After", "3600"),)))) as server:
        for _ in range(50):
            with pytest.raises(SourceBusyError) as caught:
                client.fetch(WebRequest(server.url("/jobs")))
            assert caught.value.retry_after_seconds == pytest.approx(3_600)
        assert server.paths() == ["/jobs"]


def test_a_pause_is_slept_through_or_told_early_as_the_host_wants_it() -> None:
    passing = FakeTime()
    pace = Pace(passing.monotonic, passing.sleep, longest_pause_seconds=5)
    pace.wait("slow", 50.0)
    pace.wait("slow", 50.0)
    assert passing.slept == [50.0], "a rate is no pause: who asks several times has to get on"
    pace.pause("busy", 4.0)
    pace.wait("busy", 1.0)
    assert passing.slept == [50.0, 4.0]
    pace.pause("busy", 30.0)
    with pytest.raises(SourceBusyError) as caught:
        pace.wait("busy", 1.0)
    assert (caught.value.is_early, caught.value.retry_after_seconds) == (True, pytest.approx(30.0))
    with pytest.raises(SourceBusyError) as caught:
        for _ in range(3):
            pace.wait("rare", 100.0)
    assert not caught.value.is_early


def test_nobody_there_is_transient() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    assert reason_of(LocalServer(port)) in ("unreachable", "source_busy")
