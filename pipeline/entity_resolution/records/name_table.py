"""Many names as columns, so that whole batches of pairs are compared at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from pipeline.entity_resolution.names.name_forms import NameForm
from pipeline.entity_resolution.names.vocabulary import Vocabulary
from pipeline.entity_resolution.records.name_columns import as_numpy, parted, read_columns
from pipeline.entity_resolution.records.name_facts import NameFacts

Ints = NDArray[np.int32]
Texts = NDArray[np.object_]


@dataclass(frozen=True, slots=True)
class NameTable:
    """Names of records, one row a name; a record has one or more, its main name first.

    Attributes:
        owner: row number of the record the name belongs to.
        rank: 0 for the main name, 1 and up for other names and names inside names.
        written: the names as written (see `NameForm`).
        legal_forms: their legal forms, in one text each.
        numbers: their numbers, in one text each.
        spaceless: their letters and digits without space.
        initials: first letters of their telling words.
        all_initials: first letters of all their words.
        is_latin: whether they were written in Latin letters.
        token_start: where a name's tokens begin in `token`; one more entry than names.
        token: vocabulary numbers of all tokens, name after name.
        bits: information of each name, in bits.
        rarest_bits: information of its rarest word.
        words: the vocabulary's words.
        facts: what comparisons ask of each name.
    """

    owner: Ints
    rank: Ints
    written: Texts
    legal_forms: Texts
    numbers: Texts
    spaceless: Texts
    initials: Texts
    all_initials: Texts
    is_latin: NDArray[np.bool_]
    token_start: Ints
    token: Ints
    bits: NDArray[np.float64]
    rarest_bits: NDArray[np.float64]
    words: Sequence[str]
    facts: NameFacts

    def __len__(self) -> int:
        return len(self.owner)

    def token_counts(self, rows: Ints) -> NDArray[np.int64]:
        """How many words names have."""
        return (self.token_start[rows + 1] - self.token_start[rows]).astype(np.int64)

    def form(self, row: int) -> NameForm:
        """A name as it was read."""
        tokens = self.token[self.token_start[row] : self.token_start[row + 1]]
        return NameForm(
            written=self.written[row],
            tokens=tuple(self.words[number] for number in tokens.tolist()),
            legal_forms=parted(self.legal_forms[row]),
            numbers=parted(self.numbers[row]),
            initials=self.initials[row],
            is_latin=bool(self.is_latin[row]),
        )


def make_name_table(names: Sequence[Sequence[str]], vocabulary: Vocabulary) -> NameTable:
    """Build the table for records with these names (`names[i]` are record i's, main name first); adds to `vocabulary`.

    A record whose names are equal but for their dress keeps the first of them; unreadable names are left out.
    """
    return name_table([read_columns(names)], vocabulary)


def name_table(read: Sequence[pa.RecordBatch], vocabulary: Vocabulary) -> NameTable:
    """The table of names that were read (see `read_columns`), in their order; adds to `vocabulary`."""
    columns = pa.Table.from_batches(read).combine_chunks()
    tokens = columns.column("tokens").combine_chunks()
    start = np.concatenate([[0], np.cumsum(tokens.value_lengths().to_numpy())]).astype(np.int32)
    words = tokens.flatten().dictionary_encode()
    token = vocabulary.numbers(words.dictionary.to_pylist())[words.indices.to_numpy()]
    weights = vocabulary.bits[token]
    totals = np.concatenate([[0.0], np.cumsum(weights)])
    names = {name: as_numpy(columns.column(name).combine_chunks()) for name in columns.column_names if name != "tokens"}
    return NameTable(
        owner=names.pop("record"),
        **names,
        token_start=start,
        token=token,
        bits=totals[start[1:]] - totals[start[:-1]],
        rarest_bits=np.maximum.reduceat(weights, start[:-1]) if len(token) else np.zeros(0),
        words=vocabulary.words,
        facts=NameFacts(names["written"], names["legal_forms"], names["numbers"], start, token, vocabulary),
    )


def ranges(starts: NDArray[np.signedinteger], counts: NDArray[np.signedinteger]) -> NDArray[np.int64]:
    """Indices start, start + 1, ... of every range, one after another."""
    total = int(counts.sum())
    offsets = np.repeat(np.cumsum(counts) - counts, counts)
    return np.asarray(np.arange(total, dtype=np.int64) - offsets + np.repeat(starts.astype(np.int64), counts))


def spelling_order(texts: Texts) -> NDArray[np.uint64]:
    """Places of the texts in ascending order; equal ones as they stand."""
    return np.asarray(pc.sort_indices(pa.array(texts, pa.string())).to_numpy())


def as_texts(values: Sequence[str]) -> Texts:
    """An object array of the strings."""
    result = np.empty(len(values), dtype=object)
    result[:] = values
    return result
