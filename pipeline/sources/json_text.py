"""JSON: fast, strict, bounded.

Duplicate keys: the last one counts, as in every common parser. NaN and Infinity are not JSON.
"""

from __future__ import annotations

import json
from typing import Any, NoReturn  # JSON values

import orjson

from pipeline.errors import PayloadError
from pipeline.sources.text import decode_utf8


def load_json(data: bytes) -> Any:
    """Parse one JSON document.

    Raises: PayloadError: `empty_payload`, `not_utf8` or `invalid_json`.
    """
    if not data.strip():
        raise PayloadError("empty_payload", "expected JSON; nothing came")
    try:
        return orjson.loads(data)
    except orjson.JSONDecodeError as error:
        fast_reason = str(error)
    try:
        # Lone surrogates and byte order marks are legal enough to occur, and orjson refuses them.
        return load_json_text(decode_utf8(data))
    except ValueError as error:
        raise PayloadError("invalid_json", f"expected JSON: {fast_reason}") from error


def load_json_text(text: str, *, strict: bool = True) -> Any:
    """Parse JSON text with the standard library; `strict=False` allows raw control characters in strings.

    Raises: ValueError: it is not JSON, or nested too deeply.
    """
    try:
        return json.loads(text, strict=strict, parse_constant=_refuse_constant)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error


def first_json_value(text: str) -> Any:
    """The first complete JSON value of a text that holds several.

    Raises: ValueError: it does not begin with one.
    """
    try:
        value, _ = json.JSONDecoder(strict=False, parse_constant=_refuse_constant).raw_decode(text.lstrip())
    except RecursionError as error:
        raise ValueError("nested too deeply") from error
    return value


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")
