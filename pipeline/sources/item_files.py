"""Items of a file that is JSON Lines, a JSON list, CSV or Parquet, compressed or not, told by its bytes."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Iterator, Mapping
from typing import Any  # values of any column

import orjson
import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.errors import PayloadError
from pipeline.sources.json_text import load_json, load_json_text
from pipeline.sources.parser import Rejection
from pipeline.sources.rejections import reject
from pipeline.sources.text import DECOMPRESSED_LIMIT_BYTES, decode, decode_utf8, undo_gzip

Item = Mapping[str, Any]

_DELIMITERS = ",;\t|"
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
_BATCH_ROWS = 10_000


def read_items_of_file(data: bytes, columns: Collection[str]) -> Iterator[tuple[int, Item | Rejection]]:
    """Yield (line or item number from 1, item or rejection), in file order.

    Args:
        data: the file's bytes, gzip-compressed or not.
        columns: names that this kind knows; a CSV or Parquet file must have one of them at least.
    Raises: PayloadError: the file as a whole cannot be read.
    """
    data = undo_gzip(data)
    if not data.strip():
        raise PayloadError("empty_payload", "expected JSON Lines, CSV or Parquet; nothing came")
    if data.startswith(b"PAR1"):
        yield from _parquet_items(data, columns)
        return
    if data.startswith(_UTF16_MARKS):
        data = decode_utf8(data).encode()
    data = data.removeprefix(b"\xef\xbb\xbf")
    first = data.lstrip()[:1]
    if first == b"[":
        yield from _list_items(data)
    elif first == b"{":
        yield from _line_items(data)
    else:
        yield from _csv_items(data, columns)


def _line_items(data: bytes) -> Iterator[tuple[int, Item | Rejection]]:
    for number, line in enumerate(io.BytesIO(data), 1):
        try:
            item = orjson.loads(line)
        except orjson.JSONDecodeError as error:
            if line.isspace():
                continue
            item = _slow_line(number, line, str(error))
        if not isinstance(item, dict | Rejection):
            item = reject(number, "wrong_type", f"expected a JSON object, got {type(item).__name__}", line)
        yield number, item


def _slow_line(number: int, line: bytes, fast_reason: str) -> Any:
    try:
        return load_json_text(line.decode("utf-8"))
    except UnicodeDecodeError as error:
        return reject(number, "not_utf8", f"expected UTF-8; byte {error.start} is 0x{line[error.start]:02x}", line)
    except ValueError:
        return reject(number, "invalid_json", f"expected a JSON object: {fast_reason}", line)


def _list_items(data: bytes) -> Iterator[tuple[int, Item | Rejection]]:
    items = load_json(data)
    for number, item in enumerate(items, 1):
        if not isinstance(item, dict):
            item = reject(number, "wrong_type", f"expected a JSON object, got {type(item).__name__}", item)
        yield number, item


def _csv_items(data: bytes, columns: Collection[str]) -> Iterator[tuple[int, Item | Rejection]]:
    source = _RawLines(decode(data))
    delimiter, header = _csv_header(next(source, ""), columns)
    source.taken.clear()
    reader = csv.reader(source, delimiter=delimiter)
    number = 2
    while True:
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield number, reject(number, "invalid_csv", str(error), source.take())
        else:
            raw = source.take
            if len(row) == len(header):
                yield number, dict(zip(header, row, strict=True))
                raw()
            elif row:
                reason = f"expected {len(header)} fields as in the header, got {len(row)}"
                yield number, reject(number, "wrong_column_count", reason, raw())
            else:
                raw()
        number = source.number + 1


class _RawLines:
    """Lines for the csv module that remembers those taken since the last row, for the originals of rejections."""

    def __init__(self, text: str) -> None:
        self._lines = io.StringIO(text, newline="")
        self.taken: list[str] = []
        self.number = 0

    def __iter__(self) -> _RawLines:
        return self

    def __next__(self) -> str:
        line = next(self._lines)
        self.number += 1
        self.taken.append(line)
        return line

    def take(self) -> str:
        raw = "".join(self.taken)
        self.taken.clear()
        return raw


def _csv_header(line: str, columns: Collection[str]) -> tuple[str, list[str]]:
    best: tuple[int, str, list[str]] = (0, ",", [])
    for delimiter in _DELIMITERS:
        try:
            names = [_column(name, columns) for name in next(csv.reader([line], delimiter=delimiter), [])]
        except csv.Error:
            continue
        known = sum(name in columns for name in names)
        if known > best[0]:
            best = (known, delimiter, names)
    if not best[0]:
        raise PayloadError(
            "unknown_format", f"expected JSON Lines, Parquet, or CSV with a header of {', '.join(sorted(columns))}"
        )
    repeated = sorted({name for name in best[2] if best[2].count(name) > 1})
    if repeated:
        raise PayloadError("unknown_format", f"the CSV header names {repeated[0]!r} twice")
    return best[1], best[2]


def _column(name: str, columns: Collection[str]) -> str:
    """A header as written, or in lower case when only that is known: spreadsheets write "Title"."""
    name = name.strip()
    return name if name in columns else name.lower() if name.lower() in columns else name


def _parquet_items(data: bytes, columns: Collection[str]) -> Iterator[tuple[int, Item]]:
    number = 0
    try:
        file = pq.ParquetFile(pa.BufferReader(data))
        names = file.schema_arrow.names
        size = sum(file.metadata.row_group(i).total_byte_size for i in range(file.metadata.num_row_groups))
        if not any(name in columns for name in names):
            raise PayloadError("unknown_format", f"expected a Parquet file with columns {', '.join(sorted(columns))}")
        if size > DECOMPRESSED_LIMIT_BYTES:
            raise PayloadError("too_large", f"{size} bytes uncompressed; the limit is {DECOMPRESSED_LIMIT_BYTES}")
        for batch in file.iter_batches(batch_size=_BATCH_ROWS):
            for item in batch.to_pylist():
                number += 1
                yield number, item
    except (pa.ArrowException, OSError, ValueError, OverflowError, MemoryError) as error:
        raise PayloadError("not_parquet", f"expected a Parquet file: {error}") from error
