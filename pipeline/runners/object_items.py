"""Items of an `s3`: one object, or all objects below a prefix."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.errors import LakeError, SourceBusyError, StorageBusyError
from pipeline.runners.items import ObjectItem, Problem
from pipeline.sources.observed_at import observed_at
from pipeline.sources.sources_file import Source
from pipeline.storage.object_store import ObjectStore


def list_object_items(source: Source, uri: str) -> Iterator[ObjectItem | Problem]:
    """The objects at or below an s3:// URI, in key order; "folder" objects of no bytes are left out.

    Raises: SourceBusyError: S3 throttled, timed out or failed for now.
    """
    bucket, prefix = split_uri(uri)
    found = False
    try:
        for entry in open_bucket(bucket).list(prefix):
            if entry.key.endswith("/") and not entry.size_bytes:
                continue
            found = True
            said = source.observed_at or observed_at(entry.key)
            moment = said or entry.modified_at
            yield ObjectItem(source, f"s3://{bucket}/{entry.key}", entry.size_bytes, moment, said is not None)
    except StorageBusyError as error:
        raise SourceBusyError("source_busy", str(error)) from error
    except LakeError as error:
        yield Problem(source, uri, "unreadable_object", str(error))
        return
    if not found:
        yield Problem(source, uri, "no_objects", f"no object lies at or below {uri}")


def split_uri(uri: str) -> tuple[str, str]:
    """Bucket and key of an s3:// URI."""
    bucket, _, key = uri.removeprefix("s3://").partition("/")
    return bucket, key


def signed_url(uri: str) -> str:
    """An address at which the object can be had for an hour, signed with the standard AWS credentials.

    Raises: LakeError: there are none.
    """
    from pipeline.storage.s3_store import S3Store  # as below

    bucket, key = split_uri(uri)
    return S3Store(bucket, "").signed_url(key)


def open_bucket(name: str) -> ObjectStore:
    """A whole bucket as a store of objects."""
    from pipeline.storage.s3_store import S3Store  # boto3 takes longer to import than a folder takes to list

    return S3Store(name, "")
