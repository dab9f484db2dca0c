"""Candidate pairs of records and registry rows that share a key, each kind of key under its own first letter.

s  spaceless name                "t mobile" and "tmobile"; also asked for by initials and by domain label
i  initials                      with and without light words; asked for by short names of one word
d  domain                        equal registrable domains
l  domain label                  asked for by spaceless name and by first word
=  sound, ^ its beginning        for names in different scripts only
c  city                          where few companies are registered in it
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from pipeline.entity_resolution.name_table import NameTable
from pipeline.entity_resolution.record_table import RecordTable
from pipeline.entity_resolution.sound import skeleton

Ints = NDArray[np.int32]
Keys = Iterator[tuple[str, int]]

_SHORTEST_SOUND = 2
_SOUND_START = 5
_ACRONYM_LENGTHS = range(2, 13)
_LONG_INITIALS = 3  # initials of two letters are the name of too many


def pairs_by_key(
    records: RecordTable, names: Ints, rows: Iterable[int], registry: RecordTable, block_limit: int, city_limit: int
) -> tuple[Ints, Ints]:
    """Pairs (record row, registry row) that share a key; a pair may come more than once.

    Args:
        names: rows of the records' names that ask, rows: record rows that ask.
        block_limit: registry rows kept of one key of one record: those in its city, then country, then by id.
        city_limit: a city with more registry rows than this is no key.
    """
    asked: dict[str, list[int]] = {}
    for key, record in _asked(records, names, rows):
        holders = asked.setdefault(key, [])
        if not holders or holders[-1] != record:
            holders.append(record)
    blocks: dict[str, list[int]] = {}
    for key, row in _registered(registry, scripts={bool(is_latin) for is_latin in records.names.is_latin[names]}):
        if key in asked:
            blocks.setdefault(key, []).append(row)
    lefts: list[int] = []
    rights: list[int] = []
    for key, block in blocks.items():
        if key[0] == "c" and len(block) > city_limit:
            continue
        companies = sorted(set(block))
        for record in asked[key]:
            kept = _capped(records, record, registry, companies, block_limit)
            lefts.extend([record] * len(kept))
            rights.extend(kept)
    return np.array(lefts, dtype=np.int32), np.array(rights, dtype=np.int32)


def _asked(records: RecordTable, names: Ints, rows: Iterable[int]) -> Keys:
    """The keys that records ask for."""
    for name in names:
        record, spaceless = int(records.names.owner[name]), records.names.spaceless[name]
        yield f"s{spaceless}", record
        yield f"l{spaceless}", record
        yield f"l{records.names.forms[name].tokens[0]}", record
        if len(spaceless) in _ACRONYM_LENGTHS and len(records.names.all_initials[name]) == 1:
            yield f"i{spaceless}", record
        for initials in _initials(records.names, int(name)):
            if len(initials) >= _LONG_INITIALS:
                yield f"s{initials}", record
        for sound in _sound_keys(spaceless):
            yield _scripted(sound, not records.names.is_latin[name]), record
    for record in rows:
        if records.domain[record]:
            yield f"d{records.domain[record]}", record
            yield f"s{records.domain_label[record]}", record
        if records.city[record]:
            yield f"c{records.city[record]}", record


def _registered(registry: RecordTable, scripts: set[bool]) -> Keys:
    """The keys of a registry; sounds only of names in another script than some that ask."""
    names = registry.names
    for name, (owner, is_latin) in enumerate(zip(names.owner.tolist(), names.is_latin.tolist(), strict=True)):
        yield f"s{names.spaceless[name]}", owner
        if len(names.all_initials[name]) > 1:
            for initials in _initials(names, name):
                yield f"i{initials}", owner
        if (not is_latin) in scripts:
            for sound in _sound_keys(names.spaceless[name]):
                yield _scripted(sound, is_latin), owner
    for row in range(len(registry)):
        if registry.domain[row]:
            yield f"d{registry.domain[row]}", row
            yield f"l{registry.domain_label[row]}", row
        if registry.city[row]:
            yield f"c{registry.city[row]}", row


def _initials(names: NameTable, row: int) -> tuple[str, ...]:
    telling, every = names.initials[row], names.all_initials[row]
    return (every,) if every == telling else (telling, every)


def _scripted(sound: str, is_latin: bool) -> str:
    """A sound key that only names of the given script answer."""
    return f"{sound}{int(is_latin)}"


def _capped(records: RecordTable, record: int, registry: RecordTable, companies: list[int], limit: int) -> list[int]:
    if len(companies) <= limit:
        return companies
    city, country = records.city[record], records.country[record]
    return sorted(
        companies,
        key=lambda row: (
            not (city and registry.city[row] == city),
            not (country and registry.country[row] == country),
            row,
        ),
    )[:limit]


@lru_cache(maxsize=200_000)
def _sound_keys(spaceless: str) -> tuple[str, ...]:
    sound = skeleton(spaceless)
    if len(sound) < _SHORTEST_SOUND:
        return ()
    return (f"={sound}", f"^{sound[:_SOUND_START]}") if len(sound) >= _SOUND_START else (f"={sound}",)
