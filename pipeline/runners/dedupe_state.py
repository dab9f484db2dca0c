"""Deduplicated records in a folder, so that later ones are added for the cost of the later ones.

    state.json        what made it, and the layers in their order with their sizes; swapped last
    layers/           a file a batch (see `record_layers.py`), named by number and content, never changed

A run that is killed leaves at most a layer file that nobody names; the same batch can be added again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any  # decoded JSON

import orjson
import pyarrow as pa

from pipeline.entity_resolution.blocking.record_arrays import Arrays, packed, unpacked
from pipeline.entity_resolution.deduplicating.deduplication import DedupeParams, dedupe_records
from pipeline.entity_resolution.deduplicating.incremental_deduplication import add_records
from pipeline.entity_resolution.deduplicating.record_layers import Layer, stacked
from pipeline.entity_resolution.records.spread import Spread
from pipeline.entity_resolution.weighing.model_file import load_model
from pipeline.errors import IntegrityError, LakeError, UsageError
from pipeline.storage.folder_store import FolderStore

MANIFEST = "state.json"
_FORMAT = 2
_LAYERS = "layers/"


def dedupe_with_state(
    records: pa.Table,
    folder: Path | None,
    params: DedupeParams,
    progress: Callable[[float], None],
    spread: Spread,
) -> tuple[pa.Table, Callable[[], None]]:
    """`add_records` to the state in a folder; without one, `dedupe_records`.

    Returns: the clusters, and what puts the records into the state, to be called when the clusters are written.
    Raises: what `open_state` and these raise.
    """
    if folder is None:
        return dedupe_records(records, params, progress, spread), lambda: None
    state = open_state(folder, params)
    layer, clusters = add_records(state.layers, records, params, progress, spread)
    return clusters, partial(state.add, layer)


@dataclass(frozen=True, slots=True)
class DedupeState:
    """A folder's layers as they were when it was opened."""

    layers: Sequence[Layer]
    _store: FolderStore
    _made_by: str
    _manifest: bytes | None
    _named: list[dict[str, Any]]

    def add(self, arrays: Arrays) -> None:
        """Put a layer on top of the others.

        Raises: ConflictError: somebody else has added one since the folder was opened.
        """
        data = bytes(packed(arrays))
        key = f"{_LAYERS}{len(self._named):05}-{hashlib.sha256(data).hexdigest()[:16]}.arrow"
        self._store.put_if_absent(key, data)
        named = [*self._named, {"key": key, "bytes": len(data), "records": len(arrays["member_id"])}]
        manifest = orjson.dumps(
            {"format": _FORMAT, "made_by": self._made_by, "layers": named}, option=orjson.OPT_INDENT_2
        )
        self._store.swap(MANIFEST, manifest, self._manifest)


def open_state(folder: Path, params: DedupeParams) -> DedupeState:
    """The state in a folder, which may be new or empty; layers are mapped, and read where they are touched.

    Raises:
        UsageError: the folder holds something else, or what another version or other parameters have made.
        IntegrityError: the state is damaged.
    """
    store = FolderStore(folder)
    made_by = f"{load_model().version} {params.match_bits} {params.blocking}"
    manifest = store.get(MANIFEST)
    if manifest is None:
        if any(not entry.key.startswith(_LAYERS) for entry in store.list("")):
            raise UsageError(f"{folder} holds files but no {MANIFEST}: name an empty or a new folder for --state")
        return DedupeState((), store, made_by, None, [])
    named = _layers_of(manifest, folder, made_by)
    try:
        layers = stacked([unpacked(_mapped(store, entry)) for entry in named])
    except (pa.ArrowException, KeyError, TypeError, OSError, LakeError) as error:
        raise _damaged(folder, str(error)) from error
    return DedupeState(layers, store, made_by, manifest, named)


def _layers_of(manifest: bytes, folder: Path, made_by: str) -> list[dict[str, Any]]:
    try:
        found = orjson.loads(manifest)
        version, maker, named = found["format"], found["made_by"], list(found["layers"])
    except (ValueError, KeyError, TypeError) as error:
        raise _damaged(folder, f"{MANIFEST} cannot be read") from error
    if (version, maker) != (_FORMAT, made_by):
        raise UsageError(
            f"{folder} was made by another version of Stacktrail, which would cluster otherwise: deduplicate all "
            "records again into an empty folder"
        )
    return named


def _mapped(store: FolderStore, entry: dict[str, Any]) -> pa.Buffer:
    data = store.mapped(entry["key"])
    if data.size != entry["bytes"]:
        raise OSError(f"{entry['key']} has {data.size} bytes where {entry['bytes']} were written")
    return data


def _damaged(folder: Path, what: str) -> IntegrityError:
    return IntegrityError(
        f"the state in {folder} is damaged ({what}): deduplicate all records again into an empty folder"
    )
