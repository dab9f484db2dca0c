"""Which of S3's errors are worth another try, told by answers that botocore's own stubber gives."""

from __future__ import annotations

from collections.abc import Iterator

import boto3
import pytest
from botocore.exceptions import ConnectTimeoutError, ReadTimeoutError
from botocore.stub import Stubber

from pipeline.errors import ConflictError, LakeError, StacktrailError, StorageBusyError
from pipeline.storage.s3_store import S3Store
from tests.fetching.local_server import Reply, serving
from tests.servers.fixtures import aws_environment

__all__ = ["aws_environment"]

pytestmark = pytest.mark.aws


@pytest.fixture
def stubbed() -> Iterator[tuple[S3Store, Stubber]]:
    client = boto3.client("s3", region_name="eu-central-1", aws_access_key_id="test", aws_secret_access_key="test")
    with Stubber(client) as stubber:
        yield S3Store("stacktrail-test", "lake", client), stubber


@pytest.mark.parametrize(
    ("code", "kind", "advice"),
    [
        ("SlowDown", StorageBusyError, "try again"),
        ("InternalError", StorageBusyError, "try again"),
        ("ServiceUnavailable", StorageBusyError, "try again"),
        ("AccessDenied", LakeError, "credentials in use need s3:"),
        ("NoSuchBucket", LakeError, "make the bucket, or name another lake"),
        ("InvalidAccessKeyId", LakeError, "credentials in use need s3:"),
    ],
)
def test_errors_are_split_by_what_to_do(
    stubbed: tuple[S3Store, Stubber], code: str, kind: type[StacktrailError], advice: str
) -> None:
    store, stubber = stubbed
    for call in ("get_object", "head_object", "put_object", "delete_object", "list_objects_v2"):
        stubber.add_client_error(call, code)
    calls = (
        lambda: store.get("a"),
        lambda: store.exists("a"),
        lambda: store.put_if_absent("a", b""),
        lambda: store.delete("a"),
        lambda: list(store.list("a")),
    )
    for call in calls:
        with pytest.raises(kind, match=rf"cannot \w+ s3://stacktrail-test/lake/a: .*{code}.*{advice}"):
            call()


@pytest.mark.parametrize("code", ["PreconditionFailed", "ConditionalRequestConflict"])
def test_a_lost_race_is_a_conflict_and_no_failure(stubbed: tuple[S3Store, Stubber], code: str) -> None:
    store, stubber = stubbed
    if code == "PreconditionFailed":
        stubber.add_client_error("put_object", code)
        assert store.put_if_absent("a", b"") is False
    stubber.add_client_error("get_object", "NoSuchKey")
    stubber.add_client_error("put_object", code)
    with pytest.raises(ConflictError, match="run the command again"):
        store.swap("a", b"new", None)


@pytest.mark.parametrize(
    "error",
    [ConnectTimeoutError(endpoint_url="https://s3.example"), ReadTimeoutError(endpoint_url="https://s3.example")],
)
def test_what_never_arrived_is_worth_another_try(error: Exception, monkeypatch: pytest.MonkeyPatch) -> None:
    client = boto3.client("s3", region_name="eu-central-1", aws_access_key_id="test", aws_secret_access_key="test")

    def fail(**_: object) -> None:
        raise error

    monkeypatch.setattr(client, "get_object", fail)
    with pytest.raises(StorageBusyError, match=r"try again, or check the endpoint in AWS_ENDPOINT_URL_S3"):
        S3Store("stacktrail-test", "lake", client).get("a")


def test_only_a_large_body_is_asked_for_first(aws_environment: pytest.MonkeyPatch) -> None:
    with serving(lambda asked: Reply()) as server:
        aws_environment.setenv("AWS_ENDPOINT_URL_S3", server.url(""))
        store = S3Store("stacktrail-test", "lake")
        for size in (3, 2 * 1024 * 1024):
            assert store.put_if_absent("a", b"x" * size) is True
        assert [asked.headers.get("expect") for asked in server.asked] == [None, "100-continue"]


def test_a_create_beside_another_is_tried_again_until_it_is_decided(stubbed: tuple[S3Store, Stubber]) -> None:
    store, stubber = stubbed
    stubber.add_client_error("put_object", "ConditionalRequestConflict")
    stubber.add_response("put_object", {})
    assert store.put_if_absent("a", b"") is True, "the other one failed"
    stubber.add_client_error("put_object", "ConditionalRequestConflict")
    stubber.add_client_error("put_object", "PreconditionFailed")
    assert store.put_if_absent("a", b"") is False, "the other one succeeded"
    for _ in range(4):
        stubber.add_client_error("put_object", "ConditionalRequestConflict")
    with pytest.raises(StorageBusyError, match="try again"):
        store.put_if_absent("a", b"")
