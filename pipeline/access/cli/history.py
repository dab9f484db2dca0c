"""`stacktrail history`."""

from __future__ import annotations

from datetime import datetime
from typing import Any  # rows hold values of every column type

import click

from pipeline.access.cli.options import Moment, lake_option, release_options
from pipeline.access.cli.pages import date_text, print_grid, print_heading, print_line
from pipeline.access.cli.printing import one_line, output_option, print_rows, time_text
from pipeline.access.lookups import CompanyFound, find_company, find_technology
from pipeline.access.queries import release_connection
from pipeline.access.timeline import history_rows
from pipeline.publishing.releases import find_release
from pipeline.storage.lake import open_lake


@click.command("history", epilog="Example: stacktrail history example.com kubernetes --known-at 2026-09-02")
@click.argument("company")
@click.argument("technology", required=False)
@click.option("--known-at", type=Moment(), metavar="TIME", help="What was believed at that time.")
@click.option("--all", "with_superseded", is_flag=True, help="Also intervals that are no longer believed.")
@release_options
@lake_option
@output_option
def history_command(
    company: str,
    technology: str | None,
    known_at: datetime | None,
    with_superseded: bool,
    release_name: str | None,
    as_of: datetime | None,
    lake_uri: str,
    output: str,
) -> None:
    """Since when and until when a company used its technologies, and why an interval began or ended."""
    lake = open_lake(lake_uri)
    with release_connection(lake, find_release(lake, release_name, as_of)) as connection:
        found = find_company(connection, company)
        wanted = find_technology(connection, technology).technology_id if technology else None
        rows = history_rows(connection, found.company_id, wanted, known_at, with_superseded=with_superseded)
    if found.notice:
        click.echo(one_line(found.notice), err=True)
    if output != "text":
        print_rows(rows, output)
        return
    _print_history(found, rows.to_pylist(), known_at, with_superseded=with_superseded)


def _print_history(
    company: CompanyFound, rows: list[dict[str, Any]], known_at: datetime | None, *, with_superseded: bool
) -> None:
    print_heading(company.name, f"{company.company_id}, as believed {time_text(known_at) if known_at else 'now'}")
    columns = ("technology", "from", "until", "cause", "recorded", "superseded")
    intervals = [
        (
            row["technology_name"] or row["technology_id"],
            date_text(row["valid_from"]),
            date_text(row["valid_to"]) or "now",
            row["cause"].replace("_", " "),
            time_text(row["recorded_from"]),
            row["recorded_to"],
        )
        for row in rows
    ]
    if not intervals:
        print_line("No interval is known.", indent=2)
        return
    shown = len(columns) if with_superseded else len(columns) - 1
    print_grid(columns[:shown], (interval[:shown] for interval in intervals))
