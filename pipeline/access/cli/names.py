"""`stacktrail resolve`, `compare`, `dedupe`, `clean-names`."""

from __future__ import annotations

from pathlib import Path

import click

from pipeline.access.cli.progress_bars import share_bar
from pipeline.access.line_files import json_line, open_input, open_output
from pipeline.access.reading_progress import reading_progress
from pipeline.access.rejected_lines import RejectedLines, rejected_options, rejecting
from pipeline.access.surface_lines import read_texts
from pipeline.access.table_files import read_table
from pipeline.access.table_output import table_output_options, write_table
from pipeline.errors import UsageError
from pipeline.runners.cycle_collection import uncollected
from pipeline.settings import Settings, processor_count

_MANY = 25_000  # names that are read faster by several processes, starting them counted in


@click.command(
    "resolve",
    epilog="Example: stacktrail resolve --registry companies.csv --records mentions.csv -o links.csv",
)
@click.option(
    "--registry", "registry_file", required=True, metavar="FILE", help="company_id, name, aliases, domain, ..."
)
@click.option(
    "--records", "records_file", required=True, metavar="FILE", help="record_id, name, domain, country, city."
)
@table_output_options
@rejected_options
def resolve_command(
    registry_file: str, records_file: str, target: str, output: str | None, rejected_file: str | None, strict: bool
) -> None:
    """Link each record to at most one company of a registry: match, review or no_match, with its probability.

    Files are CSV, Parquet or JSON Lines; - is standard input. Only id and name are needed. The registry's aliases are
    a JSON list. CSV is written for programs: text stays as it is, also where a spreadsheet would run it as a formula.
    """
    from pipeline.runners.spread import spread_over

    if registry_file == records_file == "-":
        raise UsageError("only one of --registry and --records can be standard input")
    with rejecting(rejected_file, strict, target) as rejected:
        registry = read_table(registry_file, ("company_id", "name"), "registry", rejected)
        registry = registry.with_text(("company_id", "name"), rejected)
        workers = Settings.from_env().workers or processor_count()
        many = len(registry.lines) > _MANY
        with share_bar("resolving") as progress, spread_over(workers, at_once=many) as spread, uncollected():
            from pipeline.entity_resolution.linking.distributed_linking import resolve_spread
            from pipeline.entity_resolution.linking.resolution import ResolutionParams

            records = read_table(records_file, ("record_id", "name"), "records", rejected)
            records = records.with_text(("record_id",), rejected).once("record_id", rejected)
            links = resolve_spread(records.rows, registry.rows, ResolutionParams(threads=workers), progress, spread)
        write_table(links, target, output)


@click.command("compare", epilog="Example: stacktrail compare pairs.csv -o compared.csv")
@click.argument("file", default="-")
@table_output_options
@rejected_options
def compare_command(file: str, target: str, output: str | None, rejected_file: str | None, strict: bool) -> None:
    """Add to each pair of companies the probability that both are one.

    FILE has left_name and right_name, and left_ and right_ domain, city and country where known; other columns are
    kept. Adds match_probability, match_weight (bits) and comparison. CSV is written for programs: text stays as it is,
    also where a spreadsheet would run it as a formula.
    """
    from pipeline.entity_resolution.deduplicating.pairs import compare_pairs

    with rejecting(rejected_file, strict, target) as rejected:
        pairs = read_table(file, ("left_name", "right_name"), "pairs", rejected)
        write_table(compare_pairs(pairs.rows), target, output)


@click.command(
    "dedupe",
    epilog="Examples: stacktrail dedupe companies.parquet -o clusters.csv; "
    "stacktrail dedupe --state kept new.csv -o changes.csv; "
    "stacktrail dedupe --kind postings postings.jsonl.gz -o groups.csv",
)
@click.argument("file", default="-")
@click.option("--kind", type=click.Choice(["companies", "postings"]), default="companies", show_default=True)
@click.option(
    "--state",
    "state_folder",
    metavar="FOLDER",
    type=click.Path(file_okay=False),
    help="Keep the companies here, and add those of FILE to them.",
)
@table_output_options
@rejected_options
def dedupe_command(
    file: str,
    kind: str,
    state_folder: str | None,
    target: str,
    output: str | None,
    rejected_file: str | None,
    strict: bool,
) -> None:
    """Cluster company records that are one company, or postings that are one opening.

    Companies: FILE has record_id and name, and domain, country and city where known; a cluster's id is a member's
    record_id. Postings: FILE has canonical postings with posting_id or id; a group's id is a member's. The same role in
    another place, at another level or half a year later is another group. The same partition for any order of rows.

    With --state, companies are clustered with those of earlier runs for a cost that follows the new ones; rows of
    earlier companies whose cluster_id is no longer what it was come after those of FILE.
    """
    with rejecting(rejected_file, strict, target) as rejected:
        if kind == "companies":
            _cluster_companies(file, state_folder, target, output, rejected)
            return
        if state_folder is not None:
            raise UsageError("--state is for companies: postings are grouped all at once")
        from pipeline.access.posting_files import read_postings
        from pipeline.runners.openings import group_rows_of_postings

        write_table(group_rows_of_postings(read_postings(file, rejected)), target, output)


def _cluster_companies(
    file: str, state_folder: str | None, target: str, output: str | None, rejected: RejectedLines
) -> None:
    from pipeline.entity_resolution.deduplicating.deduplication import DedupeParams
    from pipeline.runners.dedupe_state import dedupe_with_state
    from pipeline.runners.spread import spread_over

    workers = Settings.from_env().workers or processor_count()
    params, folder = DedupeParams(threads=workers), None if state_folder is None else Path(state_folder)
    records = read_table(file, ("record_id", "name"), "records", rejected)
    many = len(records.lines) > _MANY
    with uncollected():
        with share_bar("deduplicating") as progress, spread_over(workers, at_once=many) as spread:
            records = records.with_text(("record_id",), rejected).once("record_id", rejected)
            clusters, keep = dedupe_with_state(records.rows, folder, params, progress, spread)
        write_table(clusters, target, output)
        keep()  # last: a batch whose answer could not be written can be added again


@click.command("clean-names", epilog="Example: stacktrail clean-names names.txt -o clean.jsonl")
@click.argument("file", default="-")
@click.option("-o", "target", default="-", metavar="FILE", help="Where to write; default: standard output.")
@rejected_options
def clean_names_command(file: str, target: str, rejected_file: str | None, strict: bool) -> None:
    """Clean company names as job boards write them, and tell employers from agencies, boards and no company.

    FILE has one name a line, or {"name"}. Every line, an empty one too, gets its {"name", "clean_name", "kind"}.
    """
    from pipeline.entity_resolution.names.board_names import clean_company_name

    with (
        rejecting(rejected_file, strict, target) as rejected,
        open_input(file) as source,
        open_output(target) as out,
        reading_progress("cleaning", source.size) as progress,
    ):
        for _, name in read_texts(source, "name", rejected):
            found = clean_company_name(name)
            out.write(json_line({"name": name, "clean_name": found.clean_name, "kind": found.kind}))
            progress.show(source.position())
