"""Lambda on an SQS queue of collect messages: one source of SOURCES.yml a message, partial batch responses.

A message is {"schema_version": 1, "kind": "collect", "sources_file": "SOURCES.yml", "source": "acme-board"}. What it
does is a function of the message and of the bytes it points to, and every effect is a conditional create: a message
delivered twice does no harm. Permanent failures are logged and acknowledged; all others return to the queue.
"""

from __future__ import annotations

from typing import Any  # Lambda events and contexts

from aws_lambda_powertools import Logger
from aws_lambda_powertools.utilities.batch import BatchProcessor, EventType, process_partial_response
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord

from pipeline.errors import PermanentError
from pipeline.runners.messages import collect_message

logger = Logger(service="stacktrail-collect")
processor = BatchProcessor(event_type=EventType.SQS, raise_on_entire_batch_failure=False)


def handle_record(record: SQSRecord) -> None:
    """Work on one message; raising returns it to the queue."""
    with logger.append_context_keys(message_id=record.message_id):
        try:
            report = collect_message(record.body)
        except PermanentError as error:
            logger.error("refused", extra={"reason": str(error), "body": record.body[:2_000]})
            return
        logger.info("collected", extra={"items": report.items, "new_fetches": report.new_fetches})


def handler(event: dict[str, Any], context: Any) -> Any:
    """AWS Lambda entry point: returns `batchItemFailures`."""
    return process_partial_response(event=event, record_handler=handle_record, processor=processor, context=context)
