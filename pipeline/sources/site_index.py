"""The index of saved pages: JSON Lines of `file`, `url`, `headers`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any  # JSON values
from urllib.parse import urlsplit

from pipeline.sources.item_files import read_items_of_file
from pipeline.sources.parser import Rejection
from pipeline.sources.rejections import reject
from pipeline.sources.text import storable

_KNOWN = frozenset({"file", "url", "headers"})
_FILE_CHARACTERS = 1_024
_URL_CHARACTERS = 8_192


@dataclass(frozen=True, slots=True)
class SitePage:
    """An entry: a file beside the index, the address its page was fetched from, its response headers, its line."""

    file: str
    url: str
    headers: tuple[tuple[str, str], ...]
    line: int


def read_site_index(data: bytes) -> Iterator[SitePage | Rejection]:
    """Read an `index.jsonl`, plain or gzip-compressed.

    `headers` is an object, its values text or lists of text, or a list of [name, value]; it may be missing.

    Raises: PayloadError: the index as a whole cannot be read.
    """
    for line, item in read_items_of_file(data, _KNOWN):
        yield item if isinstance(item, Rejection) else _entry(line, item)


def path_problem(file: str) -> str | None:
    """Why a file name must not be opened below the index's folder; None when it may."""
    if not file or len(file) > _FILE_CHARACTERS:
        return "is empty or too long"
    if any(ord(c) < 32 or 127 <= ord(c) < 160 or 0xD800 <= ord(c) < 0xE000 for c in file):
        return "holds control characters"
    if "\\" in file:
        return "holds a backslash"
    if file.startswith(("/", "~")) or (len(file) > 1 and file[1] == ":"):
        return "is absolute"
    if ".." in file.split("/"):
        return "leaves the folder by '..'"
    return None


def _entry(line: int, item: Mapping[str, Any]) -> SitePage | Rejection:
    file, url = item.get("file"), item.get("url")
    if not isinstance(file, str) or not isinstance(url, str):
        return reject(line, "missing_field", "expected text in file and url", item)
    problem = path_problem(file)
    if problem:
        return reject(line, "unsafe_path", f"file {file[:200]!r} {problem}; name a file below the index's folder", item)
    if not _is_web_address(url):
        return reject(line, "unknown_value", f"url: expected http:// or https:// with a host, got {url[:200]!r}", item)
    headers = _headers(item.get("headers"))
    if headers is None:
        return reject(line, "wrong_type", "headers: expected an object of texts or a list of [name, value]", item)
    return SitePage(file, url.strip(), headers, line)


def _is_web_address(url: str) -> bool:
    try:
        parts = urlsplit(url.strip())
        return parts.scheme in ("http", "https") and bool(parts.hostname) and len(url) <= _URL_CHARACTERS
    except ValueError:
        return False


def _headers(value: Any) -> tuple[tuple[str, str], ...] | None:
    if value is None:
        return ()
    pairs = list(value.items()) if isinstance(value, dict) else value
    if not isinstance(pairs, list):
        return None
    found: list[tuple[str, str]] = []
    for pair in pairs:
        if not isinstance(pair, list | tuple) or len(pair) != 2 or not isinstance(pair[0], str):
            return None
        values = pair[1] if isinstance(pair[1], list) else [pair[1]]
        if not all(isinstance(entry, str) for entry in values):
            return None
        found.extend((storable(pair[0]), storable(entry)) for entry in values)
    return tuple(found)
