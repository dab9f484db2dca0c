"""Sources and their items by name, for hosts that take them one at a time: read once, and anew when they change."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.errors import ConfigurationError, MessageError
from pipeline.runners.items import Item, Problem
from pipeline.runners.listing import list_items
from pipeline.runners.messages import CollectMessage
from pipeline.runners.source_files import load_sources
from pipeline.sources.sources_file import Source

_FRESH_SECONDS = 60.0  # a file changed meanwhile may be collected under its old modification time for so long


@dataclass(slots=True)
class _Page:
    """What one SOURCES.yml says, and the items listed so far."""

    read_at: float
    sources: dict[str, Source]
    folder: Path
    items: dict[str, dict[str, Item | Problem]] = field(default_factory=dict)


class SourceBook:
    """Looks up what messages name; shared by threads."""

    def __init__(self, clock: Callable[[], float]) -> None:
        """Make an empty book; `clock` gives seconds that only grow."""
        self._clock = clock
        self._pages: dict[str, _Page] = {}
        self._lock = threading.Lock()

    def source(self, message: CollectMessage) -> Source:
        """The source a message names.

        Raises: MessageError: there is no such file or source.
        """
        with self._lock:
            page = self._page(message.sources_file)
        source = page.sources.get(message.source)
        if source is None:
            raise MessageError("unknown_source", f"{message.sources_file} has no source {message.source!r}")
        return source

    def items(self, message: CollectMessage) -> Iterator[Item | Problem]:
        """The items a message means, in the order of their source.

        Raises: MessageError: the source has no such item. TransientError: S3 is busy.
        """
        source = self.source(message)
        with self._lock:
            page = self._page(message.sources_file)
            named = None if message.item is None else self._item(page, source, message.item)
        if named is None:
            yield from list_items(source, page.folder)
        else:
            yield named

    def rate(self, source_name: str) -> float | None:
        """Requests per second that a source may get, by any sources file in use; None for any number."""
        pages = list(self._pages.values())  # the dict is replaced, never changed: no waiting for who lists items now
        return next((page.sources[source_name].rate for page in pages if source_name in page.sources), None)

    def _item(self, page: _Page, source: Source, url: str) -> Item | Problem:
        found = page.items.get(source.name, {}).get(url)
        if found is None:  # never listed, or new since
            page.items[source.name] = {entry.url: entry for entry in list_items(source, page.folder)}
            found = page.items[source.name].get(url)
        if found is None:
            raise MessageError("unknown_item", f"source {source.name} has no item {url!r}")
        return found

    def _page(self, sources_file: str) -> _Page:
        page = self._pages.get(sources_file)
        if page is None or self._clock() - page.read_at > _FRESH_SECONDS:
            try:
                sources, folder = load_sources(Path(sources_file))
            except ConfigurationError as error:
                raise MessageError("unknown_source", str(error)) from error
            page = _Page(self._clock(), {source.name: source for source in sources}, folder)
            self._pages = {sources_file: page, **dict(list(self._pages.items())[:7])}  # few files are ever in use
        return page
