"""Files of lines, for the commands that work without a lake: reading them, writing them, and keeping what was rejected.

`-` is standard input or output. Gzip is undone by its first bytes, whatever the name; what is written to a name ending
in `.gz` is compressed, without a time in it, so that equal rows give equal bytes. A file is written beside its place,
and moved there when all is well: no reader sees half of it, and a command may write over its own input.
"""

from __future__ import annotations

import gzip
import io
import os
import stat
import sys
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, cast  # Any: JSON values

import click
import orjson

from pipeline.errors import PayloadError, UsageError
from pipeline.sources.json_text import load_json_text

if TYPE_CHECKING:
    from pipeline.access.rejected_lines import RejectedLines

LINE_LIMIT_BYTES = 16 * 1024 * 1024  # longest postings are far below 1 MB; a longer line is a file without line ends

_GZIP_MAGIC = b"\x1f\x8b"
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


@dataclass(slots=True)
class InputFile:
    """An open input.

    Attributes:
        name: as typed; `standard input` for `-`.
        stream: its bytes, decompressed.
        size: bytes as stored; None where unknown.
    """

    name: str
    stream: BinaryIO
    size: int | None
    stored: BinaryIO

    def start(self) -> bytes:
        """The first bytes, which stay to be read."""
        found: bytes = self.stream.peek(64)[:64]  # type: ignore[attr-defined]  # every stream of `open_input` can
        return found

    def position(self) -> int:
        """Stored bytes read so far; 0 where unknown."""
        return self.stored.tell() if self.size is not None else 0


@contextmanager
def open_input(path: str) -> Iterator[InputFile]:
    """Open a file or standard input for reading.

    Raises: UsageError: there is no such file, or it is none. PayloadError: its gzip data are broken (while reading).
    """
    if path == "-":
        if sys.stdin.isatty():
            click.echo("Reading from the terminal; end with Ctrl-D on an empty line.", err=True)
        yield InputFile("standard input", _decompressed(sys.stdin.buffer), None, sys.stdin.buffer)
        return
    try:
        stored = Path(path).open("rb")  # noqa: SIM115 (closed below; opening has errors of its own)
    except (FileNotFoundError, NotADirectoryError) as error:
        raise UsageError(f"there is no file {path!r}") from error
    except IsADirectoryError as error:
        raise UsageError(f"{path!r} is a folder; name a file in it") from error
    except (PermissionError, ValueError) as error:
        raise UsageError(f"cannot read {path!r}: {getattr(error, 'strerror', None) or error}") from error
    with stored:
        size = os.fstat(stored.fileno())
        yield InputFile(
            path, _decompressed(stored), size.st_size if stat.S_ISREG(size.st_mode) else None, cast(BinaryIO, stored)
        )


def _decompressed(stored: Any) -> BinaryIO:
    buffered = stored if hasattr(stored, "peek") else io.BufferedReader(stored)
    if buffered.peek(2)[:2] == _GZIP_MAGIC:
        return cast(BinaryIO, gzip.GzipFile(fileobj=buffered, mode="rb"))
    return cast(BinaryIO, buffered)


def read_lines(source: InputFile, rejected: RejectedLines) -> Iterator[tuple[int, bytes]]:
    """Yield (line number from 1, line without its end), empty lines included; lines that are too long are rejected.

    Raises: PayloadError: the file's gzip data are broken.
    """
    number = 0
    while True:
        try:
            line = source.stream.readline(LINE_LIMIT_BYTES + 1)
            is_too_long = len(line) > LINE_LIMIT_BYTES
            if is_too_long:
                _skip_line(source.stream, line)
        except EOFError as error:
            raise PayloadError("truncated_gzip", f"{source.name}: ends too early, after line {number}") from error
        except (gzip.BadGzipFile, zlib.error) as error:
            raise PayloadError("invalid_gzip", f"{source.name}: broken after line {number}: {error}") from error
        if not line:
            return
        number += 1
        if number == 1:
            line = line.removeprefix(_BYTE_ORDER_MARK)
        if is_too_long:
            reason = f"longer than {LINE_LIMIT_BYTES} bytes: is it one JSON object a line?"
            rejected.add(number, "too_large", reason, line)
        else:
            yield number, line.rstrip(b"\r\n")


