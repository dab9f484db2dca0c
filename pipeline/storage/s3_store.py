"""Objects below an S3 prefix, with S3's own conditional writes (`If-None-Match: *`, `If-Match`)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC
from typing import TYPE_CHECKING, Any  # Any: what botocore hands to its hooks

import boto3
from botocore.config import Config
from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    ConnectionError,
    HTTPClientError,
    IncompleteReadError,
)

from pipeline.errors import ConflictError, LakeError, StacktrailError, StorageBusyError
from pipeline.storage.object_store import StoredObject, check_key

if TYPE_CHECKING:
    from types_boto3_s3.client import S3Client

_TAKEN = {"PreconditionFailed", "412"}
_UNDECIDED = "ConditionalRequestConflict"  # another write of the key is under way, and may yet fail: S3 says try again
_TRIES = 4
_SIGNED_SECONDS = 3_600
_CONNECTIONS = 64  # opened when threads need them; a worker has that many threads at most in practice
_ENDPOINT = "the endpoint in AWS_ENDPOINT_URL_S3 or AWS_ENDPOINT_URL"
_ASKED_BYTES = 1024 * 1024
_MISSING = {"NoSuchKey", "404", "NotFound"}
_BUSY = {_UNDECIDED, "SlowDown", "InternalError", "ServiceUnavailable", "RequestTimeout", "Throttling", "500", "503"}
_FORBIDDEN = {"AccessDenied", "403", "Forbidden", "InvalidAccessKeyId", "SignatureDoesNotMatch", "ExpiredToken"}
_PERMISSIONS = {"read": "s3:GetObject", "write": "s3:PutObject", "delete": "s3:DeleteObject", "list": "s3:ListBucket"}
_UNREACHED = (ConnectionError, HTTPClientError, IncompleteReadError)  # other errors of botocore are wrong settings


class S3Store:
    """An `ObjectStore` on `s3://bucket/prefix`; endpoint and credentials come from the standard AWS chain."""

    def __init__(self, bucket: str, prefix: str, client: S3Client | None = None) -> None:
        self._bucket = bucket
        self._prefix = prefix.strip("/") + "/" if prefix.strip("/") else ""
        self._client = client or _new_client()

    @property
    def uri(self) -> str:
        return f"s3://{self._bucket}/{self._prefix}".rstrip("/")

    def get(self, key: str) -> bytes | None:
        found = self._get(key)
        return None if found is None else found[0]

    def exists(self, key: str) -> bool:
        try:
            self._client.head_object(Bucket=self._bucket, Key=self._prefix + check_key(key))
        except ClientError as error:
            if _code(error) in _MISSING:
                return False
            raise self._wrapped("read", key, error) from error
        except BotoCoreError as error:
            raise self._wrapped("read", key, error) from error
        return True

    def put_if_absent(self, key: str, data: bytes) -> bool:
        return self._put_if_absent(key, data, _TRIES)

    def _put_if_absent(self, key: str, data: bytes, tries: int) -> bool:
        try:
            self._client.put_object(Bucket=self._bucket, Key=self._prefix + check_key(key), Body=data, IfNoneMatch="*")
        except ClientError as error:
            if _code(error) == _UNDECIDED and tries > 1:
                return self._put_if_absent(key, data, tries - 1)
            if _code(error) in _TAKEN:
                return False
            raise self._wrapped("write", key, error) from error
        except BotoCoreError as error:
            raise self._wrapped("write", key, error) from error
        return True

    def swap(self, key: str, data: bytes, expected: bytes | None) -> None:
        found = self._get(key)
        if (None if found is None else found[0]) != expected:
            raise ConflictError(f"{key} was changed by somebody else since it was read; run the command again")
        full = self._prefix + check_key(key)
        try:
            if found is None:
                self._client.put_object(Bucket=self._bucket, Key=full, Body=data, IfNoneMatch="*")
            else:
                self._client.put_object(Bucket=self._bucket, Key=full, Body=data, IfMatch=found[1])
        except ClientError as error:
            if _code(error) in (*_TAKEN, _UNDECIDED):
                raise ConflictError(f"{key} was changed by somebody else; run the command again") from error
            raise self._wrapped("write", key, error) from error
        except BotoCoreError as error:
            raise self._wrapped("write", key, error) from error

    def delete(self, key: str) -> None:
        try:
            self._client.delete_object(Bucket=self._bucket, Key=self._prefix + check_key(key))
        except (ClientError, BotoCoreError) as error:
            raise self._wrapped("delete", key, error) from error

    def list(self, prefix: str) -> Iterator[StoredObject]:
        pages = self._client.get_paginator("list_objects_v2").paginate(
            Bucket=self._bucket, Prefix=self._prefix + prefix
        )
        try:
            for page in pages:
                for entry in page.get("Contents", []):
                    modified_at = entry["LastModified"].astimezone(UTC).replace(microsecond=0)
                    yield StoredObject(entry["Key"].removeprefix(self._prefix), entry["Size"], modified_at)
        except (ClientError, BotoCoreError) as error:
            raise self._wrapped("list", prefix, error) from error

    def signed_url(self, key: str) -> str:
        """An address at which the object can be read for an hour, by whoever has it."""
        try:
            return self._client.generate_presigned_url(
                "get_object", Params={"Bucket": self._bucket, "Key": self._prefix + key}, ExpiresIn=_SIGNED_SECONDS
            )
        except (ClientError, BotoCoreError) as error:
            raise self._wrapped("read", key, error) from error

    def _get(self, key: str) -> tuple[bytes, str] | None:
        try:
            answer = self._client.get_object(Bucket=self._bucket, Key=self._prefix + check_key(key))
            return answer["Body"].read(), answer["ETag"]
        except ClientError as error:
            if _code(error) in _MISSING:
                return None
            raise self._wrapped("read", key, error) from error
        except BotoCoreError as error:
            raise self._wrapped("read", key, error) from error

    def _wrapped(self, verb: str, key: str, error: ClientError | BotoCoreError) -> StacktrailError:
        message = f"cannot {verb} {self.uri}/{key}: {error}"
        if isinstance(error, ClientError) and _code(error) in _FORBIDDEN:
            return LakeError(f"{message}; the credentials in use need {_PERMISSIONS[verb]} on it")
        if isinstance(error, _UNREACHED):
            return StorageBusyError(f"{message}; try again, or check {_ENDPOINT}")
        if isinstance(error, ClientError) and _code(error) in _BUSY:
            return StorageBusyError(f"{message}; try again")
        if isinstance(error, ClientError) and _code(error) == "NoSuchBucket":
            return LakeError(f"{message}; make the bucket, or name another lake with --lake (STACKTRAIL_LAKE)")
        return LakeError(message)


def _new_client() -> S3Client:
    try:
        client = boto3.client(
            "s3",
            config=Config(
                retries={"mode": "adaptive", "max_attempts": 6},
                max_pool_connections=_CONNECTIONS,
                request_checksum_calculation="when_required",
                response_checksum_validation="when_required",
            ),
        )
    except (BotoCoreError, ValueError) as error:  # ValueError: an endpoint that is no URL
        raise LakeError(f"cannot reach S3: {error}; check the AWS settings of this environment") from error
    client.meta.events.register_last("before-call.s3", _send_at_once)  # after botocore's own hook
    return client


def _send_at_once(params: dict[str, Any], **_: object) -> None:
    """Do not ask first whether a small body may come: the question costs a turn, and an answer read byte by byte."""
    if "Expect" in params["headers"] and params["body"].getbuffer().nbytes <= _ASKED_BYTES:
        del params["headers"]["Expect"]


def _code(error: ClientError) -> str:
    return str(error.response.get("Error", {}).get("Code", ""))
