"""`stacktrail export`."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path

import click

from pipeline.access.cli.options import lake_option, release_options
from pipeline.access.cli.pages import counted
from pipeline.access.export_formats import FORMATS
from pipeline.access.exporting import chosen_tables, export_release
from pipeline.publishing.releases import find_release, load_manifest
from pipeline.storage.lake import open_lake


@click.command("export", epilog="Example: stacktrail export -o ./stacktrail-csv --format csv")
@click.option(
    "-o", "folder", required=True, type=click.Path(path_type=Path), metavar="DIR", help="A new or empty folder."
)
@click.option(
    "--format",
    "file_format",
    type=click.Choice(tuple(FORMATS)),
    default="parquet",
    show_default=True,
    help="Of the files.",
)
@click.option("--tables", "names", metavar="T1,T2", help="Only these tables; default: every out_ table.")
@click.option("--all-tables", is_flag=True, help="Also landing_, core_ and review tables.")
@click.option("--force", is_flag=True, help="Replace what an earlier export left in DIR; other files stay.")
@release_options
@lake_option
def export_command(
    folder: Path,
    file_format: str,
    names: str | None,
    all_tables: bool,
    force: bool,
    release_name: str | None,
    as_of: datetime | None,
    lake_uri: str,
) -> None:
    """Write a release as plain files, with a README and a manifest; all of them or none."""
    tables = chosen_tables(names, all_tables=all_tables)
    lake = open_lake(lake_uri)
    release, digest = load_manifest(lake, find_release(lake, release_name, as_of).release_id)
    total = sum(version.row_count for version in release.tables if version.name in {table.name for table in tables})
    is_silent = not sys.stderr.isatty()
    with click.progressbar(length=total, label="rows", file=sys.stderr, hidden=is_silent) as bar:
        done = export_release(
            lake, release, digest, folder, file_format, tables, force=force, progress=lambda rows: bar.update(rows)
        )
    for name, rows in done.row_counts.items():
        click.echo(f"{name}: {counted(rows, 'row')}")
    click.echo(f"Release {release.release_id} is in {done.folder}; README.md there says what the columns mean.")
