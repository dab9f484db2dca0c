"""`stacktrail review records`, `unmerge`, `merge`: what a company is made of, and judgements that change it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

import click
import pyarrow as pa

from pipeline.access.cli.options import lake_option
from pipeline.access.cli.pages import counted
from pipeline.access.cli.printing import one_line, output_option, print_rows
from pipeline.access.lookups import find_company
from pipeline.access.queries import release_connection
from pipeline.access.regrouping import Ruling, merge, records_of, unmerge
from pipeline.errors import UsageError
from pipeline.publishing.releases import find_release
from pipeline.settings import Settings, clock, login_name
from pipeline.storage.lake import open_lake

reason_option = click.option("--reason", metavar="TEXT", help="Why, in your words.")
reviewer_option = click.option(
    "--reviewer", metavar="NAME", help="Who decides; default STACKTRAIL_REVIEWER, then the login name."
)
expires_option = click.option(
    "--expires", type=click.DateTime(["%Y-%m-%d"]), help="Day from which it counts no more (UTC)."
)


def ruling_of(reviewer: str | None, reason: str | None, expires: datetime | None) -> Ruling:
    """Who decides, now.

    Raises: UsageError: nobody is named, or the day has passed.
    """
    name, now = (reviewer or Settings.from_env().reviewer or login_name()).strip(), clock()
    if not name:
        raise UsageError("--reviewer is empty: say who decides")
    until = None if expires is None else expires.replace(tzinfo=UTC)
    if until is not None and until <= now:
        raise UsageError(f"--expires {until:%Y-%m-%d} has passed: the next build would not obey")
    return Ruling(name, reason, now, until)


@click.command("records", epilog="Example: stacktrail review records 'Brightforge Robotics'")
@click.argument("company", metavar="NAME|DOMAIN|ID")
@lake_option
@output_option
def records_command(company: str, lake_uri: str, output: str) -> None:
    """List the records a company is made of. Each with what it joined, and why."""
    lake = open_lake(lake_uri)
    with release_connection(lake, find_release(lake)) as connection:
        rows = records_of(connection, find_company(connection, company).company_id)
    print_rows(pa.Table.from_pylist(rows), output)


@click.command("unmerge", epilog="Example: stacktrail review unmerge com_a1b2 rec_c3d4 --reason 'another Acme'")
@click.argument("company", metavar="NAME|DOMAIN|ID")
@click.argument("records", metavar="RECORD_ID...", nargs=-1, required=True)
@reason_option
@reviewer_option
@expires_option
@lake_option
def unmerge_command(
    company: str,
    records: Sequence[str],
    reason: str | None,
    reviewer: str | None,
    expires: datetime | None,
    lake_uri: str,
) -> None:
    """Take records out of a company. The next build makes another of them. `review records` lists them."""
    lake, ruling = open_lake(lake_uri), ruling_of(reviewer, reason, expires)
    with release_connection(lake, find_release(lake)) as connection:
        found = find_company(connection, company)
        count = unmerge(lake, connection, found.company_id, records, ruling)
    taken, said = counted(len(set(records)), "record"), counted(count, "judgement")
    click.echo(one_line(f"{taken} taken out of {found.name}, says {ruling.reviewer}: {said}."))
    click.echo("The next build (`stacktrail build`) obeys them.")


@click.command("merge", epilog="Example: stacktrail review merge com_a1b2 com_e5f6 --reason 'renamed in May'")
@click.argument("one", metavar="NAME|DOMAIN|ID")
@click.argument("other", metavar="NAME|DOMAIN|ID")
@reason_option
@reviewer_option
@expires_option
@lake_option
def merge_command(
    one: str, other: str, reason: str | None, reviewer: str | None, expires: datetime | None, lake_uri: str
) -> None:
    """Make two companies one; one id stays, the other leads to it. At most one may be in a register."""
    lake, ruling = open_lake(lake_uri), ruling_of(reviewer, reason, expires)
    with release_connection(lake, find_release(lake)) as connection:
        first, second = find_company(connection, one), find_company(connection, other)
        count = merge(lake, connection, first.company_id, second.company_id, ruling)
    said = counted(count, "judgement")
    click.echo(one_line(f"{first.name} and {second.name} are one, says {ruling.reviewer}: {said}."))
    click.echo("The next build (`stacktrail build`) obeys them.")
