"""Documents of JSON Lines to their mentions: read and checked here, worked on in chunks by several processes."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, BinaryIO  # Any: JSON values

from pipeline.access.line_files import InputFile, json_line, read_objects
from pipeline.access.reading_progress import ReadingProgress
from pipeline.access.rejected_lines import RejectedLines
from pipeline.errors import PayloadError
from pipeline.extraction.extractor import Extractor
from pipeline.extraction.lines import explain_line, extract_line
from pipeline.runners.pool import ordered_map

# A chunk ends at the first of both: about half a second of work, and a bound on what is held at once.
_CHUNK_DOCUMENTS = 400
_CHUNK_BYTES = 2 * 1024 * 1024

_MENTION = ("start", "end", "surface", "technology_id", "name", "category", "polarity", "confidence", "method")
LineWork = Callable[[dict[str, Any], Extractor], dict[str, Any]]
# What `stacktrail parse` calls the fields of a posting, so that its records can be piped in.
_OTHER_NAMES = {"id": "posting_id", "company": "company_name"}


@dataclass(frozen=True, slots=True)
class Document:
    """A line of input: its number, what is to be worked on, and the line itself."""

    line: int
    record: dict[str, Any]
    original: bytes


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a document has no result."""

    reason_code: str
    reason: str


def write_mentions(
    source: InputFile,
    out: BinaryIO,
    rejected: RejectedLines,
    workers: int,
    progress: ReadingProgress,
    is_explained: bool = False,
) -> None:
    """Write `{"id", "mentions"}` for every document, in the order of the input; with `is_explained` "decisions" too."""
    waiting: deque[list[Document]] = deque()

    def records() -> Iterator[list[dict[str, Any]]]:
        for chunk in _chunks(_documents(source, rejected)):
            waiting.append(chunk)
            yield [document.record for document in chunk]

    work = _explain_chunk if is_explained else _extract_chunk
    for results in ordered_map(work, records(), workers, _load_extractor):
        for document, result in zip(waiting.popleft(), results, strict=True):
            if isinstance(result, Failure):
                rejected.add(document.line, result.reason_code, result.reason, document.original)
            else:
                out.write(result)
        progress.show(source.position())


def _documents(source: InputFile, rejected: RejectedLines) -> Iterator[Document]:
    seen: set[str | int] = set()
    for number, row, line in read_objects(source, rejected):
        record = {name: row.get(name) for name in ("id", "description", "title", "company")}
        for name, other in _OTHER_NAMES.items():
            if record[name] is None:
                record[name] = row.get(other)
        identifier = record["id"]
        if "description" not in row:
            had = ", ".join(map(repr, list(row)[:20])) or "nothing"
            rejected.add(number, "missing_field", f"expected 'description'; it has {had}", line)
        elif isinstance(identifier, str | int) and identifier in seen:
            rejected.add(number, "duplicate_id", "this id occurred before; the first counts", line)
        else:
            if isinstance(identifier, str | int):
                seen.add(identifier)
            yield Document(number, record, line)


def _chunks(documents: Iterator[Document]) -> Iterator[list[Document]]:
    chunk: list[Document] = []
    size = 0
    for document in documents:
        chunk.append(document)
        size += len(document.original)
        if len(chunk) >= _CHUNK_DOCUMENTS or size >= _CHUNK_BYTES:
            yield chunk
            chunk, size = [], 0
    if chunk:
        yield chunk


@lru_cache(maxsize=1)
def _extractor() -> Extractor:
    from pipeline.normalization.catalogue_files import load_catalogue

    return Extractor(load_catalogue())


def _load_extractor() -> None:
    _extractor()


def _extract_chunk(records: list[dict[str, Any]]) -> list[bytes | Failure]:
    extractor = _extractor()
    return [_extract(record, extractor, extract_line) for record in records]


def _explain_chunk(records: list[dict[str, Any]]) -> list[bytes | Failure]:
    extractor = _extractor()
    return [_extract(record, extractor, explain_line) for record in records]


def _extract(record: dict[str, Any], extractor: Extractor, work: LineWork) -> bytes | Failure:
    try:
        found = work(record, extractor)
    except PayloadError as error:
        return Failure(error.reason_code, error.reason)
    except Exception as error:  # whatever a hostile text brings about must not end a run; the code makes it visible
        return Failure("extractor_error", f"{type(error).__name__}: {error}")
    mentions = [{key: mention[key] for key in _MENTION} for mention in found["mentions"]]
    decisions = {"decisions": found["decisions"]} if "decisions" in found else {}
    return json_line({"id": found["id"], "mentions": mentions, **decisions})
