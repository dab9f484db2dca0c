"""Finding releases: the current one, one by id or prefix, the one in force at a time; and checking the chain."""

from __future__ import annotations

import difflib
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from pipeline.errors import IntegrityError, UsageError
from pipeline.publishing.manifest import Manifest, decode_manifest, manifest_key
from pipeline.publishing.pointer import read_pointer
from pipeline.storage.lake import Lake
from pipeline.storage.parquet_files import object_digest

NO_RELEASE = "no release yet: `stacktrail run SOURCES.yml` makes one, `stacktrail build` one of what workers landed"


def load_manifest(lake: Lake, release_id: str) -> tuple[Manifest, str]:
    """A release's manifest and its digest (SHA-256 of its bytes).

    Raises: UsageError: there is no such release. IntegrityError: it is damaged.
    """
    data = lake.store.get(manifest_key(release_id))
    if data is None:
        raise UsageError(f"no release {release_id} in {lake.uri}; `stacktrail releases` lists them")
    return decode_manifest(data, release_id), hashlib.sha256(data).hexdigest()


def current_release(lake: Lake) -> Manifest | None:
    """The release readers get; None before the first."""
    move = read_pointer(lake.store)[0].current
    return None if move is None else load_manifest(lake, move.release_id)[0]


def released_ids(lake: Lake) -> tuple[str, ...]:
    """Every release that was ever in force, in the order they first were."""
    return tuple(dict.fromkeys(move.release_id for move in read_pointer(lake.store)[0].moves))


def find_release(lake: Lake, name: str | None = None, as_of: datetime | None = None) -> Manifest:
    """The release meant: by id or unique prefix, as of a time, or the current one.

    Raises: UsageError: none, or more than one, is meant.
    """
    pointer = read_pointer(lake.store)[0]
    if pointer.current is None:
        raise UsageError(f"{lake.uri} has {NO_RELEASE}")
    if as_of is not None:
        if name is not None:
            raise UsageError("give a release or a time, not both")
        move = pointer.current_at(as_of)
        if move is None:
            first = pointer.moves[0]
            raise UsageError(f"no release was current at {as_of.isoformat()}; the first is of {first.at}")
        return load_manifest(lake, move.release_id)[0]
    if name is None or name == "latest":
        return load_manifest(lake, pointer.current.release_id)[0]
    known = released_ids(lake)
    meant = [release for release in known if release.startswith(name)]
    if name in known:
        meant = [name]
    if len(meant) == 1:
        return load_manifest(lake, meant[0])[0]
    if meant:
        raise UsageError(f"{name} may be {' or '.join(meant[:3])}: give more of it")
    near = difflib.get_close_matches(name, known, 1, 0.5)
    hint = f"did you mean {near[0]}?" if near else "`stacktrail releases` lists them"
    raise UsageError(f"no release {name} in {lake.uri}; {hint}")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing verified: what, whether it held, and what was found."""

    subject: str
    is_sound: bool
    detail: str


def verify_release(lake: Lake, release: Manifest) -> Iterator[Finding]:
    """Check the pointer's digests, the chain of manifests back to the first, and every data file of `release`."""
    recorded = {move.release_id: move.digest for move in read_pointer(lake.store)[0].moves}
    link: Manifest | None = release
    expected = recorded.get(release.release_id)
    while link is not None:
        manifest, digest = load_manifest(lake, link.release_id)
        is_sound = expected is None or digest == expected
        detail = "manifest as published" if is_sound else f"manifest has SHA-256 {digest}, published was {expected}"
        yield Finding(f"release {manifest.release_id}", is_sound, detail)
        expected = manifest.parent_digest
        link = None if manifest.parent_release_id is None else load_manifest(lake, manifest.parent_release_id)[0]
    for table in release.tables:
        for file in table.files:
            try:
                size, digest = object_digest(lake, file.key)
            except IntegrityError as error:
                yield Finding(file.key, False, str(error))
                continue
            is_sound = (size, digest) == (file.size_bytes, file.sha256)
            detail = f"{table.name}, {file.row_count} rows" if is_sound else f"{size} bytes, SHA-256 {digest}: changed"
            yield Finding(file.key, is_sound, detail)
