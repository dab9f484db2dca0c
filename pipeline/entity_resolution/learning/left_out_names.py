"""Mentions that a registry gives by itself: another name of a company, taken out of it, is a mention of that company.

Labelled mentions are few, other names many. They teach which candidate is the right one; whether a company is
registered at all they cannot teach. Used by `linking_training.py` only.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

import pyarrow as pa

from pipeline.entity_resolution.names.name_forms import name_form
from pipeline.entity_resolution.records.given_records import alias_lists, texts

PARTS = 4  # of a company's names some stay registered while others are left out
# How often a mention tells where its company is, as in the labelled ones; a city only together with a country.
_TELLS = {"domain": 0.25, "country": 0.65, "city": 0.45}


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A registry without some of its names, and these as mentions (see `training.py`)."""

    registry: pa.Table
    mentions: pa.Table


def left_out_names(registry: pa.Table) -> Iterator[LeftOut]:
    """Each name that is another name of one company only is left out once; parts without any are not there."""
    ids, aliases = texts(registry, "company_id"), alias_lists(registry)
    holders: dict[str, set[str]] = {}
    for company, names in zip(ids, zip(texts(registry, "name"), aliases, strict=True), strict=True):
        for name in (names[0], *names[1]):
            holders.setdefault(name_form(name).spaceless, set()).add(company)
    for part in range(PARTS):
        chosen = [
            (row, name)
            for row, names in enumerate(aliases)
            for name in names
            if _share(f"{ids[row]} {name}") * PARTS // 1 == part and len(holders[name_form(name).spaceless]) == 1
        ]
        if chosen:
            yield LeftOut(_without(registry, aliases, set(chosen)), _mentions(registry, chosen))


def _without(registry: pa.Table, aliases: list[list[str]], chosen: set[tuple[int, str]]) -> pa.Table:
    kept = [[name for name in names if (row, name) not in chosen] for row, names in enumerate(aliases)]
    column = registry.column_names.index("aliases")
    return registry.set_column(column, "aliases", pa.array([json.dumps(names) for names in kept], pa.string()))


def _mentions(registry: pa.Table, chosen: list[tuple[int, str]]) -> pa.Table:
    company, *places = (texts(registry, column) for column in ("company_id", *_TELLS))
    rows = []
    for row, name in chosen:
        key = f"{company[row]} {name}"
        told = {
            column: values[row] if _tells(key, column) else "" for column, values in zip(_TELLS, places, strict=True)
        }
        rows.append({"record_id": key, "name": name, "true_company_id": company[row], **told})
    return pa.Table.from_pylist(rows)


def _tells(key: str, column: str) -> bool:
    share = _share(f"country {key}" if column == "city" else f"{column} {key}")
    return share < _TELLS[column]


def _share(text: str) -> float:
    """A number from 0 to 1 that hangs on the text alone."""
    return zlib.crc32(text.encode()) / 2**32
