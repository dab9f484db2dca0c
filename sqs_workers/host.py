"""A worker over a lake: what `stacktrail worker` runs."""

from __future__ import annotations

import gc

from pipeline.landing.failures import record_failure
from pipeline.runners.verdicts import Failure, first_sent_at
from pipeline.runners.work import Done, Workshop, work_on
from pipeline.settings import Settings
from pipeline.storage.lake import Lake
from pipeline.storage.message_queue import Delivery, Queue
from sqs_workers.worker import Report, Worker, WorkerOptions

_COLLECTED_OBJECTS = 10_000  # new ones between two collections: a message makes thousands, which go by themselves


def make_worker(
    lake: Lake, queue: Queue, dead: Queue, settings: Settings, options: WorkerOptions, report: Report
) -> Worker:
    """A worker on this queue that lands everything in this lake."""
    shop = Workshop(lake, settings)
    gc.freeze()  # catalogue and models live as long as the process: looking through them for garbage finds none
    gc.set_threshold(_COLLECTED_OBJECTS)

    def work(delivery: Delivery) -> Done:
        return work_on(shop, delivery.body, first_sent_at(delivery))

    def note(delivery: Delivery, failure: Failure) -> None:
        record_failure(lake, delivery.message_id, failure.reason_code, failure.reason)

    return Worker(queue, dead, work, options, report, shop.book.rate, note)
