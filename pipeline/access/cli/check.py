"""`stacktrail check`."""

from __future__ import annotations

from datetime import datetime
from typing import IO

import click
import pyarrow.compute as pc

from pipeline.access.cli.options import lake_option
from pipeline.access.cli.printing import output_option, print_rows
from pipeline.access.release_checks import check_release, chosen_suites
from pipeline.publishing.releases import find_release
from pipeline.quality.checks import quality_rows
from pipeline.storage.lake import open_lake


@click.command("check", epilog="Example: stacktrail check --suite out_evidence --validations evidence.json")
@click.argument("release", required=False)
@click.option("--suite", metavar="TABLE", help="Run this suite only.")
@click.option(
    "--validations",
    type=click.File("wb"),
    help="Also write the results as Great Expectations' own validation results (JSON).",
)
@lake_option
@output_option
@click.pass_context
def check_command(
    ctx: click.Context,
    release: str | None,
    suite: str | None,
    validations: IO[bytes] | None,
    lake_uri: str,
    output: str,
) -> None:
    """Run the expectation suites on a release (default: the current one); exit 1 when one that gates fails."""
    suites = chosen_suites(suite)
    lake = open_lake(lake_uri)
    manifest = find_release(lake, release)
    report = check_release(lake, manifest, suites)
    rows = quality_rows(report, manifest.release_id)
    if validations is not None:
        from pipeline.quality.great_expectations_adapter import validations_json  # takes seconds to import

        moment = datetime.fromisoformat(manifest.created_at)
        filled = validations_json(suites, report.results, run_name=manifest.release_id, run_at=moment)
        validations.write(filled)
    if output != "text":
        print_rows(rows, output)
    elif report.gate_failures or report.warnings:
        shown = ("check_id", "severity", "observed", "expected", "unexpected_count")
        print_rows(rows.filter(pc.invert(rows.column("success"))).select(shown), output)
    failed, warned = len(report.gate_failures), len(report.warnings)
    click.echo(f"{rows.num_rows} checked, {failed} failed, {warned} warnings", err=output != "text")
    if failed:
        ctx.exit(1)
