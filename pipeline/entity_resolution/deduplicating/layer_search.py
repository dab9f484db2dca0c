"""Which records of a layer new records may be: those that share a key or are near by words and 3-grams.

What `name_index.py` and `shared_keys.py` ask of tables in memory is asked here of a layer's arrays as they lie in a
file: keys are looked up by one pass over a column, names by the index that the layer brings.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from pipeline.entity_resolution.blocking.name_index import (
    GRAM_COUNT,
    BlockingParams,
    FeatureWeights,
    nearest_names,
    rarity_bits,
)
from pipeline.entity_resolution.blocking.shared_keys import SOUND_START, asked_sounds, join_keys, sound_keys
from pipeline.entity_resolution.deduplicating.record_layers import WRITTEN, Layer
from pipeline.entity_resolution.records.name_columns import as_numpy
from pipeline.entity_resolution.records.name_table import Texts
from pipeline.entity_resolution.records.record_table import RecordTable

Ints = NDArray[np.int32]


def near_names(
    layer: Layer, records: RecordTable, params: BlockingParams, threads: int
) -> tuple[Ints, Ints, NDArray[np.float64]]:
    """Pairs (name row of the new records, name row of the layer) of nearest names, and how near they are."""
    names = records.names
    words = layer.arrays["words"]
    number = pc.fill_null(pc.index_in(pa.array(names.words, pa.string()), words), len(words)).to_numpy()
    known = replace(names, token=number[names.token].astype(np.int32))
    rows = np.arange(len(names), dtype=np.int32)
    return nearest_names(known, rows, layer.features, params, threads)


def rows_with_keys(layer: Layer, records: RecordTable, towns: Iterable[str]) -> Ints:
    """Rows of the layer that hold or ask for a key that the new records ask for or hold, but for sounds."""
    names, arrays = records.names, layer.arrays
    first = [names.words[number] for number in names.token[names.token_start[:-1]].tolist()]
    short = [text for column in (names.initials, names.all_initials) for text in column if len(text) > 1]
    by_name = [
        _is_in(arrays["names_spaceless"], [*names.spaceless, *short, *records.domain_label]),
        _is_in(arrays["names_initials"], names.spaceless),
        _is_in(arrays["names_all_initials"], names.spaceless),
        _is_in(pc.list_element(arrays["names_tokens"], 0), records.domain_label),
    ]
    by_record = [
        _is_in(arrays["domain_label"], [*names.spaceless, *first]),
        _is_in(arrays["domain"], records.domain),
        _is_in(arrays["city"], towns),
    ]
    named = as_numpy(arrays["names_record"])[np.logical_or.reduce(by_name)]
    return np.union1d(named, np.flatnonzero(np.logical_or.reduce(by_record))).astype(np.int32)


def towns_of(layers: Sequence[Layer], records: RecordTable, limit: int) -> frozenset[str]:
    """Cities of the new records that no more than `limit` records, earlier and new ones, are in."""
    counts = Counter(city for city in records.city if city)
    asked = pa.array(list(counts), pa.string())
    for layer in layers:
        cities = layer.arrays["city"]
        for entry in pc.value_counts(cities.filter(pc.is_in(cities, asked))):
            counts[entry["values"].as_py()] += entry["counts"].as_py()
    return frozenset(city for city, count in counts.items() if count <= limit)


def same_nodes(layers: Sequence[Layer], written: pa.Table) -> NDArray[np.int64]:
    """The node of each row of name, domain, country and city that is there in the very same words, else -1."""
    columns = [written.column(name).to_pylist() for name in WRITTEN]
    wanted = {row: number for number, row in enumerate(zip(*columns, strict=True))}
    found = np.full(written.num_rows, -1, dtype=np.int64)
    for layer in layers:
        named = pc.is_in(layer.arrays["written_name"], written.column("name").combine_chunks())
        likely = np.flatnonzero(named.to_numpy(zero_copy_only=False))
        columns = [layer.arrays[f"written_{name}"].take(pa.array(likely)).to_pylist() for name in WRITTEN]
        for row, key in zip(likely.tolist(), zip(*columns, strict=True), strict=True):
            if key in wanted:
                found[wanted[key]] = layer.first + row
    return found


def weights_of(layer: Layer, words: Sequence[str]) -> FeatureWeights:
    """The layer's weights for these words, then all 3-grams; words it does not know weigh as much as its rarest."""
    known = len(layer.arrays["words"])
    place = pc.fill_null(pc.index_in(pa.array(words, pa.string()), layer.arrays["words"]), -1).to_numpy()
    rarest = rarity_bits(np.zeros(1, dtype=np.int64), len(layer.names))[0]
    weights, keys = as_numpy(layer.arrays["weight"]), as_numpy(layer.arrays["is_key"])
    weight, is_key = np.where(place >= 0, weights[place], rarest), np.where(place >= 0, keys[place], True)
    grams = slice(known, known + GRAM_COUNT)
    return np.concatenate([weight, weights[grams]]), np.concatenate([is_key, keys[grams]])


def _is_in(column: pa.Array, texts: Iterable[str]) -> NDArray[np.bool_]:
    wanted = pa.array({text for text in texts if text}, pa.string())
    return np.asarray(pc.is_in(column, wanted).to_numpy(zero_copy_only=False))


@dataclass(frozen=True, slots=True)
class _Places:
    city: Texts
    country: Texts


def sound_pairs(layer: Layer, records: RecordTable, limit: int) -> tuple[Ints, Ints]:
    """Pairs (new record, row of the layer) in different scripts that sound alike."""
    names = np.arange(len(records.names), dtype=np.int32)
    none = np.zeros(0, dtype=np.int32)
    lefts, rights = [none], [none]
    for is_latin in (False, True):
        asked = asked_sounds(records, names, is_latin)
        keys, owner = _held_sounds(layer, not is_latin, asked[0])
        rows = np.unique(owner)
        places = _Places(*(as_numpy(layer.arrays[name].take(pa.array(rows))) for name in ("city", "country")))
        left, right = join_keys(asked, (keys, np.searchsorted(rows, owner).astype(np.int32)), records, places, limit)
        lefts.append(left)
        rights.append(rows[right])
    return np.concatenate(lefts), np.concatenate(rights)


def _held_sounds(layer: Layer, is_latin: bool, asked: Texts) -> tuple[Texts, Ints]:
    """Those of the layer's sounds in these letters that are asked for, and their rows."""
    is_written_so = layer.arrays["names_is_latin"] if is_latin else pc.invert(layer.arrays["names_is_latin"])
    sounds, owner = (layer.arrays[name].filter(is_written_so) for name in ("sound", "names_record"))
    likely = _is_in(sounds, asked) | _is_in(
        pc.utf8_slice_codeunits(sounds, 0, SOUND_START), (key[1:] for key in asked if key.startswith("^"))
    )
    return sound_keys(as_numpy(sounds.filter(pa.array(likely))), as_numpy(owner)[likely])
