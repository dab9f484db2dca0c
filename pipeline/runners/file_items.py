"""Items of a `path`: the files that it names with globs, the pages that a site index names."""

from __future__ import annotations

import glob
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from pipeline.errors import PayloadError
from pipeline.runners.items import FileItem, Problem
from pipeline.sources.observed_at import observed_at
from pipeline.sources.parser import Rejection
from pipeline.sources.site_index import read_site_index
from pipeline.sources.sources_file import Source


def list_file_items(source: Source, pattern: str, folder: Path) -> Iterator[FileItem | Problem]:
    """The files that the source's `path`, given as `pattern`, matches, in path order.

    Args:
        folder: where SOURCES.yml lies; relative paths start there, and it is left out of the items' urls.
    """
    paths = _matching(pattern, folder)
    if not paths:
        yield Problem(source, pattern, "no_files", f"no file matches {pattern}")
    for path in paths:
        if source.kind == "site" and path.name.endswith((".jsonl", ".jsonl.gz")):
            yield from _pages_of_index(source, path, folder)
        else:
            yield _item(source, path, folder, None, ())


def _matching(path: str, folder: Path) -> list[Path]:
    """Files that a path of SOURCES.yml matches, in order; the wildcards are its own, never those of `folder`."""
    is_absolute = path.startswith(("/", "~"))
    pattern = os.path.expanduser(path) if is_absolute else os.path.join(glob.escape(str(folder)), path)  # noqa: PTH111, PTH118 - Path would raise on an unknown user, and normalize `**`
    found = glob.glob(pattern, recursive=True)  # noqa: PTH207 - absolute globs
    return sorted(entry for entry in map(Path, found) if not entry.is_dir())


def _pages_of_index(source: Source, index: Path, folder: Path) -> Iterator[FileItem | Problem]:
    where = _shown(index, folder)
    try:
        data = index.read_bytes()
        moment = _saved_at(source, index, folder)
    except OSError as error:
        yield Problem(source, where, "unreadable_file", f"cannot be read: {error.strerror}")
        return
    root = index.parent.resolve()
    entries = read_site_index(data)
    while True:
        try:
            entry = next(entries)
        except StopIteration:
            return
        except PayloadError as error:
            yield Problem(source, where, error.reason_code, error.reason, moment)
            return
        if isinstance(entry, Rejection):
            at = f"{where}:{entry.line}" if entry.line is not None else where
            yield Problem(source, at, entry.reason_code, entry.reason, moment, entry.original)
            continue
        path = index.parent / entry.file
        if not _resolved(path).is_relative_to(root):
            reason = f"{entry.file} leads out of the index's folder"
            yield Problem(source, f"{where}:{entry.line}", "unsafe_path", reason, moment, entry.file)
            continue
        yield _item(source, path, folder, entry.url, entry.headers)


def _resolved(path: Path) -> Path:
    """Where the path leads; a loop of links leads nowhere, and is told as unreadable when it is read."""
    try:
        return path.resolve()
    except RuntimeError:
        return path.parent.resolve() / path.name


def _item(
    source: Source, path: Path, folder: Path, url: str | None, headers: tuple[tuple[str, str], ...]
) -> FileItem | Problem:
    shown = url or _shown(path, folder)
    try:
        if path.is_file():
            is_dated = _said_at(source, path, folder) is not None
            return FileItem(source, path, shown, _saved_at(source, path, folder), is_dated, headers)
        reason = f"{_shown(path, folder)} is missing or no regular file"
    except OSError as error:  # it went meanwhile, or its name is longer than the file system takes
        reason = f"{_shown(path, folder)} cannot be read: {error.strerror}"
    return Problem(source, shown, "unreadable_file", reason, _said_at(source, path, folder))


def _saved_at(source: Source, path: Path, folder: Path) -> datetime:
    """When the payload was fetched or saved: by SOURCES.yml, else by its path, else the file's modification time."""
    return _said_at(source, path, folder) or datetime.fromtimestamp(int(path.stat().st_mtime), UTC)


def _said_at(source: Source, path: Path, folder: Path) -> datetime | None:
    """What SOURCES.yml or the path beside it says; the folders above depend on the machine and say nothing."""
    return source.observed_at or observed_at(_shown(path, folder))


def _shown(path: Path, folder: Path) -> str:
    """The path relative to SOURCES.yml, so that no machine's folders get into the dataset."""
    return Path(os.path.relpath(path, folder)).as_posix()
