"""Arrays that come from a file are looked through before they are used: nothing in them reaches beyond them."""

import pyarrow as pa
import pytest

from pipeline.entity_resolution.blocking.record_arrays import packed, unpacked


def _texts(data: bytes, *ends: int) -> pa.Array:
    offsets = pa.array([0, *ends], pa.int32()).buffers()[1]
    return pa.Array.from_buffers(pa.string(), len(ends), [None, offsets, pa.py_buffer(data)])


@pytest.mark.parametrize(
    "array",
    [
        pa.array(["", "brightloom", None, "Å"]),
        pa.array([], pa.string()),
        pa.array([["kestrel", "vale"], []]),
        pa.array([1.5, None]),
    ],
)
def test_arrays_come_back_as_they_were(array: pa.Array) -> None:
    assert unpacked(packed({"one": array, "other": pa.array([True])})) == {"one": array, "other": pa.array([True])}


@pytest.mark.parametrize(
    "array",
    [
        _texts(b"brightloom", 6, 4, 10),
        _texts(b"brightloom", -3, 10),
        _texts(b"brightloom", 4000, 10),
        _texts(b"bright\xffloom", 6, 11),
        _texts("Å".encode(), 1, 2),
        pa.ListArray.from_arrays(pa.array([0, 1, 2], pa.int32()), _texts(b"brightloom", 4000, 10)),
    ],
    ids=["falling", "before", "beyond", "no UTF-8", "half a letter", "beyond, in a list"],
)
def test_damaged_arrays_are_refused(array: pa.Array) -> None:
    with pytest.raises(pa.ArrowInvalid):
        unpacked(packed({"texts": array}))
