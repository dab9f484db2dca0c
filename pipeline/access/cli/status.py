"""`stacktrail status`."""

from __future__ import annotations

from typing import Any  # reports hold JSON values

import click

from pipeline.access.cli.options import lake_option
from pipeline.access.cli.pages import counted, print_facts, print_grid, print_heading, print_line
from pipeline.access.cli.printing import object_output_option, print_object
from pipeline.access.queue_rows import known_reasons, queue_status
from pipeline.access.status_report import lake_status
from pipeline.publishing.releases import NO_RELEASE
from pipeline.runners.queues import open_queues
from pipeline.settings import Settings, clock
from pipeline.storage.lake import open_lake

_STEPS = ((86_400, "day"), (3_600, "hour"), (60, "minute"), (1, "second"))


@click.command("status", epilog="Example: stacktrail status --output json")
@click.option(
    "--queue",
    "queue_name",
    default=lambda: Settings.from_env().queue,
    show_default="none, or STACKTRAIL_QUEUE",
    metavar="NAME",
    help="Name or URL of a queue: its depth and its dead letters by reason.",
)
@click.option(
    "--peek",
    is_flag=True,
    help="Look at ten messages for the oldest's age, where CloudWatch does not tell; counts as a delivery.",
)
@lake_option
@object_output_option
def status_command(queue_name: str, peek: bool, lake_uri: str, output: str) -> None:
    """Where a lake stands: its release and checks, its rows, its queue, and what waits for people."""
    settings, now = Settings.from_env(), clock()
    report = lake_status(open_lake(lake_uri), now)
    queues = open_queues(queue_name, settings) if queue_name else None
    report["queue_depths"] = None if queues is None else queue_status(*queues, now, known_reasons(lake_uri), peek=peek)
    print_object(report) if output == "json" else _print_status(report)


def _print_status(report: dict[str, Any]) -> None:
    print_heading(report["lake"])
    release = report["release"]
    if release is None:
        print_line(NO_RELEASE, indent=2)
        print_facts(_queue_facts(report["queue_depths"]))
        _print_refused(report["refused"])
        return
    moved = f"current by {release['current_by']} {release['note']}" if release["current_by"] != "published" else None
    reasons = ", ".join(f"{reason} {count:,}" for reason, count in report["quarantined"].items())
    quarantined = sum(report["quarantined"].values())
    print_facts(
        {
            "release": f"{release['release_id']}, {_age(release['age_seconds'])} old",
            "pointer": moved,
            "observed until": release["observed_until"],
            "verdict": _verdict(release["verdict"], report["failed_checks"]),
            "open reviews": f"{report['open_reviews']:,}",
            "quarantined": f"{quarantined:,}{f': {reasons}' if reasons else ''}",
            "payloads": f"{report['payloads']['count']:,} ({report['payloads']['size_bytes']:,} bytes)",
            **_queue_facts(report["queue_depths"]),
        }
    )
    _print_refused(report["refused"])
    print_line()
    _print_kinds(report["kinds"])
    print_line()
    print_grid(("table", "rows"), ((name, f"{n:,}") for name, n in report["row_counts"].items()), right=("rows",))


def _print_kinds(kinds: list[dict[str, Any]]) -> None:
    numbers = ("payloads", "records", "rejected")
    rows = ((kind["kind"], *(f"{kind[name]:,}" for name in numbers)) for kind in kinds)
    print_grid(("kind", *numbers), rows, right=numbers)


def _queue_facts(queue: dict[str, Any] | None) -> dict[str, str]:
    if queue is None:
        return {"queue depths": "none (no queue configured)"}
    oldest = queue["oldest_age_seconds"]
    dead = queue["dead_letters"]
    reasons = ", ".join(f"{reason} {count:,}" for reason, count in dead.items())
    since = queue["oldest_dead_letter_age_seconds"]
    return {
        "queue": queue["queue"],
        "queue depths": f"{queue['visible']:,} waiting, {queue['in_flight']:,} in flight, {queue['delayed']:,} delayed",
        "oldest message": "not told (see --peek)" if oldest is None else f"{_age(oldest)} old",
        "dead letters": f"{sum(dead.values()):,}: {reasons}; the oldest {_age(since)} old" if dead else "0",
    }


def _print_refused(refused: dict[str, Any] | None) -> None:
    if refused is None:
        return
    print_line(f"A later candidate was refused: {refused.get('release_id')}", style="bold red", indent=2)
    for failure in _lines((refused.get("verdict") or {}).get("gate_failures")):
        print_line(failure, style="red", indent=4)


def _verdict(verdict: dict[str, Any], failed_checks: int) -> str:
    parts = [str(verdict.get("result", "unknown"))]
    checks = verdict.get("checks")
    if isinstance(checks, int):
        parts.append(counted(checks, "check"))
    parts.append(f"{failed_checks} not met")
    warnings = _lines(verdict.get("warnings"))
    return ", ".join(parts) + ("" if not warnings else f"; warned: {'; '.join(warnings)}")


def _lines(value: Any) -> list[str]:
    """The failures or warnings of a verdict as lines, whether it lists or counts them."""
    if value is None or value == 0:
        return []
    return [str(entry) for entry in value] if isinstance(value, list | tuple) else [str(value)]


def _age(seconds: int) -> str:
    for size, unit in _STEPS:
        if seconds >= size:
            return counted(seconds // size, unit)
    return "0 seconds"
