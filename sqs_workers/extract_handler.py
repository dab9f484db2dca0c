"""Lambda on new landing objects: `sqs_workers.extract_handler.handler`.

Takes S3's ObjectCreated notification itself (asynchronous: an exception makes Lambda try again), the same through
EventBridge, and the same in an SQS queue, straight or through SNS (then with `ReportBatchItemFailures`). Notify on
`landing/fetches/` alone: objects that are no fetches are acknowledged and ignored.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any  # Lambda events and contexts

from pipeline.runners.work import work_on
from sqs_workers.lambda_batch import handle_batch, log_done, logger, metrics, workshop


@logger.inject_lambda_context
@metrics.log_metrics
def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """AWS Lambda entry point: `batchItemFailures` for SQS, otherwise how many objects were done."""
    records = event.get("Records") or [{}]
    if isinstance(records[0], dict) and records[0].get("eventSource") == "aws:sqs":
        return handle_batch(event, context)
    done = work_on(workshop(), json.dumps(event), _sent_at(event))
    log_done(done)
    return {"done": len(done.fetch_ids), "refused": done.refusal}


def _sent_at(event: dict[str, Any]) -> datetime:
    """When the event happened, by itself: `time` of EventBridge, `eventTime` of S3; the epoch if it does not say."""
    records = event.get("Records") or [{}]
    said = event.get("time") or (records[0].get("eventTime") if isinstance(records[0], dict) else None)
    try:
        return datetime.fromisoformat(str(said)).astimezone(UTC)
    except ValueError:
        return datetime.fromtimestamp(0, UTC)
