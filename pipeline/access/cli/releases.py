"""`stacktrail releases`, `diff`, `rollback`, `verify`."""

from __future__ import annotations

from typing import Any  # rows hold values of every column type

import click
import pyarrow as pa

from pipeline.access.cli.options import lake_option
from pipeline.access.cli.pages import print_grid, print_heading, print_line
from pipeline.access.cli.printing import output_option, print_rows
from pipeline.access.differences import difference_counts, release_difference
from pipeline.errors import UsageError
from pipeline.publishing.releases import NO_RELEASE, find_release, load_manifest, released_ids, verify_release
from pipeline.publishing.rollback import roll_back
from pipeline.settings import clock
from pipeline.storage.lake import open_lake


@click.command("releases", epilog="Example: stacktrail releases --output json")
@lake_option
@output_option
def releases_command(lake_uri: str, output: str) -> None:
    """List the releases of a lake, oldest first; the current one is marked."""
    lake = open_lake(lake_uri)
    known = released_ids(lake)
    current = find_release(lake).release_id if known else None
    rows = []
    for release_id in known:
        manifest = load_manifest(lake, release_id)[0]
        counts = {table.name: table.row_count for table in manifest.tables}
        rows.append(
            {
                "release_id": release_id,
                "is_current": release_id == current,
                "created_at": manifest.created_at,
                "parent_release_id": manifest.parent_release_id,
                "companies": counts.get("out_companies", 0),
                "facts": counts.get("out_company_technologies", 0),
                "content_digest": manifest.content_digest[:12],
            }
        )
    if not rows:
        raise UsageError(f"{lake.uri} has {NO_RELEASE}")
    print_rows(pa.Table.from_pylist(rows), output)


@click.command("diff", epilog="Example: stacktrail diff 20260901 20260902")
@click.argument("before", metavar="R1")
@click.argument("after", metavar="R2", default="latest")
@click.option("--limit", type=click.IntRange(0), default=50, show_default=True, help="Changes to show as text.")
@lake_option
@output_option
def diff_command(before: str, after: str, limit: int, lake_uri: str, output: str) -> None:
    """What was added, modified and deleted from release R1 to R2 (default: the current one), and why."""
    lake = open_lake(lake_uri)
    older, newer = find_release(lake, before), find_release(lake, after)
    rows = release_difference(lake, older, newer)
    if output != "text":
        print_rows(rows, output)
        return
    print_heading(f"{older.release_id} to {newer.release_id}")
    if not rows.num_rows:
        print_line("Nothing changed.", indent=2)
        return
    counts = difference_counts(rows)
    print_grid(counts.column_names, (row.values() for row in counts.to_pylist()), right=("row_count",))
    if limit:
        print_line()
        print_grid(("change", "what", "cause", "columns"), (_change(row) for row in rows.slice(0, limit).to_pylist()))
    if rows.num_rows > limit:
        print_line(f"and {rows.num_rows - limit:,} more: --limit {rows.num_rows}, or --output csv", "dim", indent=2)


@click.command("rollback", epilog='Example: stacktrail rollback 20260901 --note "bad company links"')
@click.argument("release")
@click.option("--note", default="", help="Why, for the record.")
@lake_option
def rollback_command(release: str, note: str, lake_uri: str) -> None:
    """Make an older release current again; nothing is deleted."""
    before, now = roll_back(open_lake(lake_uri), release, clock(), note)
    click.echo(f"Current release: {now.release_id} (was {before.release_id}).")
    click.echo("The next build starts from it; the same input is not published again by itself.")


@click.command("verify", epilog="Example: stacktrail verify")
@click.argument("release", required=False)
@lake_option
@output_option
@click.pass_context
def verify_command(ctx: click.Context, release: str | None, lake_uri: str, output: str) -> None:
    """Check the chain of manifests and every data file of a release; exit 1 when anything is not as published."""
    lake = open_lake(lake_uri)
    findings = list(verify_release(lake, find_release(lake, release)))
    broken = [finding for finding in findings if not finding.is_sound]
    shown = findings if output != "text" else broken
    if shown:
        print_rows(
            pa.Table.from_pylist([{"subject": f.subject, "is_sound": f.is_sound, "detail": f.detail} for f in shown]),
            output,
        )
    click.echo(f"{len(findings)} checked, {len(broken)} not as published", err=output != "text")
    if broken:
        ctx.exit(1)


def _change(row: dict[str, Any]) -> tuple[Any, ...]:
    """A row of the difference as people read it."""
    company, technology = row["company_name"], row["technology_name"]
    if row["table_name"] == "out_company_technologies":
        what = f"{company} uses {technology}"
    else:
        what = f"company {company}" if row["table_name"] == "out_companies" else f"technology {technology}"
    return (row["change"], what, row["cause"].replace("_", " "), row["changed_columns"])
