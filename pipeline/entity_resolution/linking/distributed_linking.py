"""Linking in many processes: the registry is prepared once, sent to all of them as bytes, and read once in each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import lru_cache

import pyarrow as pa

from pipeline.entity_resolution.blocking.name_index import BlockingParams
from pipeline.entity_resolution.linking.registry import Registry
from pipeline.entity_resolution.linking.registry_arrays import decode_registry, encode_registry
from pipeline.entity_resolution.linking.resolution import (
    RESOLVED,
    ResolutionParams,
    link_batches,
    prepare_companies,
    require_records,
)
from pipeline.entity_resolution.records.spread import Spread
from pipeline.entity_resolution.weighing.model_file import load_model

_PREPARED = 0.4  # share of the work that is done before the first link, where there are as many records as here
_RECORDS_AT_ONCE = 10_000


def resolve_spread(
    records: pa.Table,
    registry: pa.Table,
    params: ResolutionParams,
    progress: Callable[[float], None],
    spread: Spread,
) -> pa.Table:
    """`resolve_records`, spread.

    Args:
        progress: is told now and then which share of the work is done, 0 to 1.
    """
    require_records(records)
    at_once = min(_RECORDS_AT_ONCE, -(-records.num_rows // params.threads) or 1)
    batches = records.combine_chunks().to_batches(max_chunksize=at_once)
    ready = encode_registry(prepare_companies(registry, params, spread))
    links = spread(_linker, (ready, replace(params, threads=1)), batches)
    del ready  # what only preparing took, and what processes now share, is for linking
    pa.default_memory_pool().release_unused()
    progress(_PREPARED)
    linked = []
    for batch in links:
        linked.append(batch)
        progress(_PREPARED + (1 - _PREPARED) * len(linked) / len(batches))
    return pa.Table.from_batches(linked, RESOLVED)


def _linker(data: pa.Buffer, params: ResolutionParams) -> Callable[[pa.RecordBatch], pa.RecordBatch]:
    registry = decode_registry(data, params.blocking, load_model().background)
    return lambda batch: next(link_batches([batch], registry, params))


def registry_bytes(registry: pa.Table, params: ResolutionParams) -> bytes:
    """The registry of `resolve_records`, made ready for `link_with_bytes` under the same parameters.

    Raises: SchemaError: a needed column is missing. UsageError: an id is empty.
    """
    return bytes(encode_registry(prepare_companies(registry, params)))


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
