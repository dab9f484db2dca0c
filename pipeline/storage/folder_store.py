"""Objects as files below a folder: no server needed.

New objects are written to a temporary file beside their place and linked into it (`link` fails when the name is
taken), so creation is exclusive and whole. A swap renames over the old file under a lock.
"""

from __future__ import annotations

import errno
import fcntl
import itertools
import mmap
import os
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa

from pipeline.errors import ConflictError, LakeError
from pipeline.storage.object_store import StoredObject, check_key

_TEMPORARY = ".tmp-"
_SHARED = mmap.MAP_SHARED | getattr(mmap, "MAP_POPULATE", 0)
_SERIAL = itertools.count()


class FolderStore:
    """An `ObjectStore` on a local folder."""

    def __init__(self, root: Path) -> None:
        self._root = root.absolute()

    @property
    def uri(self) -> str:
        return str(self._root)

    def path(self, key: str) -> Path:
        """Where the object lies on disk."""
        return self._root / check_key(key)

    def get(self, key: str) -> bytes | None:
        try:
            return self.path(key).read_bytes()
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError as error:
            raise _wrapped("read", key, error) from error

    def mapped(self, key: str) -> pa.Buffer:
        """The object's bytes where they lie on disk, all within reach: one page at a time takes several times as long.

        Raises: FileNotFoundError: there is none.
        """
        with self.path(key).open("rb") as source:
            is_empty = os.fstat(source.fileno()).st_size == 0
            return pa.py_buffer(b"" if is_empty else mmap.mmap(source.fileno(), 0, _SHARED, mmap.PROT_READ))

    def exists(self, key: str) -> bool:
        return self.path(key).is_file()

    def put_if_absent(self, key: str, data: bytes) -> bool:
        path = self.path(key)
        if path.is_file():
            return False
        temporary = self._write_temporary(path, data)
        try:
            os.link(temporary, path)
        except FileExistsError:
            return False
        except OSError as error:
            raise _wrapped("write", key, error) from error
        finally:
            temporary.unlink(missing_ok=True)
        return True

    def swap(self, key: str, data: bytes, expected: bytes | None) -> None:
        path = self.path(key)
        path.parent.mkdir(parents=True, exist_ok=True)
        with (self._root / ".swap.lock").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if self.get(key) != expected:
                raise ConflictError(f"{key} was changed by somebody else since it was read; run the command again")
            temporary = self._write_temporary(path, data)
            temporary.replace(path)

    def delete(self, key: str) -> None:
        self.path(key).unlink(missing_ok=True)

    def list(self, prefix: str) -> Iterator[StoredObject]:
        top = self._root / prefix.rpartition("/")[0]
        found = []
        for folder, _, names in os.walk(top):
            for name in names:
                if name.startswith(_TEMPORARY):
                    continue
                path = Path(folder, name)
                key = path.relative_to(self._root).as_posix()
                if key.startswith(prefix):
                    status = path.stat()
                    modified_at = datetime.fromtimestamp(int(status.st_mtime), UTC)
                    found.append(StoredObject(key, status.st_size, modified_at))
        yield from sorted(found, key=lambda entry: entry.key)

    def _write_temporary(self, path: Path, data: bytes) -> Path:
        temporary = path.parent / f"{_TEMPORARY}{os.getpid()}-{next(_SERIAL)}"
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with temporary.open("wb") as out:
                out.write(data)
                out.flush()
                os.fsync(out.fileno())
        except OSError as error:
            with suppress(OSError):
                temporary.unlink(missing_ok=True)
            raise _wrapped("write", str(path), error) from error
        return temporary


def _wrapped(verb: str, key: str, error: OSError) -> LakeError:
    if error.errno == errno.ENOSPC:
        return LakeError(f"cannot {verb} {key}: the disk is full; free some space and run the command again")
    return LakeError(f"cannot {verb} {key}: {error.strerror or error}")
