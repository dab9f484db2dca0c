"""A server that really refuses: moto checks each signed request against the policies of an IAM user."""

from __future__ import annotations

import json
import urllib.request
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import boto3
import pytest

from pipeline.errors import ConfigurationError, LakeError
from pipeline.storage.lake import Lake
from pipeline.storage.message_queue import Outgoing
from pipeline.storage.s3_store import S3Store
from pipeline.storage.sqs_queue import SqsQueue, create_queues, open_queue, sqs_client
from tests.servers.fixtures import aws_environment
from tests.servers.queue_servers import moto

__all__ = ["aws_environment"]

pytestmark = pytest.mark.aws


@dataclass(frozen=True)
class Ward:
    """A server that knows users, and a name of one's own there."""

    endpoint: str
    name: str
    aws_environment: pytest.MonkeyPatch

    def forbid(self, action: str) -> None:
        """Become a user who may do everything but this; nothing is checked before."""
        iam = boto3.client("iam")
        iam.create_user(UserName=self.name)
        statements = [
            {"Effect": "Allow", "Action": ["s3:*", "sqs:*"], "Resource": "*"},
            {"Effect": "Deny", "Action": [action], "Resource": "*"},
        ]
        policy = json.dumps({"Version": "2012-10-17", "Statement": statements})
        iam.put_user_policy(UserName=self.name, PolicyName="some", PolicyDocument=policy)
        key = iam.create_access_key(UserName=self.name)["AccessKey"]
        self.aws_environment.setenv("AWS_ACCESS_KEY_ID", key["AccessKeyId"])
        self.aws_environment.setenv("AWS_SECRET_ACCESS_KEY", key["SecretAccessKey"])
        self.aws_environment.setattr(boto3, "DEFAULT_SESSION", None)  # it remembers the credentials before
        _check_after(self.endpoint, "0")


def _check_after(endpoint: str, requests: str) -> None:
    """Have policies checked from the next request but so many on."""
    address, plain = f"{endpoint}/moto-api/reset-auth", {"Content-Type": "text/plain"}
    asking = urllib.request.Request(address, requests.encode(), plain, method="POST")
    with urllib.request.urlopen(asking, timeout=10):
        pass


@pytest.fixture(scope="module")
def moto_endpoint(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with moto(tmp_path_factory.mktemp("moto")) as endpoint:
        yield endpoint


@pytest.fixture
def ward(moto_endpoint: str, aws_environment: pytest.MonkeyPatch) -> Ward:
    aws_environment.setenv("AWS_ENDPOINT_URL", moto_endpoint)
    aws_environment.setattr(boto3, "DEFAULT_SESSION", None)
    _check_after(moto_endpoint, "inf")
    return Ward(moto_endpoint, f"orders-{uuid.uuid4().hex[:8]}", aws_environment)


def receive_and_delete(queue: SqsQueue) -> None:
    queue.delete(queue.receive(1))


@pytest.mark.parametrize(
    ("forbidden", "use", "verb"),
    [
        ("sqs:ReceiveMessage", lambda queue: queue.receive(1), "receive from"),
        ("sqs:DeleteMessage*", receive_and_delete, "delete from"),
        ("sqs:SendMessage*", lambda queue: queue.send([Outgoing("x")]), "send to"),
        ("sqs:GetQueueAttributes", lambda queue: queue.depth(), "look at"),
    ],
)
def test_a_queue_that_may_not_be_used_is_named_with_the_permission(
    ward: Ward, forbidden: str, use: Callable[[SqsQueue], object], verb: str
) -> None:
    create_queues(ward.name, sqs_client(), visibility_seconds=30, maximum_receives=5).send([Outgoing("body")])
    ward.forbid(forbidden)
    queue = open_queue(ward.name, sqs_client())
    permission = forbidden.rstrip("*")
    with pytest.raises(
        ConfigurationError, match=f"(?s)cannot {verb} queue {ward.name}: .*AccessDenied.*need {permission} on it"
    ):
        use(queue)


@pytest.mark.parametrize(
    ("forbidden", "use", "verb"),
    [
        ("s3:PutObject", lambda lake: lake.store.put_if_absent("new", b"x"), "write"),
        ("s3:GetObject", lambda lake: lake.store.get("old"), "read"),
        ("s3:ListBucket", lambda lake: list(lake.store.list("")), "list"),
    ],
)
def test_a_lake_that_may_not_be_used_is_named_with_the_permission(
    ward: Ward, forbidden: str, use: Callable[[Lake], object], verb: str
) -> None:
    place: Any = {"LocationConstraint": "eu-central-1"}
    boto3.client("s3").create_bucket(Bucket=ward.name, CreateBucketConfiguration=place)
    Lake(S3Store(ward.name, "lake"), None).store.put_if_absent("old", b"x")
    ward.forbid(forbidden)
    with pytest.raises(LakeError, match=f"cannot {verb} s3://{ward.name}/lake/.*AccessDenied.*need {forbidden} on it"):
        use(Lake(S3Store(ward.name, "lake"), None))
