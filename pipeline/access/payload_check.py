"""Whether the payloads behind an explanation are still what was fetched."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any  # mentions hold values of every column type

from pipeline.errors import LakeError
from pipeline.identifiers import content_hash
from pipeline.storage.lake import Lake

LIMIT_BYTES = 64 * 1024 * 1024
"""Larger payloads are not hashed again for one explanation; `stacktrail verify` is for that."""


def check_payloads(lake: Lake, mentions: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """For each payload of the mentions: `bytes verified`, or in words what is wrong."""
    found: dict[str, str] = {}
    for mention in mentions:
        payload_id = mention["payload_id"]
        if payload_id not in found:
            found[payload_id] = _check(lake, payload_id, mention["payload"])
    return found


def _check(lake: Lake, payload_id: str, payload: Mapping[str, Any] | None) -> str:
    if payload is None:
        return "NOT LISTED in landing_payloads"
    if payload["size_bytes"] > LIMIT_BYTES:
        return f"not hashed again ({payload['size_bytes']:,} bytes)"
    try:
        data = lake.store.get(payload["storage_key"])
    except LakeError as error:
        return f"CANNOT BE READ: {error}"
    if data is None:
        return "MISSING from the landing archive"
    return "bytes verified" if content_hash(data) == payload_id else "BYTES CHANGED since they were fetched"
