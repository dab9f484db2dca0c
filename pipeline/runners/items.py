"""What is collected: an item is a file, an object in S3, or an address on the web; or a problem stands in its place."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pipeline.sources.sources_file import Source


@dataclass(frozen=True, slots=True)
class FileItem:
    """One payload in a file: where it is, what SOURCES.yml calls it, when it was saved, and whether it is said so.

    Attributes:
        url: the path beside SOURCES.yml, or the address that a site index names.
        is_dated: the source or the path says when; otherwise it is the file's modification time.
    """

    source: Source
    path: Path
    url: str
    fetched_at: datetime
    is_dated: bool
    headers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class ObjectItem:
    """One payload in S3; `url` is its s3:// URI, the rest as for a file."""

    source: Source
    url: str
    size_bytes: int
    fetched_at: datetime
    is_dated: bool


@dataclass(frozen=True, slots=True)
class WebItem:
    """What one address leads to: a payload, or all pages of a paged answer. It is observed when it is fetched."""

    source: Source
    url: str


Item = FileItem | ObjectItem | WebItem


@dataclass(frozen=True, slots=True)
class Problem:
    """An item or a whole source that cannot be collected."""

    source: Source
    url: str
    reason_code: str
    reason: str
    fetched_at: datetime | None = None
    original: str | None = None