def _skip_line(stream: BinaryIO, begun: bytes) -> None:
    while begun and not begun.endswith(b"\n"):
        begun = stream.readline(LINE_LIMIT_BYTES)


def read_objects(source: InputFile, rejected: RejectedLines) -> Iterator[tuple[int, dict[str, Any], bytes]]:
    """Yield (line number, JSON object, line) of JSON Lines; blank lines are skipped, what is no object is rejected."""
    for number, line in read_lines(source, rejected):
        if line and not line.isspace():
            found = load_object(number, line, rejected)
            if found is not None:
                yield number, found, line


def load_object(number: int, line: bytes, rejected: RejectedLines) -> dict[str, Any] | None:
    """The JSON object in a line; None when there is none, which is then rejected."""
    try:
        found = orjson.loads(line)
    except orjson.JSONDecodeError as error:
        try:
            found = load_json_text(line.decode())  # lone surrogates are legal enough to occur, and orjson refuses them
        except UnicodeDecodeError as not_text:
            rejected.add(number, "not_utf8", _not_utf8(not_text, line), line)
            return None
        except ValueError:
            rejected.add(number, "invalid_json", f"expected a JSON object: {error}", line)
            return None
    if not isinstance(found, dict):
        rejected.add(number, "wrong_type", f"expected a JSON object, got {type(found).__name__}", line)
        return None
    return found


def decode_line(number: int, line: bytes, rejected: RejectedLines) -> str | None:
    """The text of a line; None when it is not UTF-8, and then it is rejected."""
    try:
        return line.decode()
    except UnicodeDecodeError as error:
        rejected.add(number, "not_utf8", _not_utf8(error, line), line)
        return None


def _not_utf8(error: UnicodeDecodeError, line: bytes) -> str:
    return f"expected UTF-8; byte {error.start + 1} of the line is 0x{line[error.start]:02x}"


@contextmanager
def open_output(target: str) -> Iterator[BinaryIO]:
    """Open a file or standard output for writing bytes.

    A new file takes its place when the block ends well; otherwise the old one, if any, stays as it was.

    Raises: UsageError: it cannot be written.
    """
    if target == "-":
        yield from _standard_output()
        return
    path = Path(target)
    # Pipes and devices are written in place; links are followed, so that what they point to is replaced.
    is_in_place = path.exists() and not path.is_file()
    place = path if is_in_place else path.resolve()
    beside = place if is_in_place else place.with_name(f".{place.name}.{os.getpid()}.part")
    try:
        raw = beside.open("wb")
    except IsADirectoryError as error:
        raise UsageError(f"cannot write {target!r}: it is a folder") from error
    except (OSError, ValueError) as error:
        raise UsageError(f"cannot write {target!r}: {getattr(error, 'strerror', None) or error}") from error
    try:
        with raw:
            if target.endswith(".gz"):
                with gzip.GzipFile(filename="", fileobj=raw, mode="wb", compresslevel=6, mtime=0) as packed:
                    yield cast(BinaryIO, packed)
            else:
                yield cast(BinaryIO, raw)
        if not is_in_place:
            beside.replace(place)
    except BaseException:
        if not is_in_place:
            beside.unlink(missing_ok=True)
        raise


def _standard_output() -> Iterator[BinaryIO]:
    try:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
    except BrokenPipeError as error:
        # The reader has left (`| head`): no failure, and what is still buffered must not fail when Python ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise click.exceptions.Exit(0) from error


def json_line(row: Any) -> bytes:
    """A row as one line of JSON: times in RFC 3339 with Z, absent values null."""
    try:
        return orjson.dumps(row, option=orjson.OPT_APPEND_NEWLINE | orjson.OPT_UTC_Z)
    except TypeError:  # lone surrogates and integers beyond 64 bits, echoed from the input
        import json

        return json.dumps(row, separators=(",", ":"), default=str).encode() + b"\n"
