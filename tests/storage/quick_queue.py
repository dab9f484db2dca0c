"""A queue in memory that is known to get nothing while somebody waits for it."""

from __future__ import annotations

import time

from pipeline.storage.memory_queue import MemoryQueue
from pipeline.storage.message_queue import Delivery


class QuickQueue(MemoryQueue):
    """Says at once that it holds nothing, where a queue waits for what may come."""

    def receive(self, limit: int, wait_seconds: int = 0, visibility_seconds: int | None = None) -> list[Delivery]:
        found = super().receive(limit, 0, visibility_seconds)
        if wait_seconds and not found:
            time.sleep(0.02)
        return found
