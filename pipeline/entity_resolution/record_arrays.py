"""Records made ready to compare, as Arrow arrays: reading a million names takes a minute, reading their arrays seconds.

Arrays of one length each, some a record, some a name, some a word, are kept as one row of lists in Arrow's file format,
so numbers are used where they lie and processes that map one file share them. Nothing in it is executed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, overload  # Any: arrays of several types

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from pipeline.entity_resolution.frequencies import Frequencies
from pipeline.entity_resolution.name_facts import NameFacts
from pipeline.entity_resolution.name_table import NameTable, Texts
from pipeline.entity_resolution.names import NameForm
from pipeline.entity_resolution.record_table import RecordTable
from pipeline.entity_resolution.vocabulary import Vocabulary

Arrays = dict[str, pa.Array]

_RECORD_TEXTS = ("domain", "domain_label", "country", "city", "kind")
_NAME_TEXTS = ("spaceless", "initials", "all_initials")
_NAME_NUMBERS = ("owner", "rank", "is_latin", "token_start", "token", "bits", "rarest_bits")
_LISTS = ("legal_forms", "numbers")
_BETWEEN = "\x1f"  # no text of a name holds a control character


def record_arrays(table: RecordTable, vocabulary: Vocabulary, word_count: int) -> Arrays:
    """The table and the first `word_count` words of its vocabulary."""
    names = table.names
    return {
        "ids": pa.array(table.ids, pa.string()),
        "words": pa.array(vocabulary.words[:word_count], pa.string()),
        "word_bits": pa.array(vocabulary.bits[:word_count]),
        "name_count": pa.array([vocabulary.name_count]),
        "written": pa.array([form.written for form in names.forms], pa.string()),
        **{
            name: pa.array([_BETWEEN.join(getattr(form, name)) for form in names.forms], pa.string()) for name in _LISTS
        },
        **{name: pa.array(getattr(table, name), pa.string()) for name in _RECORD_TEXTS},
        **{name: pa.array(getattr(names, name), pa.string()) for name in _NAME_TEXTS},
        **{name: pa.array(getattr(names, name)) for name in _NAME_NUMBERS},
    }


def restored_records(arrays: Mapping[str, pa.Array], background: Frequencies) -> tuple[RecordTable, Vocabulary]:
    """What `record_arrays` was given."""
    words = as_numpy(arrays["words"]).tolist()
    frequencies = Frequencies(background.counts, float(arrays["name_count"][0].as_py()))
    vocabulary = Vocabulary.restored(words, as_numpy(arrays["word_bits"]), frequencies)
    columns: dict[str, Any] = {name: as_numpy(arrays[name]) for name in (*_NAME_TEXTS, *_NAME_NUMBERS)}
    forms = _Forms(columns, {name: as_numpy(arrays[name]) for name in ("written", *_LISTS)}, words)
    names = NameTable(forms=forms, facts=NameFacts(forms), **columns)
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
    batch.validate(full=True)
    return {name: batch.column(name).values for name in batch.schema.names}


def as_numpy(array: pa.Array) -> NDArray[Any]:
    """Numbers in place; texts as objects, equal ones as one object."""
    if not pa.types.is_string(array.type):
        return np.asarray(array.to_numpy(zero_copy_only=array.type != pa.bool_()))
    coded = array.dictionary_encode()
    return np.asarray(coded.dictionary.to_numpy(zero_copy_only=False)[coded.indices.to_numpy()])


class _Forms(Sequence[NameForm]):
    """Names as read, made when they are asked for: of a registry's names only candidates are."""

    def __init__(self, columns: Mapping[str, Any], texts: Mapping[str, Texts], words: Sequence[str]) -> None:
        self._columns, self._texts, self._words = columns, texts, words

    def __len__(self) -> int:
        return len(self._texts["written"])

    @overload
    def __getitem__(self, row: int) -> NameForm: ...
    @overload
    def __getitem__(self, row: slice) -> Sequence[NameForm]: ...
    def __getitem__(self, row: int | slice) -> NameForm | Sequence[NameForm]:
        if isinstance(row, slice):
            return [self[one] for one in range(*row.indices(len(self)))]
        start = self._columns["token_start"]
        return NameForm(
            written=self._texts["written"][row],
            tokens=tuple(self._words[number] for number in self._columns["token"][start[row] : start[row + 1]]),
            legal_forms=_parts(self._texts["legal_forms"][row]),
            numbers=_parts(self._texts["numbers"][row]),
            initials=self._columns["initials"][row],
            is_latin=bool(self._columns["is_latin"][row]),
        )

    def __iter__(self) -> Iterator[NameForm]:
        return (self[row] for row in range(len(self)))


def _parts(text: str) -> tuple[str, ...]:
    return tuple(text.split(_BETWEEN)) if text else ()
