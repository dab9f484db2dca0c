"""One text a line, bare or as a JSON object that holds it."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.access.line_files import InputFile, decode_line, load_object, read_lines
from pipeline.access.rejected_lines import RejectedLines


def read_texts(source: InputFile, field: str, rejected: RejectedLines) -> Iterator[tuple[int, str]]:
    """Yield (line number, text) of every line, empty ones too, so that answers stay beside their questions.

    A line that begins as a JSON object must be one and hold `field`; "{fmt}" is a text.
    """
    for number, line in read_lines(source, rejected):
        is_object = _is_object(line)
        text = _text_of(number, line, field, rejected) if is_object else decode_line(number, line, rejected)
        if text is not None:
            yield number, text


def _is_object(line: bytes) -> bool:
    start = line.lstrip()
    return start[:1] == b"{" and start[1:].lstrip()[:1] in (b'"', b"}")


def _text_of(number: int, line: bytes, field: str, rejected: RejectedLines) -> str | None:
    row = load_object(number, line, rejected)
    if row is None:
        return None
    value = row.get(field)
    if isinstance(value, str):
        return value
    if field not in row:
        rejected.add(number, "missing_field", f"expected {field!r}; it has {', '.join(map(repr, row)) or 'none'}", line)
    else:
        rejected.add(number, "wrong_type", f"expected text in {field!r}, got {type(value).__name__}", line)
    return None
