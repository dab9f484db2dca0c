"""Queues on Amazon SQS or a server that speaks its protocol; endpoint, region, credentials from the standard chain."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, TypeVar  # Any: entries of batch calls

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, ConnectionError, HTTPClientError, IncompleteReadError

from pipeline.errors import ConfigurationError, TransientError
from pipeline.storage.message_queue import BATCH, DeadLetters, Delivery, Depth, Outgoing

if TYPE_CHECKING:
    from types_boto3_sqs.client import SQSClient

_UNREACHED = (ConnectionError, HTTPClientError, IncompleteReadError)  # other errors of botocore are wrong settings
_BUSY = {"RequestThrottled", "ThrottlingException", "Throttling", "OverLimit", "InternalError", "ServiceUnavailable"}
_BUSY |= {"KmsThrottled", "RequestTimeout", "InternalFailure", "RequestLimitExceeded"}
_MISSING = {"QueueDoesNotExist", "NonExistentQueue"}
_FORBIDDEN = {"AccessDenied", "AccessDeniedException", "KmsAccessDenied", "InvalidClientTokenId"}
_FORBIDDEN |= {"SignatureDoesNotMatch", "UnrecognizedClientException", "ExpiredToken", "InvalidAccessKeyId"}
_NOT_OURS = {"ReceiptHandleIsInvalid", "MessageNotInflight", "InvalidParameterValue", "InvalidIdFormat"}
_ENDPOINT = "the endpoint in AWS_ENDPOINT_URL_SQS or AWS_ENDPOINT_URL"
_LONGEST_WAIT_SECONDS = 20
_SEND_TRIES = 5

Entry = TypeVar("Entry")


class SqsQueue:
    """A `Queue` on SQS."""

    def __init__(self, name: str, url: str, client: SQSClient) -> None:
        self._name = name
        self._url = url
        self._client = client

    @property
    def name(self) -> str:
        return self._name

    def send(self, messages: Sequence[Outgoing]) -> None:
        for batch in _batches(messages):
            waiting = [(str(number), message) for number, message in enumerate(batch)]
            for _ in range(_SEND_TRIES):
                waiting = self._send_batch(waiting)
                if not waiting:
                    break
            else:
                raise TransientError(f"queue {self._name} took {len(waiting)} messages only in part; try again")

    def _send_batch(self, batch: list[tuple[str, Outgoing]]) -> list[tuple[str, Outgoing]]:
        """Send up to ten messages; returns those that the server failed on."""
        entries: list[Any] = [
            {
                "Id": number,
                "MessageBody": message.body,
                "DelaySeconds": message.delay_seconds,
                "MessageAttributes": {
                    name: {"DataType": "String", "StringValue": value} for name, value in message.attributes.items()
                },
            }
            for number, message in batch
        ]
        with _reported("send to", self._name, "sqs:SendMessage"):
            answer = self._client.send_message_batch(QueueUrl=self._url, Entries=entries)
        failed = answer.get("Failed", [])
        for entry in failed:
            if entry.get("SenderFault"):
                raise ConfigurationError(
                    f"queue {self._name} refuses a message: {entry.get('Code')} {entry.get('Message', '')}"
                )
        again = {entry["Id"] for entry in failed}
        return [(number, message) for number, message in batch if number in again]

    def receive(self, limit: int, wait_seconds: int = 0, visibility_seconds: int | None = None) -> list[Delivery]:
        options: dict[str, Any] = {} if visibility_seconds is None else {"VisibilityTimeout": visibility_seconds}
        with _reported("receive from", self._name, "sqs:ReceiveMessage"):
            answer = self._client.receive_message(
                QueueUrl=self._url,
                MaxNumberOfMessages=min(limit, BATCH),
                WaitTimeSeconds=min(wait_seconds, _LONGEST_WAIT_SECONDS),
                AttributeNames=["All"],
                MessageAttributeNames=["All"],
                **options,
            )
        return [_delivery(message) for message in answer.get("Messages", [])]

    def delete(self, deliveries: Sequence[Delivery]) -> None:
        for batch in _batches(deliveries):
            entries: list[Any] = [
                {"Id": str(number), "ReceiptHandle": delivery.receipt} for number, delivery in enumerate(batch)
            ]
            with _reported("delete from", self._name, "sqs:DeleteMessage"):
                self._client.delete_message_batch(QueueUrl=self._url, Entries=entries)
            # What failed comes back and is found done: nothing to do about it here.

    def hide(self, delivery: Delivery, seconds: int) -> bool:
        try:
            with _reported("change", self._name, "sqs:ChangeMessageVisibility"):
                self._client.change_message_visibility(
                    QueueUrl=self._url, ReceiptHandle=delivery.receipt, VisibilityTimeout=seconds
                )
        except _NotOursError:
            return False
        return True

    def depth(self) -> Depth:
        found = self._attributes()
        return Depth(
            int(found.get("ApproximateNumberOfMessages", 0)),
            int(found.get("ApproximateNumberOfMessagesNotVisible", 0)),
            int(found.get("ApproximateNumberOfMessagesDelayed", 0)),
        )

    def dead_letters(self) -> DeadLetters | None:
        policy = self._attributes().get("RedrivePolicy")
        if not policy:
            return None
        found = json.loads(policy)
        return DeadLetters(found["deadLetterTargetArn"].rpartition(":")[2], int(found["maxReceiveCount"]))

    def oldest_age_seconds(self, now: datetime) -> int | None:
        try:
            watch = boto3.client("cloudwatch", config=Config(retries={"total_max_attempts": 1}, read_timeout=5))
            answer = watch.get_metric_statistics(
                Namespace="AWS/SQS",
                MetricName="ApproximateAgeOfOldestMessage",
                Dimensions=[{"Name": "QueueName", "Value": self._name}],
                StartTime=now - timedelta(minutes=15),
                EndTime=now,
                Period=60,
                Statistics=["Maximum"],
            )
            points = sorted((point["Timestamp"], point["Maximum"]) for point in answer["Datapoints"])
        except (ClientError, BotoCoreError, KeyError, ValueError):
            return None  # a permission or a server that is not there: nothing else depends on it
        return int(points[-1][1]) if points else None

    def visibility_seconds(self) -> int:
        return int(self._attributes().get("VisibilityTimeout", 30))

    def _attributes(self) -> dict[str, str]:
        with _reported("look at", self._name, "sqs:GetQueueAttributes"):
            answer = self._client.get_queue_attributes(QueueUrl=self._url, AttributeNames=["All"])
        return {str(name): value for name, value in answer.get("Attributes", {}).items()}


def sqs_client(connections: int = 10) -> SQSClient:
    """A client for so many calls at once.

    Raises: ConfigurationError: the AWS settings of this environment are wrong.
    """
    try:
        return boto3.client(
            "sqs",
            config=Config(
                retries={"mode": "adaptive", "max_attempts": 5},
                max_pool_connections=connections,
                connect_timeout=10,
                read_timeout=_LONGEST_WAIT_SECONDS + 10,
            ),
        )
    except (BotoCoreError, ValueError) as error:  # ValueError: an endpoint that is no URL
        raise ConfigurationError(f"cannot reach SQS: {error}; check the AWS settings of this environment") from error


def open_queue(name: str, client: SQSClient) -> SqsQueue:
    """Find a queue.

    Args:
        name: its name or its URL.
    Raises: ConfigurationError: there is none, or it may not be used.
    """
    plain = name.rstrip("/").rpartition("/")[2]
    if "://" in name:
        return SqsQueue(plain, name, client)
    with _reported("find", plain, "sqs:GetQueueUrl"):
        return SqsQueue(plain, client.get_queue_url(QueueName=plain)["QueueUrl"], client)


def create_queues(name: str, client: SQSClient, *, visibility_seconds: int, maximum_receives: int) -> SqsQueue:
    """Make a queue and its dead-letter queue `<name>-dead`, unless they are there; existing ones stay as they are."""
    try:
        return open_queue(name, client)
    except ConfigurationError as error:
        if not isinstance(error, _MissingQueueError) or "://" in name:
            raise
    with _reported("create", f"{name}-dead", "sqs:CreateQueue"):
        dead = client.create_queue(
            QueueName=f"{name}-dead", Attributes={"MessageRetentionPeriod": str(14 * 24 * 3_600)}
        )["QueueUrl"]
        arn = client.get_queue_attributes(QueueUrl=dead, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
        policy = {"deadLetterTargetArn": arn, "maxReceiveCount": str(maximum_receives)}
        attributes = {"VisibilityTimeout": str(visibility_seconds), "RedrivePolicy": json.dumps(policy)}
        attributes["ReceiveMessageWaitTimeSeconds"] = str(_LONGEST_WAIT_SECONDS)
        url = client.create_queue(QueueName=name, Attributes=attributes)["QueueUrl"]  # type: ignore[arg-type]
    return SqsQueue(name, url, client)


class _MissingQueueError(ConfigurationError):
    """There is no such queue."""


class _NotOursError(ConfigurationError):
    """The delivery has expired, or its message is gone."""


@contextmanager
def _reported(verb: str, name: str, permission: str) -> Iterator[None]:
    """Errors of boto3 as ours: what was tried on which queue, and what to do."""
    try:
        yield
    except ClientError as error:
        raise _translated(verb, name, permission, error) from error
    except BotoCoreError as error:
        message = f"cannot {verb} queue {name}: {error}"
        if isinstance(error, _UNREACHED):
            raise TransientError(f"{message}; try again, or check {_ENDPOINT}") from error
        raise ConfigurationError(f"{message}; check the AWS settings of this environment") from error


def _translated(verb: str, name: str, permission: str, error: ClientError) -> ConfigurationError | TransientError:
    code = str(error.response.get("Error", {}).get("Code", "")).rpartition(".")[2]
    status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
    message = f"cannot {verb} queue {name}: {error}"
    if code in _BUSY or status >= 500:
        return TransientError(f"{message}; try again")
    if code in _MISSING:
        return _MissingQueueError(
            f"no queue {name} here: make it with `stacktrail worker --create-queues`, or name another with --queue "
            f"(STACKTRAIL_QUEUE); region and endpoint come from AWS_DEFAULT_REGION and AWS_ENDPOINT_URL"
        )
    if code in _FORBIDDEN or status in (401, 403):
        return ConfigurationError(f"{message}; the credentials in use need {permission} on it")
    return _NotOursError(message) if code in _NOT_OURS else ConfigurationError(message)


def _delivery(message: Any) -> Delivery:
    attributes = message.get("Attributes", {})
    return Delivery(
        message["MessageId"],
        message["ReceiptHandle"],
        message.get("Body", ""),
        int(attributes.get("ApproximateReceiveCount", 1)),
        datetime.fromtimestamp(int(attributes.get("SentTimestamp", 0)) / 1_000, UTC),
        {name: str(value.get("StringValue", "")) for name, value in message.get("MessageAttributes", {}).items()},
    )


def _batches(entries: Sequence[Entry]) -> Iterator[Sequence[Entry]]:
    for start in range(0, len(entries), BATCH):
        yield entries[start : start + BATCH]
