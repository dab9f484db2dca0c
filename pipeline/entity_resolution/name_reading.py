"""Names of many records read, some at a time, in whatever process."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pyarrow as pa

from pipeline.entity_resolution.name_columns import read_columns
from pipeline.entity_resolution.records import all_names
from pipeline.entity_resolution.spread import Spread

_NAMES_AT_ONCE = 20_000

Chunk = tuple[int, Sequence[Sequence[str]]]


def read_in_chunks(written: Sequence[Sequence[str]], spread: Spread) -> list[pa.RecordBatch]:
    """Names read (see `read_columns`); one batch at least.

    Args:
        written: the names of each record as written, its main name first.
    """
    chunks = ((start, written[start : start + _NAMES_AT_ONCE]) for start in range(0, len(written), _NAMES_AT_ONCE))
    return list(spread(_reader, (), chunks)) or [_read_each((0, []))]


def _reader() -> Callable[[Chunk], pa.RecordBatch]:
    return _read_each


def _read_each(chunk: Chunk) -> pa.RecordBatch:
    first, written = chunk
    return read_columns([all_names(each[0], each[1:]) for each in written], first)
