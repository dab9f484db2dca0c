"""Canonical postings in a file, one after the other: JSON Lines as a stream, CSV and Parquet at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any  # values of JSON rows

from pipeline.access.line_files import InputFile, json_line, open_input, read_objects
from pipeline.access.reading_progress import reading_progress
from pipeline.access.rejected_lines import RejectedLines
from pipeline.access.table_files import read_any
from pipeline.errors import UsageError

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


def read_postings(path: str, rejected: RejectedLines) -> Iterator[Mapping[str, Any]]:
    """Rows with an id, each id once; a row without one, or with one that occurred before, is rejected.

    Raises: UsageError: no such file, or it has no column for ids. PayloadError: it cannot be read.
    """
    seen: set[str] = set()
    with open_input(path) as source, reading_progress("reading", source.size) as progress:
        for number, row in _rows(source, rejected):
            posting_id = row.get("posting_id") or row.get("id")
            posting_id = str(posting_id).strip() if isinstance(posting_id, str | int) else ""
            if not posting_id:
                rejected.add(
                    number, "missing_field", "expected posting_id or id; both are empty", json_line(row).rstrip()
                )
            elif posting_id in seen:
                reason = "this posting_id occurred before; the first counts"
                rejected.add(number, "duplicate_id", reason, json_line(row).rstrip())
            else:
                seen.add(posting_id)
                yield row
            progress.show(source.position())


def _rows(source: InputFile, rejected: RejectedLines) -> Iterator[tuple[int, Mapping[str, Any]]]:
    if source.start().removeprefix(_BYTE_ORDER_MARK).lstrip()[:1] in (b"{", b""):
        for number, row, _ in read_objects(source, rejected):
            yield number, row
        return
    table = read_any(source, (), rejected)
    if not {"posting_id", "id"} & set(table.rows.column_names):
        raise UsageError(
            f"postings {source.name}: no column posting_id or id; it has {', '.join(table.rows.column_names)}"
        )
    for batch in table.rows.to_batches(max_chunksize=1_000):
        yield from zip(table.lines, batch.to_pylist(), strict=False)
