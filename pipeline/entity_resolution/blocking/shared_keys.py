"""Candidate pairs of records and registry rows that share a key, one kind of key after another.

spelling  spaceless name              "t mobile" and "tmobile"; also asked for by initials and by domain label
initials  with and without light words; asked for by short names of one word
domain    equal registrable domains
label     domain label; asked for by spaceless name and by first word
sound     all of it, or its beginning; for names in different scripts only
city      where few companies are registered in it
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from functools import partial
from typing import Protocol

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from pipeline.entity_resolution.names.sound import skeletons
from pipeline.entity_resolution.records.name_table import NameTable, Texts, as_texts
from pipeline.entity_resolution.records.record_table import RecordTable

Ints = NDArray[np.int32]
Keys = tuple[Texts, Ints]  # keys, and the row that has or asks for each
Asking = tuple[RecordTable, Ints, Ints]  # records, the rows of their names that ask, and the records that ask
Kind = tuple[Keys, Callable[[], Keys]]  # keys that are asked for, and who holds such keys


class Placed(Protocol):
    """Records of whom the places are known."""

    @property
    def city(self) -> Texts:
        """City of each."""

    @property
    def country(self) -> Texts:
        """Country of each."""


_SHORTEST_SOUND = 2
SOUND_START = 5
_SHORTEST_ACRONYM, _LONGEST_ACRONYM = 2, 12
_FEW = 0.25  # where less is asked for than this share of what is held, the rest need not be sorted
_LONG_INITIALS = 3  # initials of two letters are the name of too many


def pairs_by_key(
    records: RecordTable,
    names: Ints,
    rows: Ints,
    registry: RecordTable,
    block_limit: int,
    towns: Callable[[], Collection[str]],
    *,
    with_sounds: bool = True,
) -> tuple[Ints, Ints]:
    """Pairs (record row, registry row) that share a key; a pair may come more than once.

    Args:
        names: rows of the records' names that ask, rows: record rows that ask.
        block_limit: registry rows kept of one key of one record: those in its city, then country, then by id.
        towns: which cities are keys: those of few companies (see `small_towns`).
    """
    asking = (records, names, rows)
    kinds: list[Kind] = [
        *_one_sided(asking, registry),
        (_asked_places(asking, records.domain), partial(_held_places, registry, registry.domain)),
        (_asked_places(asking, records.city), partial(_held_towns, registry, towns)),
    ]
    if with_sounds:
        kinds.extend(_by_sound(records, names, registry))
    return _joined(kinds, records, registry, block_limit)


def pairs_by_sound(records: RecordTable, names: Ints, registry: RecordTable, block_limit: int) -> tuple[Ints, Ints]:
    """Those of `pairs_by_key` that are in different scripts and sound alike."""
    return _joined(_by_sound(records, names, registry), records, registry, block_limit)


def _by_sound(records: RecordTable, names: Ints, registry: RecordTable) -> list[Kind]:
    asked = [asked_sounds(records, names, is_latin) for is_latin in (False, True)]
    if records is registry and len(names) == len(records.names):
        return [(asked[0], lambda: asked[1]), (asked[1], lambda: asked[0])]
    return [(asked[is_latin], partial(_held_sound, registry, not is_latin)) for is_latin in (False, True)]


def pairs_by_one_sided_key(
    records: RecordTable, names: Ints, rows: Ints, registry: RecordTable, block_limit: int, first: int
) -> tuple[Ints, Ints]:
    """Those of `pairs_by_key` that the registry would not find if it asked for the records.

    Keys that none of the first so many registry rows holds are left out.
    """
    kinds = [_asked_of(first, *kind) for kind in _one_sided((records, names, rows), registry)]
    return _joined(kinds, records, registry, block_limit)


def _asked_of(first: int, asked: Keys, held: Callable[[], Keys]) -> Kind:
    keys, holders = held()
    wanted = holders < first
    return _in_common(asked, (keys[wanted], holders[wanted])), lambda: (keys, holders)


def _one_sided(asking: Asking, registry: RecordTable) -> list[Kind]:
    return [(asked(asking), partial(held, registry)) for asked, held in _ONE_SIDED]


def _joined(kinds: Sequence[Kind], records: RecordTable, registry: RecordTable, block_limit: int) -> tuple[Ints, Ints]:
    # what nobody asks for is not worked out: the sounds of a whole registry, for one name in other letters
    found = [join_keys(asked, held(), records, registry, block_limit) for asked, held in kinds if len(asked[0])]
    none = [np.zeros(0, dtype=np.int32)]
    return np.concatenate(none + [left for left, _ in found]), np.concatenate(none + [right for _, right in found])


def join_keys(asked: Keys, held: Keys, records: Placed, registry: Placed, limit: int) -> tuple[Ints, Ints]:
    """Pairs (record row, registry row) of askers and holders of the same key."""
    if len(asked[0]) < _FEW * len(held[0]):
        held = _in_common(held, asked)
    numbers = pa.array(np.concatenate([held[0], asked[0]]), pa.string()).dictionary_encode().indices.to_numpy()
    held_key, held_row = _distinct(numbers[: len(held[0])], held[1])
    asked_key, asked_row = _distinct(numbers[len(held[0]) :], asked[1])
    start, end = np.searchsorted(held_key, asked_key), np.searchsorted(held_key, asked_key, side="right")
    count = end - start
    small = np.flatnonzero((count > 0) & (count <= limit))
    place = np.repeat(start[small] - (np.cumsum(count[small]) - count[small]), count[small])
    lefts = [np.repeat(asked_row[small], count[small])]
    rights = [held_row[place + np.arange(len(place))]]
    nearest: dict[tuple[int, str, str], Ints] = {}
    for row in np.flatnonzero(count > limit).tolist():
        record = int(asked_row[row])
        key = (int(start[row]), records.city[record], records.country[record])
        if key not in nearest:
            nearest[key] = _nearest(held_row[start[row] : end[row]], registry, key[1], key[2], limit)
        lefts.append(np.full(limit, record, dtype=np.int32))
        rights.append(nearest[key])
    return np.concatenate(lefts), np.concatenate(rights)


def _in_common(keys: Keys, others: Keys) -> Keys:
    """Those of the keys that are among the others."""
    wanted = pc.is_in(pa.array(keys[0], pa.string()), pa.array(others[0], pa.string()))
    chosen = np.flatnonzero(wanted.to_numpy(zero_copy_only=False))
    return keys[0][chosen], keys[1][chosen]


def _distinct(keys: Ints, rows: Ints) -> tuple[Ints, Ints]:
    """Keys with their rows, sorted, without repeats."""
    order = np.lexsort((rows, keys))
    keys, rows = keys[order], rows[order]
    first = np.ones(len(keys), dtype=bool)
    first[1:] = (keys[1:] != keys[:-1]) | (rows[1:] != rows[:-1])
    return keys[first], rows[first]


def _nearest(rows: Ints, registry: Placed, city: str, country: str, limit: int) -> Ints:
    elsewhere = (registry.city[rows] != city) if city else np.ones(len(rows), dtype=bool)
    abroad = (registry.country[rows] != country) if country else np.ones(len(rows), dtype=bool)
    return rows[np.lexsort((rows, abroad, elsewhere))[:limit]]


def _asked_spelling(asking: Asking) -> Keys:
    records, names, _ = asking
    table, owner = records.names, records.names.owner[names]
    telling, every = table.initials[names], table.all_initials[names]
    long_telling, long_every = _lengths(telling) >= _LONG_INITIALS, _lengths(every) >= _LONG_INITIALS
    labels = _asked_places(asking, records.domain_label)
    return _together(
        [
            (table.spaceless[names], owner),
            (telling[long_telling], owner[long_telling]),
            (every[long_every], owner[long_every]),
            labels,
        ]
    )


def _held_spelling(registry: RecordTable) -> Keys:
    return registry.names.spaceless, registry.names.owner


def _asked_initials(asking: Asking) -> Keys:
    table, names = asking[0].names, asking[1]
    length = _lengths(table.spaceless[names])
    is_short = (length >= _SHORTEST_ACRONYM) & (length <= _LONGEST_ACRONYM)
    chosen = names[is_short & (table.token_start[names + 1] - table.token_start[names] == 1)]
    return table.spaceless[chosen], table.owner[chosen]


def _held_initials(registry: RecordTable) -> Keys:
    table = registry.names
    several = _lengths(table.all_initials) > 1
    return _together(
        [(table.initials[several], table.owner[several]), (table.all_initials[several], table.owner[several])]
    )


def _asked_label(asking: Asking) -> Keys:
    table, names = asking[0].names, asking[1]
    first = np.empty(len(names), dtype=object)
    first[:] = [table.words[number] for number in table.token[table.token_start[names]].tolist()]
    return _together([(table.spaceless[names], table.owner[names]), (first, table.owner[names])])


def _held_label(registry: RecordTable) -> Keys:
    known = np.flatnonzero(registry.domain != "").astype(np.int32)
    return registry.domain_label[known], known


def asked_sounds(records: RecordTable, names: Ints, is_latin: bool) -> Keys:
    """Sounds of those of the names that are in Latin letters or not, and the rows of their records."""
    table = records.names
    return _sounds(table, names[table.is_latin[names] == is_latin])


def _held_sound(registry: RecordTable, is_latin: bool) -> Keys:
    return _sounds(registry.names, np.flatnonzero(registry.names.is_latin == is_latin).astype(np.int32))


def _sounds(table: NameTable, names: Ints) -> Keys:
    return sound_keys(as_texts(skeletons(table.spaceless[names].tolist())), table.owner[names])


def sound_keys(sounds: Texts, owner: Ints) -> Keys:
    """Keys of sounds: all of it, and the beginning of a long one, marked by a `^`."""
    length = _lengths(sounds)
    heard, long = length >= _SHORTEST_SOUND, length >= SOUND_START
    begins = np.empty(int(long.sum()), dtype=object)
    begins[:] = [f"^{sound[:SOUND_START]}" for sound in sounds[long]]
    return _together([(sounds[heard], owner[heard]), (begins, owner[long])])


def _asked_places(asking: Asking, column: Texts) -> Keys:
    rows = asking[2][column[asking[2]] != ""]
    return column[rows], rows


def _held_places(registry: RecordTable, column: Texts) -> Keys:
    rows = np.flatnonzero(column != "").astype(np.int32)
    return column[rows], rows


def _held_towns(registry: RecordTable, towns: Callable[[], Collection[str]]) -> Keys:
    chosen = towns()
    rows = np.flatnonzero([city in chosen for city in registry.city.tolist()]).astype(np.int32)
    return registry.city[rows], rows


def small_towns(cities: Iterable[str], limit: int) -> frozenset[str]:
    """Cities that are named no more than `limit` times."""
    return frozenset(city for city, count in Counter(cities).items() if city and count <= limit)


def _together(keys: Sequence[Keys]) -> Keys:
    return np.concatenate([each for each, _ in keys]), np.concatenate([rows for _, rows in keys])


def _lengths(texts: Texts) -> NDArray[np.int64]:
    return np.fromiter(map(len, texts), dtype=np.int64, count=len(texts))


_ONE_SIDED: tuple[tuple[Callable[[Asking], Keys], Callable[[RecordTable], Keys]], ...] = (
    (_asked_spelling, _held_spelling),
    (_asked_initials, _held_initials),
    (_asked_label, _held_label),
)
