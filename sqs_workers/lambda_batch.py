"""What the Lambda handlers share: a batch of SQS records, each done, given back, or buried with its reason.

One log line a message carries `message_id` as correlation id, and the landing keys it stands for. Counts go out as
CloudWatch metrics in the embedded format. Clients and models are made at the first message and kept while the
environment lives, so that a cold start imports little.
"""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from typing import Any  # Lambda events and contexts

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.batch import BatchProcessor, EventType, process_partial_response
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord

from pipeline.landing.failures import record_failure
from pipeline.runners.dead_letters import bury
from pipeline.runners.queues import open_queues
from pipeline.runners.verdicts import Failure, failure_of, first_sent_at, is_last_attempt, retry_delay, sent_anew
from pipeline.runners.work import Done, Workshop, work_on
from pipeline.settings import Settings
from pipeline.storage.lake import open_lake
from pipeline.storage.message_queue import Delivery, Queue

logger = Logger(service="stacktrail")
metrics = Metrics(namespace="Stacktrail", service="stacktrail")


@cache
def workshop() -> Workshop:
    """The lake of the settings and all that work needs; made once an environment."""
    settings = Settings.from_env()
    return Workshop(open_lake(settings.lake, create=True), settings)


@cache
def queues_of(arn: str) -> tuple[Queue, Queue]:
    """The queue that records come from, by its ARN, and its dead-letter queue."""
    return open_queues(arn.rpartition(":")[2], Settings.from_env())


def handle_batch(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Work on the records of an SQS event; returns `batchItemFailures`."""
    processor = BatchProcessor(event_type=EventType.SQS, raise_on_entire_batch_failure=False)
    answer: Any = process_partial_response(event, _handle_record, processor, context)
    return dict(answer)


def log_done(done: Done) -> None:
    """Log what came of a message and count it; its ids are in the log's context."""
    landed = [f"landing/fetches/{fetch_id}.json" for fetch_id in done.fetch_ids]
    values = {"landing_keys": landed[:100], "landed": len(landed), "new_fetches": done.new_fetches}
    values |= {"records": done.records, "rejected": dict(done.rejected)}
    if done.refusal is None:
        logger.info("done", extra=values)
    else:
        logger.error("refused", extra={**values, "reason": done.refusal})
    metrics.add_metric("MessagesRefused" if done.refusal else "MessagesDone", MetricUnit.Count, 1)
    metrics.add_metric("NewFetches", MetricUnit.Count, done.new_fetches)
    metrics.add_metric("Records", MetricUnit.Count, done.records)


def _handle_record(record: SQSRecord) -> None:
    """Work on one record; raising returns it to the queue."""
    delivery = _delivery(record)
    with logger.append_context_keys(message_id=delivery.message_id, correlation_id=delivery.message_id):
        try:
            done = work_on(workshop(), delivery.body, first_sent_at(delivery))
        except Exception as error:
            if not _is_settled(record, delivery, failure_of(error)):
                raise
        else:
            log_done(done)


def _is_settled(record: SQSRecord, delivery: Delivery, failure: Failure) -> bool:
    """Bury a message whose last attempt failed, send anew one that must wait; else let it come back later each time.

    What the queue cannot be told, for want of permissions or a connection, it does by its own rules.
    """
    values = {"reason_code": failure.reason_code, "reason": failure.reason[:2_000]}
    metrics.add_metric("MessagesPutOff" if failure.is_early else "MessagesFailed", MetricUnit.Count, 1)
    try:
        queue, dead = queues_of(record.event_source_arn)
        if failure.is_early:
            queue.send([sent_anew(delivery, failure.retry_after_seconds or 0)])
            logger.info("put off", extra=values)
            return True
        policy = queue.dead_letters()
        if policy is not None and not failure.is_of_host and is_last_attempt(delivery, policy.maximum_receives):
            bury(queue, dead, delivery, failure)
            logger.error("buried", extra=values)
            return True
        delay = retry_delay(delivery, failure, Settings.from_env().retry_seconds)
        queue.hide(delivery, delay)
        record_failure(workshop().lake, delivery.message_id, failure.reason_code, failure.reason)
        logger.warning("retried", extra={**values, "retry_in_seconds": delay})
    except Exception as error:
        logger.warning("retried", extra={**values, "queue_error": str(error)})
    return False


def _delivery(record: SQSRecord) -> Delivery:
    attributes = record.attributes
    return Delivery(
        record.message_id,
        record.receipt_handle,
        record.body,
        int(attributes.approximate_receive_count),
        datetime.fromtimestamp(int(attributes.sent_timestamp) / 1_000, UTC),
        {name: str(value.string_value or "") for name, value in record.message_attributes.items()},
    )
