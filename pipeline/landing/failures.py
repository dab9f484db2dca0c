"""Why messages failed: the first reason of each, kept where a worker's death cannot take it along."""

from __future__ import annotations

import orjson

from pipeline.identifiers import make_id
from pipeline.storage.lake import Lake


def record_failure(lake: Lake, message_id: str, reason_code: str, reason: str) -> None:
    """Keep why a message failed, unless an earlier reason is kept."""
    body = {"message_id": message_id, "reason_code": reason_code, "reason": reason[:1_000]}
    lake.store.put_if_absent(_key(message_id), orjson.dumps(body, option=orjson.OPT_INDENT_2))


def read_failure(lake: Lake, message_id: str) -> tuple[str, str] | None:
    """Reason code and reason of a message that failed; None when none is kept."""
    data = lake.store.get(_key(message_id))
    if data is None:
        return None
    found = orjson.loads(data)
    return str(found["reason_code"]), str(found["reason"])


def _key(message_id: str) -> str:
    return f"queues/failures/{make_id('msg', message_id)}.json"
