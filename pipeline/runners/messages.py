"""The message that asks for one source to be collected, and what a worker does with it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import orjson

from pipeline.errors import PermanentError
from pipeline.runners.collect import CollectReport, collect
from pipeline.runners.progress import Silent
from pipeline.runners.source_files import load_sources
from pipeline.settings import Settings, clock
from pipeline.storage.lake import open_lake

SCHEMA_VERSION = 1


@dataclass(frozen=True, slots=True)
class CollectMessage:
    """Collect one source: a pointer, no payload."""

    sources_file: str
    source: str


def decode_message(body: str) -> CollectMessage:
    """Read a message.

    Raises: PermanentError: it is no message of a known version; trying again would change nothing.
    """
    try:
        found = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise PermanentError(f"the message is not JSON: {error}") from error
    if not isinstance(found, dict) or found.get("kind") != "collect":
        raise PermanentError('expected a JSON object whose kind is "collect"')
    version = found.get("schema_version")
    if type(version) is not int or version != SCHEMA_VERSION:
        raise PermanentError(f"expected schema_version {SCHEMA_VERSION}, got {version!r}: upgrade the worker or sender")
    sources_file, source = found.get("sources_file"), found.get("source")
    if not isinstance(sources_file, str) or not isinstance(source, str):
        raise PermanentError("a collect message names its sources_file and its source")
    return CollectMessage(sources_file, source)


def collect_message(body: str) -> CollectReport:
    """Do what a message asks, on the lake of the settings, in this process: Lambda has no shared memory for others.

    Raises: PermanentError: the message or its source is wrong. TransientError: the storage failed for now.
    """
    message = decode_message(body)
    sources, folder = load_sources(Path(message.sources_file))
    meant = [source for source in sources if source.name == message.source]
    if not meant:
        raise PermanentError(f"{message.sources_file} has no source {message.source!r}")
    settings = replace(Settings.from_env(), workers=1)
    lake = open_lake(settings.lake, create=True)
    return collect(lake, meant, folder, now=clock(), settings=settings, progress=Silent())
