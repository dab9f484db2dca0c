"""Lambda on the queue of messages: `sqs_workers.collect_handler.handler`, with `ReportBatchItemFailures`.

Whatever the messages ask for is done, S3 notifications that arrive in the queue (straight or through SNS) included.
"""

from __future__ import annotations

from typing import Any  # Lambda events and contexts

from sqs_workers.lambda_batch import handle_batch, logger, metrics


@logger.inject_lambda_context
@metrics.log_metrics
def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """AWS Lambda entry point: returns `batchItemFailures`."""
    return handle_batch(event, context)
