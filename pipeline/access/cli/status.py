"""`stacktrail status`."""

from __future__ import annotations

from typing import Any  # reports hold JSON values

import click

from pipeline.access.cli.options import lake_option
from pipeline.access.cli.pages import counted, print_facts, print_grid, print_heading, print_line
from pipeline.access.cli.printing import object_output_option, print_object
from pipeline.access.status_report import lake_status
from pipeline.settings import clock
from pipeline.storage.lake import open_lake

_STEPS = ((86_400, "day"), (3_600, "hour"), (60, "minute"), (1, "second"))


@click.command("status", epilog="Example: stacktrail status --output json")
@lake_option
@object_output_option
def status_command(lake_uri: str, output: str) -> None:
    """Where a lake stands: its release and checks, its rows, and what waits for people."""
    report = lake_status(open_lake(lake_uri), clock())
    print_object(report) if output == "json" else _print_status(report)


def _print_status(report: dict[str, Any]) -> None:
    print_heading(report["lake"])
    release = report["release"]
    if release is None:
        print_line("No release yet: `stacktrail run SOURCES.yml` makes one.", indent=2)
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
            "queue depths": "none (no queue configured)",
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
