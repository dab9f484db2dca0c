"""Moving the pointer back to an older release."""

from __future__ import annotations

from datetime import datetime

from pipeline.errors import UsageError
from pipeline.publishing.manifest import Manifest
from pipeline.publishing.pointer import Move, move_pointer, read_pointer
from pipeline.publishing.releases import find_release, load_manifest
from pipeline.storage.lake import Lake


def roll_back(lake: Lake, name: str, clock: datetime, note: str) -> tuple[Manifest, Manifest]:
    """Make an older release current; nothing is deleted, and the move is recorded with its note.

    Returns: the release before and the release now in force.
    Raises: UsageError: there is no such release, or it is the current one.
    """
    pointer, data = read_pointer(lake.store)
    target = find_release(lake, name)
    current = pointer.current
    if current is None or target.release_id == current.release_id:
        raise UsageError(f"{target.release_id} is the current release already")
    digest = load_manifest(lake, target.release_id)[1]
    at = max(clock.isoformat(), current.at)  # a lake built under a later simulated clock still moves forward
    move_pointer(lake.store, Move(at, target.release_id, digest, "rollback", note), data)
    return load_manifest(lake, current.release_id)[0], target
