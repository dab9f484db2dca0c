"""`stacktrail worker`, `schedule`, `redrive`: the SQS side."""

from __future__ import annotations

import signal
from datetime import datetime
from pathlib import Path
from typing import Any  # click's decorators take and give any function

import click

from pipeline.access.cli.options import Moment, lake_option
from pipeline.access.cli.printing import output_option, print_rows
from pipeline.access.queue_rows import due_rows, known_reasons, letter_rows
from pipeline.runners.dead_letters import redrive
from pipeline.runners.queues import DEFAULT_QUEUE, open_queues
from pipeline.runners.schedules import due_sources, enqueue
from pipeline.runners.source_files import load_sources
from pipeline.settings import Settings, clock
from pipeline.storage.lake import open_lake


def _queue_option(function: Any) -> Any:
    return click.option(
        "--queue",
        "queue_name",
        default=lambda: Settings.from_env().queue or DEFAULT_QUEUE,
        show_default="stacktrail, or STACKTRAIL_QUEUE",
        metavar="NAME",
        help="Name or URL of the queue.",
    )(function)


def _create_option(function: Any) -> Any:
    return click.option(
        "--create-queues",
        is_flag=True,
        help="Make the queue and its dead-letter queue NAME-dead, if missing.",
    )(function)


@click.command("worker", epilog="Example: stacktrail worker --create-queues --until-empty")
@_queue_option
@_create_option
@click.option(
    "--concurrency",
    type=click.IntRange(1, 256),
    default=lambda: Settings.from_env().concurrency,
    show_default=f"{Settings().concurrency}, or STACKTRAIL_CONCURRENCY",
    help="Messages worked on at once.",
)
@click.option("--until-empty", is_flag=True, help="Stop once the queue holds nothing, delayed messages included.")
@lake_option
def worker_command(queue_name: str, create_queues: bool, concurrency: int, until_empty: bool, lake_uri: str) -> None:
    """Work on the messages of a queue: collect, parse, extract, into landing.

    Run one worker per processor core. SIGTERM or Ctrl-C ends it within STACKTRAIL_GRACE_SECONDS: what has begun is
    finished, the rest goes back to the queue. On a terminal it shows where it is; otherwise it writes JSON lines to
    standard error: what failed and why, and its counts once a minute.
    """
    from pipeline.access.cli.worker_display import worker_display
    from sqs_workers.host import make_worker
    from sqs_workers.worker import WorkerOptions

    settings = Settings.from_env()
    lake = open_lake(lake_uri, create=True)
    queue, dead = open_queues(queue_name, settings, connections=concurrency + 4, create=create_queues)
    with worker_display(queue.name) as display:
        options = WorkerOptions(
            concurrency, settings.grace_seconds, until_empty=until_empty, retry_seconds=settings.retry_seconds
        )
        worker = make_worker(lake, queue, dead, settings, options, display.report)
        display.watch(worker.totals)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: worker.stop())
        worker.run()
    click.echo(f"stopped    {worker.totals.as_line()}")


@click.command("schedule", epilog="Example: stacktrail schedule SOURCES.yml --dry-run")
@click.argument("sources", type=click.Path(path_type=Path), default="SOURCES.yml", required=False)
@_queue_option
@_create_option
@click.option("--all", "with_all", is_flag=True, help="Every source, now, whatever its `every` says.")
@click.option("--whole-sources", is_flag=True, help="One message a source instead of one an item.")
@click.option("--dry-run", is_flag=True, help="Show what is due and send nothing.")
@click.option("--now", type=Moment(), metavar="TIME", help="As if it were this time.")
@lake_option
@output_option
def schedule_command(
    sources: Path,
    queue_name: str,
    create_queues: bool,
    with_all: bool,
    whole_sources: bool,
    dry_run: bool,
    now: datetime | None,
    lake_uri: str,
    output: str,
) -> None:
    """Enqueue what SOURCES.yml says is due: each source with `every` once a period.

    Call it as often as you like, from cron or a timer: a period that was enqueued is not enqueued again.
    """
    listed, folder = load_sources(sources)
    lake = open_lake(lake_uri, create=not dry_run)
    found = due_sources(lake, listed, now or clock(), with_all=with_all)
    counts: dict[str, int] = {}
    if not dry_run:
        queue, _ = open_queues(queue_name, Settings.from_env(), create=create_queues)
        for due in found:
            if not due.is_sent:
                counts[due.source.name] = enqueue(lake, queue, due, str(sources), folder, by_item=not whole_sources)
    print_rows(due_rows(found, counts), output)
    unscheduled = sum(source.every is None for source in listed)
    if unscheduled and not with_all:
        click.echo(f"{unscheduled} sources have no `every` and are left out; add one, or use --all", err=True)


@click.command("redrive", epilog="Example: stacktrail redrive --reason storage_busy --dry-run")
@_queue_option
@click.option("--reason", metavar="R", help="Only dead letters with this reason code, or these words in the reason.")
@click.option("--limit", type=click.IntRange(1), metavar="N", help="At most so many.")
@click.option("--dry-run", is_flag=True, help="Show which would go back, and move nothing.")
@lake_option
@output_option
def redrive_command(
    queue_name: str, reason: str | None, limit: int | None, dry_run: bool, lake_uri: str, output: str
) -> None:
    """Move dead letters back to their queue, chosen by reason; prints those moved."""
    queue, dead = open_queues(queue_name, Settings.from_env())
    known = known_reasons(lake_uri)
    chosen = redrive(dead, queue, reason=reason, limit=limit, is_dry_run=dry_run, known=known)
    print_rows(letter_rows(chosen), output)
    if not chosen:
        wanted = f" for {reason!r}; `stacktrail status --queue {queue.name}` counts them by reason" if reason else ""
        click.echo(f"no dead letter{wanted}", err=True)
