"""A store whose user is killed at a given write."""

from __future__ import annotations

from pathlib import Path

from pipeline.storage.folder_store import FolderStore


class Killed(BaseException):
    """Nothing catches it, as nothing catches SIGKILL."""


class MortalStore(FolderStore):
    """A folder that takes so many writes; the next one kills."""

    def __init__(self, folder: Path, lives: int) -> None:
        super().__init__(folder)
        self.lives = lives

    def put_if_absent(self, key: str, data: bytes) -> bool:
        if not self.lives:
            raise Killed
        self.lives -= 1
        return super().put_if_absent(key, data)
