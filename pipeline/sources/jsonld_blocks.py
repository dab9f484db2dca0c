"""JSON-LD of a page: the blocks, read by a ladder of repairs, and the objects in them by type.

The ladder, in order: JSON; JSON with raw control characters in strings; without comment or CDATA wrappers; entities
unescaped once; trailing commas dropped; the first of several values. Nothing is ever evaluated or guessed.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any  # JSON values

from selectolax.lexbor import LexborHTMLParser

from pipeline.sources.json_text import first_json_value, load_json_text
from pipeline.sources.parser import Rejection
from pipeline.sources.rejections import reject
from pipeline.sources.text import unescape

_BLOCKS_LIMIT = 500  # real pages have up to 35
_OPENING = re.compile(r"\s*(?:<!--|/\*\s*<!\[CDATA\[\s*\*/|//\s*<!\[CDATA\[|<!\[CDATA\[)")
_CLOSING = re.compile(r"(?:-->|/\*\s*\]\]>\s*\*/|//\s*\]\]>|\]\]>)\s*\Z")
_CLOSING_CHARACTERS = 64
_WRAPPERS_LIMIT = 10
# Strings are matched whole, so that a comma inside one is not touched; the closing quote is optional to stay linear.
_STRING_OR_TRAILING_COMMA = re.compile(r'("(?:[^"\\]|\\.)*+"?)|,(\s*+[}\]])', re.DOTALL)


@dataclass(frozen=True, slots=True)
class Block:
    """One JSON-LD block: its number on the page from 1, its value, and whether more values followed it."""

    number: int
    value: Any
    has_more: bool = False


def json_ld_blocks(page: LexborHTMLParser) -> Iterator[Block | Rejection]:
    """Every JSON-LD block of a page in page order; one that is not JSON is a rejection; empty ones are skipped."""
    number = 0
    for script in page.css("script[type]"):
        media_type = (script.attributes.get("type") or "").split(";")[0].strip().lower()
        if media_type != "application/ld+json":
            continue
        number += 1
        if number > _BLOCKS_LIMIT:
            yield reject(None, "too_complex", f"more than {_BLOCKS_LIMIT} JSON-LD blocks; the rest is not read")
            return
        text = script.text() or ""
        if not text.strip():
            continue
        yield from read_block(number, text)


def read_block(number: int, text: str) -> Iterator[Block | Rejection]:
    """Read one block by the ladder."""
    try:
        value, has_more = load_tolerant(text)
    except ValueError as error:
        yield reject(number, "invalid_json", f"JSON-LD block {number} is not JSON: {error}", text)
        return
    if has_more:
        yield reject(number, "several_json_values", f"JSON-LD block {number} holds several; read the first", text)
    yield Block(number, value, has_more)


def load_tolerant(text: str) -> tuple[Any, bool]:
    """The value of a block, and whether more followed it.

    Raises: ValueError: no step of the ladder helps.
    """
    text = text.strip().lstrip("\ufeff")
    try:
        return load_json_text(text, strict=False), False
    except ValueError as error:
        first_error = error
    text = _without_wrappers(text)
    if text.startswith(("{&quot;", "[&quot;", "[{&quot;", "{&#34;", "{ &quot;", "{\n&quot;")):
        text = unescape(text)
    for candidate in (text, _STRING_OR_TRAILING_COMMA.sub(r"\1\2", text)):
        try:
            return load_json_text(candidate, strict=False), False
        except ValueError:
            continue
    if not text.startswith(("{", "[")):
        raise first_error
    try:
        return first_json_value(text), True
    except ValueError:
        raise first_error from None


def objects_of_type(value: Any, types: Collection[str]) -> Iterator[dict[str, Any]]:
    """Objects whose `@type` is one of `types`, anywhere in `value`, in document order; not inside one another."""
    stack = [value]
    while stack:
        current = stack.pop()
        if isinstance(current, list):
            stack.extend(reversed(current))
        elif isinstance(current, dict):
            if type_names(current) & set(types):
                yield current
            else:
                stack.extend(reversed(list(current.values())))


def type_names(item: dict[str, Any]) -> set[str]:
    """The types of a JSON-LD object, without the vocabulary's address."""
    raw = item.get("@type")
    names = raw if isinstance(raw, list) else [raw]
    return {re.split(r"[/#:]", name.strip())[-1] for name in names if isinstance(name, str) and len(name) < 200}


def _without_wrappers(text: str) -> str:
    """Drop comments and CDATA marks around the value; inside it they may be data."""
    for _ in range(_WRAPPERS_LIMIT):
        before = len(text)
        opening = _OPENING.match(text)
        if opening is not None:
            end = text.find("-->") if "<!--" in opening.group() else -1
            value = min((at for at in (text.find("{"), text.find("[", opening.end())) if at >= 0), default=before)
            text = text[end + 3 if 0 <= end < value else opening.end() :].lstrip()
        tail = text[-_CLOSING_CHARACTERS:]
        closing = _CLOSING.search(tail)
        if closing is not None:
            start = text.rfind("<!--")
            is_note = start > max(text.rfind("}"), text.rfind("]"))
            text = text[: start if is_note else len(text) - len(tail) + closing.start()].rstrip()
        if len(text) == before:
            break
    return text
