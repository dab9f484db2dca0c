"""Files as payloads, for the commands that work without a lake."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from pipeline.access.line_files import open_input
from pipeline.errors import PayloadError, UsageError
from pipeline.identifiers import content_hash
from pipeline.settings import clock
from pipeline.sources.json_text import load_json
from pipeline.sources.kinds import parse_payload
from pipeline.sources.observed_at import observed_at
from pipeline.sources.parser import Payload, Record, Rejection
from pipeline.sources.rejections import reject
from pipeline.sources.site_index import SitePage, read_site_index

_INDEX_NAMES = (".jsonl", ".jsonl.gz")
_HEADERS_EXPECTED = "expected headers as JSON, {name: value} or a list of [name, value]"
_SHOWN_BYTES = 4_096  # of a payload that cannot be read: a look is enough, the file is at hand

Headers = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Origin:
    """What is known of the files beside their bytes; see `Payload`.

    Attributes:
        url: where they were fetched; None: the file's name stands for it.
    """

    kind: str
    url: str | None = None
    company: str | None = None
    domain: str | None = None
    headers: Headers = ()


def open_payloads(
    files: Sequence[str], origin: Origin, maximum_bytes: int
) -> Iterator[tuple[str, Payload | Rejection]]:
    """Yield (file name, payload) in the order of the files; a page index stands for its pages.

    All files are looked for before the first is read.

    Raises: UsageError: there is no such file.
    """
    for file in files:
        if file != "-" and not Path(file).exists():
            raise UsageError(f"there is no file {file!r}")
        if file != "-" and Path(file).is_dir():
            raise UsageError(f"{file!r} is a folder; name the files in it, such as {file.rstrip('/')}/*")
    return _payloads(files, origin, maximum_bytes)


def stored_size(files: Sequence[str]) -> int | None:
    """Bytes of the files together, as stored; None when one of them is standard input or gone."""
    try:
        return sum(Path(file).stat().st_size for file in files)
    except OSError:
        return None


def parsed(payload: Payload | Rejection) -> Iterator[Record | Rejection]:
    """Records and rejections of a payload; one that cannot be read as a whole is one rejection."""
    if isinstance(payload, Rejection):
        yield payload
        return
    try:
        yield from parse_payload(payload)
    except PayloadError as error:
        yield reject(None, error.reason_code, error.reason, payload.data[:_SHOWN_BYTES])


def _payloads(files: Sequence[str], origin: Origin, maximum_bytes: int) -> Iterator[tuple[str, Payload | Rejection]]:
    for file in files:
        is_index = origin.kind == "site" and file.endswith(_INDEX_NAMES)
        pages = _pages(Path(file), maximum_bytes) if is_index else iter([(file, origin.url, origin.headers)])
        for page in pages:
            if isinstance(page, Rejection):
                yield file, page
                continue
            name, url, headers = page
            data = _read(name, maximum_bytes)
            if isinstance(data, Rejection):
                yield name, data
                continue
            payload = Payload(
                data=data,
                payload_id=content_hash(data),
                source=origin.kind,
                kind=origin.kind,
                url=url or Path(name).name,
                fetched_at=_saved_at(name),
                company=origin.company,
                domain=origin.domain,
                headers=headers,
            )
            yield name, payload


def _pages(index: Path, maximum_bytes: int) -> Iterator[tuple[str, str | None, Headers] | Rejection]:
    data = _read(str(index), maximum_bytes)
    if isinstance(data, Rejection):
        yield data
        return
    root = index.parent.resolve()
    try:
        for entry in read_site_index(data):
            if not isinstance(entry, SitePage):
                yield entry
            elif not (index.parent / entry.file).resolve().is_relative_to(root):
                yield reject(entry.line, "unsafe_path", f"{entry.file} leads out of the index's folder", entry.file)
            else:
                yield str(index.parent / entry.file), entry.url, entry.headers
    except PayloadError as error:
        yield reject(None, error.reason_code, error.reason)


def _read(file: str, maximum_bytes: int) -> bytes | Rejection:
    if file == "-":
        data = sys.stdin.buffer.read(maximum_bytes + 1)
    else:
        try:
            with Path(file).open("rb") as stream:
                data = stream.read(maximum_bytes + 1)
        except OSError as error:
            return Rejection(None, "unreadable_file", f"cannot be read: {error.strerror}", None)
    if len(data) > maximum_bytes:
        return reject(None, "too_large", f"over {maximum_bytes} bytes (STACKTRAIL_MAXIMUM_PAYLOAD_BYTES)")
    return data


def _saved_at(file: str) -> datetime:
    """When a file was saved: as its path tells, else its modification time; standard input is now."""
    said = observed_at(Path(file).as_posix())
    if said is not None:
        return said
    if file == "-":
        return clock()
    return datetime.fromtimestamp(int(Path(file).stat().st_mtime), UTC)


def read_headers(file: str) -> Headers:
    """Response headers from a JSON file: an object of name and value (or list of values), or a list of [name, value].

    Raises: UsageError: it is neither. PayloadError: it is no JSON.
    """
    with open_input(file) as source:
        content = load_json(source.stream.read())
    pairs: object = [list(pair) for pair in content.items()] if isinstance(content, dict) else content
    if not isinstance(pairs, list):
        raise UsageError(f"{file}: {_HEADERS_EXPECTED}")
    headers: list[tuple[str, str]] = []
    for pair in pairs:
        if not isinstance(pair, list) or len(pair) != 2 or not isinstance(pair[0], str):
            raise UsageError(f"{file}: {_HEADERS_EXPECTED}")
        for value in pair[1] if isinstance(pair[1], list) else [pair[1]]:
            if not isinstance(value, str):
                raise UsageError(f"{file}: {_HEADERS_EXPECTED}")
            headers.append((pair[0], value))
    return tuple(headers)
