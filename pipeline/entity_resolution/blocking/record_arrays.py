"""Records made ready to compare, as Arrow arrays: reading a million names takes a minute, reading their arrays seconds.

Arrays of one length each, some a record, some a name, some a word, are kept as one row of lists in Arrow's file format,
so numbers are used where they lie and processes that map one file share them. Nothing in it is executed.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any  # arrays of several types

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from pipeline.entity_resolution.names.frequencies import Frequencies
from pipeline.entity_resolution.names.vocabulary import Vocabulary
from pipeline.entity_resolution.records.name_columns import as_numpy
from pipeline.entity_resolution.records.name_facts import NameFacts
from pipeline.entity_resolution.records.name_table import NameTable, ranges
from pipeline.entity_resolution.records.record_table import RecordTable

Arrays = dict[str, pa.Array]

_RECORD_TEXTS = ("domain", "domain_label", "country", "city", "kind")
_NAME_TEXTS = ("written", "legal_forms", "numbers", "spaceless", "initials", "all_initials")
_NAME_NUMBERS = ("owner", "rank", "is_latin", "token_start", "token", "bits", "rarest_bits")
_BEYOND_ASCII = 0x80
_PLACED = ("owner", "token_start", "token")  # numbers that say where things stand


def record_arrays(table: RecordTable, vocabulary: Vocabulary, word_count: int) -> Arrays:
    """The table and the first `word_count` words of its vocabulary."""
    names = table.names
    return {
        "ids": pa.array(table.ids, pa.string()),
        "words": pa.array(vocabulary.words[:word_count], pa.string()),
        "word_bits": pa.array(vocabulary.bits[:word_count]),
        "name_count": pa.array([vocabulary.name_count]),
        **{name: pa.array(getattr(table, name), pa.string()) for name in _RECORD_TEXTS},
        **{name: pa.array(getattr(names, name), pa.string()) for name in _NAME_TEXTS},
        **{name: pa.array(getattr(names, name)) for name in _NAME_NUMBERS},
    }


def reordered(arrays: Mapping[str, pa.Array], rows: NDArray[np.int32]) -> Arrays:
    """What `record_arrays` gave with these records in this order; what stands together is then read together."""
    owner, start = as_numpy(arrays["owner"]), as_numpy(arrays["token_start"])
    first = np.searchsorted(owner, rows)
    count = np.searchsorted(owner, rows, side="right") - first
    names = ranges(first, count)
    words = start[names + 1] - start[names]
    moved = [name for name in (*_NAME_TEXTS, *_NAME_NUMBERS) if name not in _PLACED]
    return {
        **arrays,
        **{name: arrays[name].take(pa.array(rows)) for name in ("ids", *_RECORD_TEXTS)},
        **{name: arrays[name].take(pa.array(names)) for name in moved},
        "owner": pa.array(np.repeat(np.arange(len(rows), dtype=np.int32), count)),
        "token_start": pa.array(np.concatenate([[0], np.cumsum(words)]).astype(np.int32)),
        "token": arrays["token"].take(pa.array(ranges(start[names], words))),
    }


def restored_records(arrays: Mapping[str, pa.Array], background: Frequencies) -> tuple[RecordTable, Vocabulary]:
    """What `record_arrays` was given."""
    words = as_numpy(arrays["words"]).tolist()
    frequencies = Frequencies(background.counts, float(arrays["name_count"][0].as_py()))
    vocabulary = Vocabulary.restored(words, as_numpy(arrays["word_bits"]), frequencies)
    columns: dict[str, Any] = {name: as_numpy(arrays[name]) for name in (*_NAME_TEXTS, *_NAME_NUMBERS)}
    told = {name: columns[name] for name in ("written", "legal_forms", "numbers", "token_start", "token")}
    names = NameTable(words=words, facts=NameFacts(**told, vocabulary=vocabulary), **columns)
    texts = {name: as_numpy(arrays[name]) for name in _RECORD_TEXTS}
    return RecordTable(ids=tuple(as_numpy(arrays["ids"]).tolist()), names=names, **texts), vocabulary


def packed(arrays: Mapping[str, pa.Array]) -> pa.Buffer:
    """The arrays in Arrow's file format."""
    columns = [pa.LargeListArray.from_arrays(pa.array([0, len(array)], pa.int64()), array) for array in arrays.values()]
    batch = pa.record_batch(columns, names=list(arrays))
    sink = pa.BufferOutputStream()
    with pa.ipc.new_file(sink, batch.schema) as writer:
        writer.write_batch(batch)
    return sink.getvalue()


def unpacked(data: bytes | pa.Buffer) -> Arrays:
    """The arrays that were packed, over the same memory.

    Raises: pa.ArrowInvalid: these are no such bytes.
    """
    with pa.ipc.open_file(pa.BufferReader(data)) as reader:
        batch = reader.get_batch(0)
    batch.validate()
    arrays = {name: batch.column(name).values for name in batch.schema.names}
    for array in arrays.values():
        _validate(array)
    return arrays


def _validate(array: pa.Array) -> None:
    """All that `validate(full=True)` finds."""
    array.validate()
    _as_bytes(array).validate(full=True)


def _as_bytes(array: pa.Array) -> pa.Array:
    """Texts in ASCII alone, as most are, as bytes, which need not be looked at one by one; others as they are."""
    if pa.types.is_list(array.type):
        return pa.ListArray.from_arrays(array.offsets, _as_bytes(array.values))
    if not pa.types.is_string(array.type):
        return array
    texts = np.frombuffer(array.buffers()[2] or b"", dtype=np.uint8)
    return array.view(pa.binary()) if texts.max(initial=0) < _BEYOND_ASCII else array
