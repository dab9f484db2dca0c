"""Ids of records, from what the source said and never from what cleaning made of it."""

from __future__ import annotations

from typing import Any  # raw values of a payload

import orjson

from pipeline.identifiers import make_id


def posting_id(source: str, source_posting_id: str | None, url: str | None, *raw: Any) -> str:
    """Id of a posting version: the same posting with another title, company, location or text is another version."""
    return make_id("pos", source, source_posting_id or url or "", *map(raw_text, raw))


def page_id(source: str, url: str | None, payload_id: str) -> str:
    """Id of a page version: the same address with other bytes is another version."""
    return make_id("pag", source, url, payload_id)


def registration_id(source: str, source_registration_id: str) -> str:
    """Id of a register entry; a changed entry keeps it."""
    return make_id("reg", source, source_registration_id)


def raw_text(value: Any) -> str | None:
    """A raw value as id material: empty is None, so that CSV and JSON Lines of the same data give the same ids."""
    if value is None or value == "":
        return None
    if isinstance(value, str):
        return value
    try:
        return orjson.dumps(value, option=orjson.OPT_SORT_KEYS | orjson.OPT_NON_STR_KEYS, default=str).decode()
    except TypeError:
        return repr(value)
