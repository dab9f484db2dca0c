"""From a source to its items: the files that a path with globs names, the pages that a site index names."""

from __future__ import annotations

import glob
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from pipeline.sources.observed_at import observed_at
from pipeline.sources.parser import Rejection
from pipeline.sources.site_index import read_site_index
from pipeline.sources.sources_file import Source


@dataclass(frozen=True, slots=True)
class Item:
    """One payload to be collected: a file, what SOURCES.yml calls it, and when it was saved."""

    source: Source
    path: Path
    url: str
    fetched_at: datetime
    headers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Problem:
    """An item or a whole source that cannot be collected."""

    source: Source
    url: str
    reason_code: str
    reason: str
    fetched_at: datetime | None = None
    original: str | None = None


def list_items(source: Source, folder: Path) -> Iterator[Item | Problem]:
    """The items of one source, in path order.

    Args:
        folder: where SOURCES.yml lies; relative paths start there, and it is left out of the items' urls.
    """
    if source.path is None:
        where = source.url or source.s3 or ""
        reason = f"only `path` sources can be collected so far; {where} waits for the fetching stage"
        yield Problem(source, where, "not_supported", reason)
        return
    pattern = str(folder / Path(source.path).expanduser())
    paths = sorted(path for path in map(Path, glob.glob(pattern, recursive=True)) if not path.is_dir())  # noqa: PTH207 - absolute globs
    if not paths:
        yield Problem(source, source.path, "no_files", f"no file matches {source.path}")
    for path in paths:
        if source.kind == "site" and path.suffix == ".jsonl":
            yield from _pages_of_index(source, path, folder)
        else:
            yield _item(source, path, folder, None, ())


def _pages_of_index(source: Source, index: Path, folder: Path) -> Iterator[Item | Problem]:
    try:
        data = index.read_bytes()
    except OSError as error:
        yield Problem(source, _shown(index, folder), "unreadable_file", f"cannot be read: {error.strerror}")
        return
    root = index.parent.resolve()
    for entry in read_site_index(data):
        if isinstance(entry, Rejection):
            where = _shown(index, folder)
            moment = _saved_at(source, index)
            at = f"{where}:{entry.line}" if entry.line is not None else where
            yield Problem(source, at, entry.reason_code, entry.reason, moment, entry.original)
            continue
        path = index.parent / entry.file
        if not path.resolve().is_relative_to(root):
            reason = f"{entry.file} leads out of the index's folder"
            yield Problem(source, _shown(index, folder), "unsafe_path", reason, _saved_at(source, index), entry.file)
            continue
        yield _item(source, path, folder, entry.url, entry.headers)


def _item(
    source: Source, path: Path, folder: Path, url: str | None, headers: tuple[tuple[str, str], ...]
) -> Item | Problem:
    shown = url or _shown(path, folder)
    if not path.is_file():
        reason = f"{_shown(path, folder)} is missing or no regular file"
        return Problem(source, shown, "unreadable_file", reason, source.observed_at or observed_at(path.as_posix()))
    return Item(source, path, shown, _saved_at(source, path), headers)


def _saved_at(source: Source, path: Path) -> datetime:
    """When the payload was fetched or saved: by SOURCES.yml, else by its path, else the file's modification time."""
    if source.observed_at is not None:
        return source.observed_at
    said = observed_at(path.as_posix())
    return said or datetime.fromtimestamp(int(path.stat().st_mtime), UTC)


def _shown(path: Path, folder: Path) -> str:
    """The path relative to SOURCES.yml, so that no machine's folders get into the dataset."""
    return Path(os.path.relpath(path, folder)).as_posix()
