"""`stacktrail quarantine list` and `show`."""

from __future__ import annotations

from datetime import datetime

import click

from pipeline.access.cli.options import lake_option, release_options
from pipeline.access.cli.pages import print_facts, print_heading
from pipeline.access.cli.printing import object_output_option, output_option, plain, print_object, print_rows
from pipeline.access.queries import release_connection
from pipeline.access.rejections import find_rejection, rejection_list
from pipeline.publishing.releases import find_release
from pipeline.storage.lake import open_lake


@click.group("quarantine", epilog="Example: stacktrail quarantine list --reason invalid_json")
def quarantine_command() -> None:
    """What could not be read or was refused, with the reason and the original."""


@quarantine_command.command("list", epilog="Example: stacktrail quarantine list --source acme-board")
@click.option("--source", metavar="S", help="Only this source.")
@click.option("--reason", "reason_code", metavar="CODE", help="Only this reason, such as invalid_json.")
@release_options
@lake_option
@output_option
def list_command(
    source: str | None,
    reason_code: str | None,
    release_name: str | None,
    as_of: datetime | None,
    lake_uri: str,
    output: str,
) -> None:
    """List rejections by source, payload and line."""
    lake = open_lake(lake_uri)
    with release_connection(lake, find_release(lake, release_name, as_of)) as connection:
        print_rows(rejection_list(connection, source, reason_code), output)


@quarantine_command.command("show", epilog="Example: stacktrail quarantine show rej_x2y3")
@click.argument("rejection_id")
@release_options
@lake_option
@object_output_option
def show_command(
    rejection_id: str, release_name: str | None, as_of: datetime | None, lake_uri: str, output: str
) -> None:
    """Show one rejection with its original. The beginning of its id is enough."""
    lake = open_lake(lake_uri)
    with release_connection(lake, find_release(lake, release_name, as_of)) as connection:
        rejection = find_rejection(connection, rejection_id)
    if output == "json":
        print_object(rejection)
        return
    original = rejection.pop("original")
    print_heading(rejection["reason_code"], rejection["rejection_id"])
    print_facts({name.replace("_", " "): value for name, value in rejection.items() if name != "rejection_id"})
    click.echo()
    click.echo(plain(original) if original is not None else "(no original was kept)")
