"""Lambda on an EventBridge schedule: `sqs_workers.schedule_handler.handler` enqueues what SOURCES.yml says is due.

The time is the event's own: a schedule that fires twice, or is tried again, enqueues once.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any  # Lambda events and contexts

from aws_lambda_powertools.metrics import MetricUnit

from pipeline.runners.queues import DEFAULT_QUEUE, open_queues
from pipeline.runners.schedules import due_sources, enqueue
from pipeline.runners.source_files import load_sources
from pipeline.settings import Settings, clock
from pipeline.storage.lake import open_lake
from sqs_workers.lambda_batch import logger, metrics


@logger.inject_lambda_context
@metrics.log_metrics
def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """AWS Lambda entry point: messages sent, by source; raising makes EventBridge try again."""
    settings = Settings.from_env()
    sources, folder = load_sources(Path(settings.sources))
    lake = open_lake(settings.lake, create=True)
    queue, _ = open_queues(settings.queue or DEFAULT_QUEUE, settings)
    sent = {
        due.source.name: enqueue(lake, queue, due, settings.sources, folder)
        for due in due_sources(lake, sources, _time(event))
        if not due.is_sent
    }
    metrics.add_metric("MessagesSent", MetricUnit.Count, sum(sent.values()))
    logger.info("scheduled", extra={"sent": sent, "schedule_id": event.get("id")})
    return {"sent": sent}


def _time(event: dict[str, Any]) -> datetime:
    try:
        return datetime.fromisoformat(str(event.get("time"))).astimezone(UTC)
    except ValueError:
        return clock()
