"""Names of many records read, some at a time, in whatever process."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import pyarrow as pa

from pipeline.entity_resolution.records.given_records import all_names
from pipeline.entity_resolution.records.name_columns import read_columns
from pipeline.entity_resolution.records.spread import Spread

_NAMES_AT_ONCE = 6_000

Chunk = tuple[int, Sequence[Sequence[str]]]


def begin_reading(written: Sequence[Sequence[str]], spread: Spread) -> Iterator[pa.RecordBatch]:
    """Names read (see `read_columns`), one batch at least; where work is spread, they are read from now on.

    Args:
        written: the names of each record as written, its main name first.
    """
    starts = range(0, max(1, len(written)), _NAMES_AT_ONCE)
    return spread(_reader, (), ((start, written[start : start + _NAMES_AT_ONCE]) for start in starts))


def _reader() -> Callable[[Chunk], pa.RecordBatch]:
    return _read_each


def _read_each(chunk: Chunk) -> pa.RecordBatch:
    first, written = chunk
    return read_columns([all_names(each[0], each[1:]) for each in written], first)
