"""Rows of a CSV file that somebody's program wrote: delimiter found, bad rows rejected one by one."""

from __future__ import annotations

import csv
import gzip
import zlib
from collections import deque
from collections.abc import Iterator, Sequence

from pipeline.access.line_files import LINE_LIMIT_BYTES, InputFile
from pipeline.access.rejected_lines import RejectedLines
from pipeline.errors import PayloadError, UsageError

_DELIMITERS = ",;\t|"
_FIELD_CHARACTERS = 1024 * 1024
# A quote that is never closed swallows the lines after it; so often they are read once more, without the first of them.
# Each time costs a scan of up to `_FIELD_CHARACTERS`.
_RECOVERIES = 1_000


class CsvRows:
    """Iterates over (line the row begins at, cells), all rows with as many cells as the header.

    Attributes:
        header: column names; empty for an empty file.
    """

    def __init__(self, source: InputFile, expected: Sequence[str], rejected: RejectedLines) -> None:
        """Raises: UsageError: a column is named twice. PayloadError: this is no CSV."""
        csv.field_size_limit(_FIELD_CHARACTERS)
        self._name = source.name
        self._rejected = rejected
        self._lines = _Lines(source)
        self._recoveries = _RECOVERIES
        first = next(self._lines, "").removeprefix("\ufeff")
        self._delimiter, self.header = self._read_header(first, expected) if first.strip() else (",", [])
        self._lines.taken.clear()

    def __iter__(self) -> Iterator[tuple[int, list[str]]]:
        reader = csv.reader(self._lines, delimiter=self._delimiter)
        while True:
            number = self._lines.number + 1
            problem, row = self._next(reader)
            if problem is not None:
                taken = self._lines.taken
                if len(taken) > 1 and self._recoveries:
                    self._recoveries -= 1
                    self._lines.give_back(taken[1:])
                    del taken[1:]
                    reader = csv.reader(self._lines, delimiter=self._delimiter)
                self._reject(number, problem)
            elif row is None:
                return
            elif row:
                yield number, row
            self._lines.taken.clear()

    def _next(self, reader: Iterator[list[str]]) -> tuple[tuple[str, str] | None, list[str] | None]:
        """Reason code and reason, or the next row; neither at the end, an empty row for an empty line."""
        self._lines.is_exhausted = False
        try:
            row = next(reader)
        except StopIteration:
            return None, None
        except csv.Error as error:
            return ("invalid_csv", str(error)), None
        if self._lines.is_exhausted:  # it wanted more lines to end the row
            return ("invalid_csv", "a quote is never closed"), None
        if row and len(row) != len(self.header):
            return ("wrong_column_count", f"expected {len(self.header)} fields as in the header, got {len(row)}"), None
        if any(_has_escapes(line) for line in self._lines.taken):
            return ("not_utf8", "expected UTF-8"), None
        return None, row

    def _reject(self, number: int, problem: tuple[str, str]) -> None:
        original = "".join(self._lines.taken).encode("utf-8", "surrogateescape").rstrip(b"\r\n")
        self._rejected.add(number, problem[0], f"{self._name}: {problem[1]}", original)

    def _read_header(self, line: str, expected: Sequence[str]) -> tuple[str, list[str]]:
        """The delimiter under which most of the expected columns appear, and the columns."""
        if _has_escapes(line) or "\x00" in line:
            raise PayloadError("unknown_format", f"{self._name}: neither CSV in UTF-8 nor Parquet nor JSON Lines")
        try:
            headers = {delimiter: next(csv.reader([line], delimiter=delimiter)) for delimiter in _DELIMITERS}
        except (csv.Error, StopIteration) as error:
            raise PayloadError("unknown_format", f"{self._name}: its CSV header cannot be read: {error}") from error
        delimiter = max(_DELIMITERS, key=lambda each: sum(column.strip() in expected for column in headers[each]))
        header = [column.strip() for column in headers[delimiter]]
        repeated = sorted({column for column in header if header.count(column) > 1})
        if repeated:
            raise UsageError(f"{self._name}: its CSV header names {repeated[0]!r} twice")
        return delimiter, header


class _Lines:
    """Lines for the csv module; remembers those of the row being read. Bytes that are not UTF-8 become escapes."""

    def __init__(self, source: InputFile) -> None:
        self._source = source
        self._returned: deque[str] = deque()
        self.taken: list[str] = []
        self.number = 0
        self.is_exhausted = False

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._returned.popleft() if self._returned else self._read()
        if not line:
            self.is_exhausted = True
            raise StopIteration
        self.number += 1
        self.taken.append(line)
        return line

    def give_back(self, lines: list[str]) -> None:
        """Lines to be read once more."""
        self._returned.extendleft(reversed(lines))
        self.number -= len(lines)

    def _read(self) -> str:
        try:
            line = self._source.stream.readline(LINE_LIMIT_BYTES)
            rest = line
            # What is cut off here has too long a field or too few fields, so the row is rejected.
            while len(rest) == LINE_LIMIT_BYTES and not rest.endswith(b"\n"):
                rest = self._source.stream.readline(LINE_LIMIT_BYTES)
        except (EOFError, gzip.BadGzipFile, zlib.error) as error:
            raise PayloadError("invalid_gzip", f"{self._source.name}: broken after line {self.number}") from error
        return line.decode("utf-8", "surrogateescape")


def _has_escapes(text: str) -> bool:
    return not text.isascii() and any("\udc80" <= character <= "\udcff" for character in text)
