"""`stacktrail parse` and `stacktrail sources check`."""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO

import click
import pyarrow as pa

from pipeline.access.cli.printing import output_option, plain, print_rows
from pipeline.access.line_files import json_line, open_output
from pipeline.access.payload_files import Origin, open_payloads, parsed, stored_size
from pipeline.access.reading_progress import reading_progress
from pipeline.access.rejected_lines import RejectedLines, rejected_options, rejecting
from pipeline.errors import ConfigurationError, UsageError
from pipeline.runners.items import Item, Problem
from pipeline.runners.listing import list_items
from pipeline.runners.source_files import load_sources
from pipeline.settings import Settings
from pipeline.sources.kinds import KINDS, get_parser
from pipeline.sources.parser import Parser, Payload, Rejection
from pipeline.sources.sources_file import Source


@click.command(
    "parse",
    epilog="Example: stacktrail parse greenhouse board.json --url https://boards.greenhouse.io/acme -o postings.jsonl",
)
@click.argument("kind", required=False)
@click.argument("files", nargs=-1, metavar="FILE...")
@click.option("--list", "is_listing", is_flag=True, help="List the kinds, one a row.")
@click.option("--url", help="Where the payload was fetched; default: the file's name.")
@click.option("--company", help="Company of the payload, for formats that do not name it.")
@click.option("--domain", help="Domain of that company, likewise.")
@click.option("--html", "with_html", is_flag=True, help="Keep the markup of pages in their records.")
@click.option("-o", "target", default="-", metavar="FILE", help="Where the records go; default: standard output.")
@rejected_options
@output_option
def parse_command(
    kind: str | None,
    files: tuple[str, ...],
    is_listing: bool,
    url: str | None,
    company: str | None,
    domain: str | None,
    with_html: bool,
    target: str,
    rejected_file: str | None,
    strict: bool,
    output: str,
) -> None:
    """Parse source payloads of a KIND to canonical records: postings, pages or registrations, one JSON object a line.

    FILE is a payload, compressed or not; - is standard input. For the kind site it may also be an index.jsonl of file,
    url and headers. --output is for --list; records are JSON Lines.
    """
    if is_listing:
        print_rows(_kinds(), output)
        return
    if kind is None:
        raise UsageError("name a kind and a file: `stacktrail parse KIND FILE`; `stacktrail parse --list` lists kinds")
    parser = get_parser(kind)
    if not files:
        raise UsageError(f"name the files to parse: `stacktrail parse {kind} FILE...`; - is standard input")
    origin = Origin(kind, url, company, domain)
    payloads = open_payloads(files, origin, Settings.from_env().maximum_payload_bytes)
    with (
        rejecting(rejected_file, strict, target, "item") as rejected,
        open_output(target) as out,
        reading_progress("parsing", stored_size(files)) as progress,
    ):
        read = 0
        for name, payload in payloads:
            _write_records(parser, name, payload, with_html, out, rejected)
            read += len(payload.data) if isinstance(payload, Payload) else 0
            progress.show(read)


def _kinds() -> pa.Table:
    parsers = map(get_parser, KINDS)
    return pa.Table.from_pylist(
        [{"kind": each.kind, "records": each.table.name, "description": each.description} for each in parsers]
    )


def _write_records(
    parser: Parser, name: str, payload: Payload | Rejection, with_html: bool, out: BinaryIO, rejected: RejectedLines
) -> None:
    columns = [column for column in parser.table.schema.names if with_html or column != "html"]
    for item in parsed(payload):
        if isinstance(item, Rejection):
            rejected.add_rejection(name, item)
        else:
            out.write(json_line({column: item.get(column) for column in columns}))


@click.group("sources", epilog="Example: stacktrail sources check SOURCES.yml")
def sources_command() -> None:
    """Look after a SOURCES.yml."""


@sources_command.command("check", epilog="Example: stacktrail sources check SOURCES.yml")
@click.argument("file", default="SOURCES.yml")
@output_option
def sources_check_command(file: str, output: str) -> None:
    """Validate a sources file.

    Lists its sources and how many items each finds, or every problem with its line.
    """
    path = Path(file)
    try:
        sources, folder = load_sources(path)
    except ConfigurationError as error:
        for problem in str(error).splitlines():
            click.echo(plain(problem), err=True)
        raise click.exceptions.Exit(2) from error
    items = [list(list_items(source, folder)) for source in sources]
    print_rows(pa.Table.from_pylist([_source_row(*each) for each in zip(sources, items, strict=True)]), output)
    for source, entries in zip(sources, items, strict=True):
        for entry in entries:
            if isinstance(entry, Problem):
                click.echo(plain(f"{path.name}:{source.line}: {entry.reason}"), err=True)


def _source_row(source: Source, entries: list[Item | Problem]) -> dict[str, str | int | None]:
    return {
        "line": source.line,
        "name": source.name,
        "kind": source.kind,
        "location": source.path or source.s3 or source.board or " ".join(source.url or ()) or source.domain,
        "items": sum(isinstance(entry, Item) for entry in entries),
        "problems": sum(isinstance(entry, Problem) for entry in entries),
    }
