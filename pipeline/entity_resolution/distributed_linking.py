"""Linking in many processes: the registry is prepared once, sent to all of them as bytes, and read once in each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache

import pyarrow as pa

from pipeline.entity_resolution.blocking import BlockingParams
from pipeline.entity_resolution.model_file import load_model
from pipeline.entity_resolution.registry import Registry
from pipeline.entity_resolution.registry_arrays import decode_registry, encode_registry
from pipeline.entity_resolution.resolution import ResolutionParams, link_batches, prepare_companies


def registry_bytes(registry: pa.Table, params: ResolutionParams) -> bytes:
    """The registry of `resolve_records`, made ready for `link_with_bytes` under the same parameters.

    Raises: SchemaError: a needed column is missing. UsageError: an id is empty.
    """
    return encode_registry(prepare_companies(registry, params))


def link_with_bytes(
    batches: Iterable[pa.RecordBatch], data: bytes, params: ResolutionParams
) -> Iterator[pa.RecordBatch]:
    """`link_batches` with the registry that `registry_bytes` gave; a process reads it at its first batch only.

    Raises: SchemaError: these are not such bytes.
    """
    return link_batches(batches, _kept(data, params.blocking), params)


@lru_cache(maxsize=1)  # the bytes' hash is kept with them, so asking again costs nothing
def _kept(data: bytes, params: BlockingParams) -> Registry:
    return decode_registry(data, params, load_model().background)
