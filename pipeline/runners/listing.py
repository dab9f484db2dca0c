"""From a source to its items, wherever they are: the one list that local runs, messages and schedules work through."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from pipeline.runners.file_items import list_file_items
from pipeline.runners.items import Item, Problem, WebItem
from pipeline.runners.object_items import list_object_items
from pipeline.sources.endpoints import board_url
from pipeline.sources.kinds import FOLLOWED
from pipeline.sources.sources_file import Source


def list_items(source: Source, folder: Path) -> Iterator[Item | Problem]:
    """The items of one source, in the order of their urls. Files and objects are looked up; the web is not asked.

    Args:
        folder: where SOURCES.yml lies; relative paths start there, and it is left out of the items' urls.
    Raises: TransientError: S3 is busy.
    """
    if source.path is not None:
        yield from list_file_items(source, source.path, folder)
    elif source.s3 is not None:
        yield from list_object_items(source, source.s3)
    else:
        yield from _web_items(source)


def _web_items(source: Source) -> Iterator[WebItem]:
    if source.kind in FOLLOWED:
        yield WebItem(source, f"https://{source.domain}/")
    elif source.board is not None:
        yield WebItem(source, board_url(source.kind, source.board) or "")
    for url in source.url or ():
        yield WebItem(source, url)
