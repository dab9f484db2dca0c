"""One build at a time: a lease on the lake.

In a folder the lease is a kernel file lock: it ends with the process, however that dies. On S3 it is an object that
names its holder and when it expires; a build that was killed holds it until then.
"""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import orjson

from pipeline.errors import ConflictError, LeaseHeldError
from pipeline.storage.lake import Lake

LEASE_KEY = "build.lease"


@contextmanager
def build_lease(lake: Lake, *, holder: str, clock: datetime, seconds: int) -> Iterator[None]:
    """Hold the lake's build lease.

    Args:
        holder: who asks, for the message another build gets.
        clock: the real time, UTC; S3 leases expire `seconds` after it.
    Raises: LeaseHeldError: another build holds it.
    """
    if lake.folder is not None:
        with (lake.folder / LEASE_KEY).open("a+") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as error:
                raise LeaseHeldError(f"another build of {lake.uri} is running: wait for it, then try again") from error
            yield
        return
    claim = orjson.dumps({"holder": holder, "expires_at": (clock + timedelta(seconds=seconds)).isoformat()})
    found = lake.store.get(LEASE_KEY)
    if found is not None:
        lease = orjson.loads(found)
        if datetime.fromisoformat(lease["expires_at"]) > clock.astimezone(UTC):
            raise LeaseHeldError(
                f"{lease['holder']} is building {lake.uri} (its lease ends {lease['expires_at']}): wait, then try again"
            )
    try:
        lake.store.swap(LEASE_KEY, claim, found)
    except ConflictError as error:
        raise LeaseHeldError(f"another build of {lake.uri} has just started: wait for it, then try again") from error
    try:
        yield
    finally:
        if lake.store.get(LEASE_KEY) == claim:
            lake.store.delete(LEASE_KEY)
