"""A board on the web that answers badly: busy, throttling, cut off half way, gone before it has said anything."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable

from tests.fetching.local_server import Asked, Reply, Site

CALM = "calm"
"""A contact, in the User-Agent, of who is always answered well."""
_HARMS = (
    Reply(b"later", 429, (("Retry-After", "1"),)),
    Reply(b"broken", 503),
    Reply(b'{"posting_id": "half', share=0.5),
    Reply(share=0.0),
)


def stormy_site(page: Callable[[int], bytes], share: float, dice: random.Random) -> Site:
    """Answers `/<number>.jsonl` with a page, and a share of the requests with harm; robots.txt always holds."""
    lock = threading.Lock()

    def answer(asked: Asked) -> Reply:
        if asked.path == "/robots.txt":
            return Reply(b"User-agent: *\nAllow: /\n", headers=(("Content-Type", "text/plain"),))
        with lock:
            harm = dice.choice(_HARMS) if dice.random() < share else None
        if harm is not None and CALM not in asked.headers.get("user-agent", ""):
            return harm
        number = int(asked.path.strip("/").removesuffix(".jsonl"))
        return Reply(page(number), headers=(("Content-Type", "application/jsonl"),))

    return answer
