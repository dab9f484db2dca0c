"""The register made ready for linking, kept in the lake between builds: most builds come with the same register.

It is kept under a digest of everything it was made from, below `prepared/`, which may be deleted at any time.
"""

from __future__ import annotations

import hashlib

import pyarrow as pa

from pipeline.entity_resolution.blocking.name_index import BlockingParams
from pipeline.entity_resolution.companies.registry_links import prepare_registry
from pipeline.entity_resolution.linking.registry import Registry
from pipeline.entity_resolution.linking.registry_arrays import decode_registry, encode_registry
from pipeline.entity_resolution.weighing.model_file import Model
from pipeline.errors import SchemaError
from pipeline.storage.lake import Lake

_FOLDER = "prepared/registries/"


def kept_registry(lake: Lake, code: str, rows: pa.Table, model: Model, params: BlockingParams) -> Registry:
    """`prepare_registry(rows, model, params)`, from the lake where an earlier build left it; only the last is kept.

    Args:
        code: version of the code.
    """
    digest = hashlib.sha256(repr((code, model.version, params)).encode())
    with pa.BufferOutputStream() as stream:
        with pa.ipc.new_stream(stream, rows.schema) as writer:
            writer.write_table(rows.combine_chunks())
        digest.update(stream.getvalue())
    key = f"{_FOLDER}{digest.hexdigest()}.npz"
    data = lake.store.get(key)
    if data is not None:
        try:
            return decode_registry(data, params, model.background)
        except SchemaError:
            pass  # damaged: it is only a copy of what is made again below
    registry = prepare_registry(rows, model, params)
    for old in list(lake.store.list(_FOLDER)):
        lake.store.delete(old.key)
    lake.store.put_if_absent(key, bytes(encode_registry(registry)))
    return registry
