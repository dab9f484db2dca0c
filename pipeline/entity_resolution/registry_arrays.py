"""A prepared registry as bytes: reading 63,000 names takes seconds, reading their arrays a tenth of one.

The bytes are a NumPy archive of the arrays, with all texts as one JSON document among them; nothing in it is executed.
They are good for the rows, the model and the parameters they were made from: whoever keeps them names them by these.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from typing import Any, overload  # Any: arrays of several types, texts that hold lists
from zipfile import BadZipFile

import numpy as np
import orjson
from scipy import sparse  # type: ignore[import-untyped]

from pipeline.entity_resolution.blocking import BlockingParams, FeatureIndex, over_norms
from pipeline.entity_resolution.frequencies import Frequencies
from pipeline.entity_resolution.name_facts import NameFacts
from pipeline.entity_resolution.name_table import NameTable, as_texts
from pipeline.entity_resolution.names import NameForm
from pipeline.entity_resolution.record_table import RecordTable
from pipeline.entity_resolution.registry import Registry
from pipeline.entity_resolution.vocabulary import Vocabulary
from pipeline.errors import SchemaError

_RECORD_TEXTS = ("domain", "domain_label", "country", "city", "kind")
_NAME_TEXTS = ("spaceless", "initials", "all_initials")
_NAME_ARRAYS = ("owner", "rank", "is_latin", "token_start", "token", "bits", "rarest_bits")


def encode_registry(registry: Registry) -> bytes:
    """The registry as bytes; words added to its vocabulary since it was made are left out."""
    table, names, features = registry.table, registry.table.names, registry.index.features
    size = registry.index.vocabulary_size
    texts = {
        "ids": table.ids,
        "words": registry.vocabulary.words[:size],
        "written": [form.written for form in names.forms],
        "legal_forms": [form.legal_forms for form in names.forms],
        "numbers": [form.numbers for form in names.forms],
        **{name: getattr(table, name).tolist() for name in _RECORD_TEXTS},
        **{name: getattr(names, name).tolist() for name in _NAME_TEXTS},
    }
    arrays = {
        "texts": np.frombuffer(orjson.dumps(texts), dtype=np.uint8),
        "word_bits": registry.vocabulary.bits[:size],
        "name_count": np.array([registry.vocabulary.name_count]),
        "weight": features.weight,
        "is_key": features.is_key,
        "norm": features.norm,
        "indptr": features.by_feature.indptr,
        "indices": features.by_feature.indices,
        **{name: getattr(names, name) for name in _NAME_ARRAYS},
    }
    buffer = io.BytesIO()
    np.savez(buffer, **arrays)
    return buffer.getvalue()


def decode_registry(data: bytes, params: BlockingParams, background: Frequencies) -> Registry:
    """The registry that `encode_registry` was given.

    Raises: SchemaError: these are not such bytes.
    """
    try:
        with np.load(io.BytesIO(data), allow_pickle=False) as archive:
            arrays = {name: archive[name] for name in archive.files}
        texts = orjson.loads(arrays["texts"].tobytes())
        vocabulary = Vocabulary.restored(
            texts["words"], arrays["word_bits"], Frequencies(background.counts, float(arrays["name_count"][0]))
        )
        names = _names(arrays, texts)
        columns = {name: as_texts(texts[name]) for name in _RECORD_TEXTS}
        table = RecordTable(ids=tuple(texts["ids"]), names=names, **columns)
        return Registry(table, vocabulary, params, _features(arrays, len(names)))
    except (BadZipFile, KeyError, ValueError, TypeError, OSError, EOFError) as error:
        raise SchemaError(f"no prepared registry: {error}") from error


def _names(arrays: dict[str, Any], texts: dict[str, Any]) -> NameTable:
    columns: dict[str, Any] = {name: as_texts(texts[name]) for name in _NAME_TEXTS}
    columns |= {name: arrays[name] for name in _NAME_ARRAYS}
    forms = _Forms(columns, texts)
    return NameTable(forms=forms, facts=NameFacts(forms), **columns)


def _features(arrays: dict[str, Any], name_count: int) -> FeatureIndex:
    weight, indptr, indices = arrays["weight"], arrays["indptr"], arrays["indices"]
    data = np.repeat(weight, np.diff(indptr))
    by_feature = sparse.csr_matrix((data, indices, indptr), shape=(len(weight), name_count))
    return FeatureIndex(weight, arrays["is_key"], arrays["norm"], over_norms(by_feature, arrays["norm"]))


class _Forms(Sequence[NameForm]):
    """Names as read, made when they are asked for: of a registry's names only candidates are."""

    def __init__(self, columns: dict[str, Any], texts: dict[str, Any]) -> None:
        self._columns, self._texts = columns, texts

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
            tokens=tuple(
                self._texts["words"][number] for number in self._columns["token"][start[row] : start[row + 1]]
            ),
            legal_forms=tuple(self._texts["legal_forms"][row]),
            numbers=tuple(self._texts["numbers"][row]),
            initials=self._columns["initials"][row],
            is_latin=bool(self._columns["is_latin"][row]),
        )

    def __iter__(self) -> Iterator[NameForm]:
        return (self[row] for row in range(len(self)))
