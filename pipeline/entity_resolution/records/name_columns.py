"""Names as read, in columns: made in one process and compared in another, where objects would take longer to hand over.

record        number of the record the name belongs to
rank          0 for the record's main name
tokens        its words; the other columns are those of `NameTable`, lists as one text (see `joined`)
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any  # arrays of several types

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from pipeline.entity_resolution.names.name_forms import NameForm, name_form

_SAMPLE, _NEARLY_ALL = 1_000, 0.9  # looking for equal ones takes four times as long as making an object of each
_BETWEEN = "\x1f"  # no text of a name holds a control character
NAME_SCHEMA = pa.schema(
    [
        ("record", pa.int32()),
        ("rank", pa.int32()),
        *[(name, pa.string()) for name in ("written", "legal_forms", "numbers")],
        *[(name, pa.string()) for name in ("spaceless", "initials", "all_initials")],
        ("is_latin", pa.bool_()),
        ("tokens", pa.list_(pa.string())),
    ]
)


def read_columns(names: Iterable[Sequence[str]], first: int = 0) -> pa.RecordBatch:
    """Names of the records `first`, `first` + 1, ... (`names[i]` are a record's, main name first), in their order.

    A record whose names are equal but for their dress keeps the first of them; unreadable names are left out.
    """
    read = [(record, rank, form) for record, each in enumerate(names, first) for rank, form in _distinct(each)]
    forms = [form for _, _, form in read]
    columns: list[Sequence[object]] = [
        [record for record, _, _ in read],
        [rank for _, rank, _ in read],
        [form.written for form in forms],
        [joined(form.legal_forms) for form in forms],
        [joined(form.numbers) for form in forms],
        [form.spaceless for form in forms],
        [form.initials for form in forms],
        ["".join(token[0] for token in form.tokens) for form in forms],
        [form.is_latin for form in forms],
        [form.tokens for form in forms],
    ]
    arrays = [pa.array(column, field.type) for column, field in zip(columns, NAME_SCHEMA, strict=True)]
    return pa.record_batch(arrays, schema=NAME_SCHEMA)


def _distinct(names: Sequence[str]) -> list[tuple[int, NameForm]]:
    """One record's readable names that differ in more than their dress."""
    seen: set[tuple[tuple[str, ...], tuple[str, ...]]] = set()
    found = []
    for rank, text in enumerate(names):
        form = name_form(text)
        key = (form.tokens, form.legal_forms)
        if form.tokens and key not in seen:
            seen.add(key)
            found.append((rank, form))
    return found


def joined(parts: tuple[str, ...]) -> str:
    """Texts as one; none as the empty text."""
    return _BETWEEN.join(parts)


def parted(text: str) -> tuple[str, ...]:
    """What was joined."""
    return tuple(text.split(_BETWEEN)) if text else ()


def as_numpy(array: pa.Array) -> NDArray[Any]:
    """Numbers in place; texts as objects, equal ones as one object unless nearly all differ."""
    if not pa.types.is_string(array.type):
        return np.asarray(array.to_numpy(zero_copy_only=array.type != pa.bool_()))
    some = array[:_SAMPLE]
    if len(some.unique()) > _NEARLY_ALL * len(some):
        return np.asarray(array.to_numpy(zero_copy_only=False))
    coded = array.dictionary_encode()
    return np.asarray(coded.dictionary.to_numpy(zero_copy_only=False)[coded.indices.to_numpy()])
