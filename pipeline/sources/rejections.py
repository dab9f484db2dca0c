"""Why something could not be read: the closed set of reason codes, and how a rejection is made.

Codes of a whole payload come in a `PayloadError` or, when records were still given, in a `Rejection` without a line.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import Any  # an item of a payload is any JSON value

import orjson

from pipeline.errors import PayloadError
from pipeline.sources.parser import ORIGINAL_LIMIT, Record, Rejection

_LISTED = 50

REASON_CODES: dict[str, str] = {
    # the payload as a whole
    "damaged_archive": "a web archive, or a record of one, that breaks off or cannot be unpacked; the rest is kept",
    "damaged_xml": "XML with errors in it; what could be read before and around them is kept",
    "empty_payload": "no bytes, or only blanks",
    "error_response": "the source answered with an error message instead of data",
    "incomplete_board": "the source says it has more items than the payload holds; those it holds are kept",
    "invalid_gzip": "gzip data that cannot be decompressed",
    "missing_domain": "a page whose address, and so the domain it belongs to, is unknown",
    "no_entries": "a sitemap or feed without any entry",
    "not_html": "not an HTML page",
    "not_parquet": "starts as a Parquet file but cannot be read as one",
    "too_complex": "markup nested or attributed beyond what any real page has",
    "too_large": "larger than the limit after decompression",
    "truncated_gzip": "gzip data that ends too early",
    "unknown_format": "readable, but not the shape that this kind has",
    # an item, or a whole payload of one item
    "empty_posting": "a posting with neither title nor description",
    "invalid_csv": "a CSV row that cannot be split into fields",
    "invalid_json": "text that is not JSON",
    "missing_field": "a field that this kind must have is missing or empty",
    "no_company": "an entry of a register or API that is no company, or a document that holds none",
    "no_posting": "a page without any JobPosting in it",
    "not_open": "a posting that its source lists but marks as not listed, removed or deleted; it is left out",
    "not_utf8": "bytes that are not UTF-8 where the format demands it",
    "parser_error": "the parser failed on this item in a way nobody foresaw",
    "several_json_values": "several JSON values where one belongs; the first is kept",
    "unknown_field": "fields that this kind does not know; the records are kept without them",
    "unknown_value": "a field that cannot be interpreted; the record is kept with null in its place",
    "unsafe_path": "a file name that is absolute, leaves its folder, or holds control characters",
    "wrong_column_count": "a CSV row with another number of fields than its header",
    "wrong_type": "an item of another JSON type than expected",
}


def reject(line: int | None, reason_code: str, reason: str, original: object = None) -> Rejection:
    """A rejection whose original, text or any JSON value, is cut at `ORIGINAL_LIMIT` characters."""
    if reason_code not in REASON_CODES:
        raise ValueError(f"unknown reason code {reason_code!r}; add it to REASON_CODES")
    shown = None if original is None else _storable(_shown(original)[:ORIGINAL_LIMIT])
    return Rejection(line, reason_code, _storable(reason), shown)


def counted(found: Counter[str]) -> str:
    """Names with their counts, for messages: by name, at most `_LISTED` of them, none longer than 80 characters.

    >>> counted(Counter({"size": 2, "colour": 1}))
    'colour (1), size (2)'
    """
    return ", ".join(f"{str(name)[:80]} ({count})" for name, count in sorted(found.items())[:_LISTED])


def read_items(
    items: Iterable[tuple[int, Any]], read: Callable[[int, Any], Iterator[Record | Rejection]]
) -> Iterator[Record | Rejection]:
    """Read each numbered item on its own: whatever fails on one becomes its rejection and the rest goes on."""
    for line, item in items:
        if isinstance(item, Rejection):
            yield item
            continue
        try:
            yield from list(read(line, item))
        except PayloadError as error:
            yield reject(line, error.reason_code, error.reason, item)
        except Exception as error:  # hostile input must not end a run; the code makes it visible
            yield reject(line, "parser_error", f"{type(error).__name__}: {error}", item)


def _shown(original: object) -> str:
    if isinstance(original, str):
        return original
    if isinstance(original, bytes):
        return original[: ORIGINAL_LIMIT * 4].decode("utf-8", "replace")
    try:
        return orjson.dumps(original, default=str, option=orjson.OPT_NON_STR_KEYS).decode()
    except TypeError:  # lone surrogates, integers beyond 64 bits, or nesting too deep for the encoder
        return _bounded_repr(original)


def _bounded_repr(original: object) -> str:
    try:
        return repr(original)
    except (RecursionError, ValueError):
        return f"<{type(original).__name__} that cannot be shown>"


def _storable(text: str) -> str:
    return text.replace("\x00", "\ufffd").encode("utf-8", "replace").decode()
