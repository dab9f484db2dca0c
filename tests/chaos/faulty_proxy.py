"""A loopback HTTP proxy that harms some requests: throttles, drops before, or drops after the server has done its work.

Run it as a process: `python faulty_proxy.py PORT UPSTREAM_PORT SHARE SEED`. The share of harmed requests is spread
evenly over the kinds of harm. The last kind is the nasty one: the effect has happened, and the client is not told.
"""

from __future__ import annotations

import asyncio
import random
import sys

_THROTTLED = b"HTTP/1.1 503 Slow Down\r\nContent-Type: text/xml\r\nContent-Length: 49\r\n\r\n"
_THROTTLED += b"<Error><Code>SlowDown</Code><Message/></Error>   "
_CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"
_KINDS = ("throttle", "drop_before", "drop_after")


class DroppedError(Exception):
    """The connection is to be cut."""


class FaultyProxy:
    """Passes requests on to a loopback port, most of them unharmed."""

    def __init__(self, upstream_port: int, share: float, seed: int) -> None:
        self._upstream_port = upstream_port
        self._share = share
        self._dice = random.Random(seed)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One client connection, request after request."""
        upstream: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None
        try:
            while True:
                method, head, body = await self._request(reader, writer)
                harm = self._dice.choice(_KINDS) if self._dice.random() < self._share else None
                if harm == "throttle":
                    writer.write(_THROTTLED)
                    await writer.drain()
                    continue
                if harm == "drop_before":
                    raise DroppedError
                if upstream is None:
                    upstream = await asyncio.open_connection("127.0.0.1", self._upstream_port)
                answer = await _exchange(upstream, method, head, body)
                if harm == "drop_after":
                    raise DroppedError
                writer.write(answer)
                await writer.drain()
        except (DroppedError, asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()
            if upstream is not None:
                upstream[1].close()

    async def _request(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> tuple[bytes, bytes, bytes]:
        head = await reader.readuntil(b"\r\n\r\n")
        lines = head.split(b"\r\n")
        if any(line.lower().startswith(b"expect: 100-continue") for line in lines):
            writer.write(_CONTINUE)
            lines = [line for line in lines if not line.lower().startswith(b"expect:")]
        body = await reader.readexactly(_length(lines))
        return lines[0].split(b" ")[0], b"\r\n".join(lines), body


async def _exchange(
    upstream: tuple[asyncio.StreamReader, asyncio.StreamWriter], method: bytes, head: bytes, body: bytes
) -> bytes:
    reader, writer = upstream
    writer.write(head + body)
    await writer.drain()
    answer = await reader.readuntil(b"\r\n\r\n")
    lines = answer.split(b"\r\n")
    status = int(lines[0].split(b" ")[1])
    if method == b"HEAD" or status in (204, 304):
        return answer
    if any(line.lower().replace(b" ", b"") == b"transfer-encoding:chunked" for line in lines):
        return answer + await _chunks(reader)
    return answer + await reader.readexactly(_length(lines))


async def _chunks(reader: asyncio.StreamReader) -> bytes:
    found = b""
    while True:
        line = await reader.readuntil(b"\r\n")
        found += line + await reader.readexactly(int(line.split(b";")[0], 16) + 2)
        if line.strip().split(b";")[0] == b"0":
            return found


def _length(lines: list[bytes]) -> int:
    for line in lines:
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            return int(value)
    return 0


async def _main(port: int, upstream_port: int, share: float, seed: int) -> None:
    server = await asyncio.start_server(FaultyProxy(upstream_port, share, seed).serve, "127.0.0.1", port, limit=1 << 20)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(_main(int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3]), int(sys.argv[4])))
