"""`stacktrail query` and `stacktrail sql`."""

from __future__ import annotations

import sys
from datetime import datetime

import click

from pipeline.access.cli.options import lake_option, release_options
from pipeline.access.cli.printing import output_option, print_rows
from pipeline.access.cli.prompt import Prompt, typed_lines
from pipeline.access.queries import release_connection, run_query
from pipeline.errors import ConfigurationError
from pipeline.publishing.releases import find_release
from pipeline.storage.lake import open_lake

_ENGINES = ("duckdb", "athena", "s3select")


@click.command(
    "query",
    epilog='Example: stacktrail query "SELECT technology_name, count(*) AS companies FROM out_company_technologies '
    'WHERE is_current GROUP BY ALL ORDER BY companies DESC LIMIT 10"',
)
@click.argument("sql")
@release_options
@click.option(
    "--engine",
    type=click.Choice(_ENGINES),
    default="duckdb",
    show_default=True,
    help="What answers; athena and s3select are not available yet.",
)
@lake_option
@output_option
def query_command(
    sql: str, release_name: str | None, as_of: datetime | None, engine: str, lake_uri: str, output: str
) -> None:
    """Answer one SQL query over a release; tables go by their plain names. SQL `-` is read from standard input.

    SHOW TABLES lists the tables, DESCRIBE out_companies the columns of one. Read only.
    """
    if engine != "duckdb":
        raise ConfigurationError(
            f"--engine {engine} needs an S3 lake and comes with the AWS access layer, not available yet: use duckdb"
        )
    lake = open_lake(lake_uri)
    text = sys.stdin.buffer.read().decode(errors="replace") if sql == "-" else sql
    with release_connection(lake, find_release(lake, release_name, as_of)) as connection:
        print_rows(run_query(connection, text), output)


@click.command("sql", epilog="Example: stacktrail sql --as-of 2026-09-01")
@release_options
@lake_option
@output_option
@click.pass_context
def sql_command(
    ctx: click.Context, release_name: str | None, as_of: datetime | None, lake_uri: str, output: str
) -> None:
    """A prompt for SQL over one release; a statement ends with `;`.

    .tables lists the tables, .schema NAME says what the columns mean, .quit leaves. When standard input is no terminal
    its statements are run one after the other; the exit status is 2 if one failed.
    """
    lake = open_lake(lake_uri)
    release = find_release(lake, release_name, as_of)
    with release_connection(lake, release) as connection:
        prompt = Prompt(connection, output)
        failures = prompt.run(typed_lines(prompt, release.release_id))
    ctx.exit(2 if failures else 0)
