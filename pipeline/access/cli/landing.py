"""`stacktrail requests` and `stacktrail reparse`: what landing holds, beside any release."""

from __future__ import annotations

import click
import pyarrow as pa

from pipeline.access.cli.options import lake_option
from pipeline.access.cli.printing import output_option, print_rows
from pipeline.access.cli.progress_bars import progress_bars
from pipeline.access.request_log import requests_of
from pipeline.runners.reparse import ReparseReport, reparse
from pipeline.settings import Settings, clock
from pipeline.storage.lake import open_lake


@click.command("requests", epilog="Example: stacktrail requests --outcome throttled --output csv")
@click.option("--source", metavar="S", help="Only this source.")
@click.option("--outcome", metavar="WORD", help="Only this outcome: fetched, unchanged, throttled, ...")
@click.option("--summary", is_flag=True, help="One row a source, host and outcome, with how many and when last.")
@lake_option
@output_option
def requests_command(source: str | None, outcome: str | None, summary: bool, lake_uri: str, output: str) -> None:
    """List what was asked of the web and what came of it, oldest first: every request that collecting decided on."""
    print_rows(requests_of(open_lake(lake_uri), source, outcome, is_summary=summary), output)


@click.command("reparse", epilog="Example: stacktrail reparse --kind greenhouse --dry-run")
@click.option("--kind", metavar="K", help="Only payloads of this kind.")
@click.option("--dry-run", is_flag=True, help="Show what would change; write nothing.")
@lake_option
@output_option
def reparse_command(kind: str | None, dry_run: bool, lake_uri: str, output: str) -> None:
    """Run the parsers of today over archived payloads that an older version has read, and show what changes.

    One row a kind, change and field, with how many records it touches and an example. The next build uses the new
    records; it would have made them itself.
    """
    lake = open_lake(lake_uri)
    with progress_bars() as progress:
        report = reparse(
            lake, kind=kind, is_dry_run=dry_run, now=clock(), settings=Settings.from_env(), progress=progress
        )
    print_rows(_change_rows(report), output)
    verb = "would be read" if dry_run else "were read"
    click.echo(f"{report.payloads:,} payloads {verb} anew, by parsing version {report.step}", err=True)


def _change_rows(report: ReparseReport) -> pa.Table:
    names = ("kind", "change", "field", "count", "example", "before", "after", "url")
    rows = []
    for group in sorted(report.counts, key=lambda group: tuple(part or "" for part in group)):
        url, example = report.examples[group]
        values = (*group, report.counts[group], example.record, example.before, example.after, url)
        rows.append(dict(zip(names, values, strict=True)))
    schema = pa.schema([(name, pa.int64() if name == "count" else pa.string()) for name in names])
    return pa.Table.from_pylist(rows, schema=schema)
