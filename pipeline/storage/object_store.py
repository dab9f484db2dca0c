"""Where a lake's objects lie: one port, two implementations (a folder, an S3 prefix).

Keys are relative POSIX paths. Objects are written whole or not at all, and only conditionally: `put_if_absent` never
overwrites, `swap` overwrites only what the caller has read. So a writer killed anywhere leaves no half object, and two
writers of one key cannot both win.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from pipeline.errors import LakeError


@dataclass(frozen=True, slots=True)
class StoredObject:
    """A listed object: its key, its length in bytes, and when it was written (UTC, whole seconds)."""

    key: str
    size_bytes: int
    modified_at: datetime


class ObjectStore(Protocol):
    """Conditional object storage below one root."""

    @property
    def uri(self) -> str:
        """The root: an absolute path or an s3:// URI."""

    def get(self, key: str) -> bytes | None:
        """The object's bytes; None when there is none."""

    def exists(self, key: str) -> bool:
        """Whether there is such an object."""

    def put_if_absent(self, key: str, data: bytes) -> bool:
        """Write the object unless there is one; True when this call wrote it."""

    def swap(self, key: str, data: bytes, expected: bytes | None) -> None:
        """Replace the object if its bytes are still `expected` (None: there must be none).

        Raises: ConflictError: somebody else wrote it in between.
        """

    def delete(self, key: str) -> None:
        """Remove the object; no error when there is none."""

    def list(self, prefix: str) -> Iterator[StoredObject]:
        """All objects whose key starts with `prefix`, in key order."""


def check_key(key: str) -> str:
    """Return `key` if it stays below the root; raise LakeError when it is absolute, has `..` or control characters."""
    parts = key.split("/")
    if not key or key.startswith("/") or any(p in ("", ".", "..") for p in parts) or any(ord(c) < 32 for c in key):
        raise LakeError(f"unsafe object key {key!r}")
    return key
