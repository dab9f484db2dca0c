"""The texts of postings, one at a time: of a lake's current release, or of a file of lines as `extract` reads it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any  # JSON values

from pipeline.access.catalogue_discovery import Document
from pipeline.access.line_files import open_input, read_objects
from pipeline.access.queries import release_connection
from pipeline.access.reading_progress import ReadingProgress
from pipeline.access.rejected_lines import RejectedLines
from pipeline.publishing.releases import find_release
from pipeline.storage.lake import open_lake


@contextmanager
def posting_documents(
    file: str | None, lake_uri: str, rejected: RejectedLines, progress: ReadingProgress
) -> Iterator[Iterator[Document]]:
    """Documents of `file`, or of the lake where it is None; `progress` counts what was read of their texts."""
    if file is None:
        lake = open_lake(lake_uri)
        with release_connection(lake, find_release(lake)) as connection:
            sql = "SELECT posting_id, description, title, company_name FROM core_postings ORDER BY posting_id"
            cursor = connection.execute(sql)
            rows = iter(cursor.fetchone, None)
            yield _counted((Document(*(value or "" for value in row)) for row in rows), progress)
    else:
        with open_input(file) as source:
            yield _counted((_document(*entry) for entry in read_objects(source, rejected)), progress)


def _document(number: int, row: dict[str, Any], line: bytes) -> Document:
    identifier = row.get("id") or row.get("posting_id") or number
    texts = (_text(row, "description"), _text(row, "title"), _text(row, "company", "company_name"))
    return Document(str(identifier), *texts)


def _text(row: dict[str, Any], *names: str) -> str:
    return next((value for value in map(row.get, names) if isinstance(value, str)), "")


def _counted(documents: Iterator[Document], progress: ReadingProgress) -> Iterator[Document]:
    read = 0
    for document in documents:
        yield document
        read += len(document.description)
        progress.show(read)
