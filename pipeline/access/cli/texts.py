"""`stacktrail extract`, `detect`, `normalize`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any  # Any: JSON rows

import click

from pipeline.access.line_files import json_line, open_input, open_output
from pipeline.access.reading_progress import reading_progress
from pipeline.access.rejected_lines import RejectedLines, rejected_options, rejecting
from pipeline.settings import Settings, processor_count

if TYPE_CHECKING:
    from pipeline.extraction.site_detection import Detector
    from pipeline.sources.parser import Payload, Rejection

_NO_DOMAIN = "page.invalid"  # reserved by RFC 2606: no organization of a page claims it


def _target_option(function: Any) -> Any:
    return click.option("-o", "target", default="-", metavar="FILE", help="Where to write; default: standard output.")(
        function
    )


@click.command("extract", epilog="Example: stacktrail extract postings.jsonl.gz -o mentions.jsonl")
@click.argument("file", default="-")
@click.option(
    "--explain", "is_explained", is_flag=True, help="Add decisions: every name found, taken or left, and why."
)
@_target_option
@rejected_options
def extract_command(file: str, is_explained: bool, target: str, rejected_file: str | None, strict: bool) -> None:
    """Find the technologies that texts mention, where, and what is said of them.

    FILE has {"id", "description", "title"?, "company"?} a line; records of `stacktrail parse` are taken as they are.
    Writes {"id", "mentions"} a line, in the same order; start and end count code points of the description, end
    exclusive. With --explain a line has "decisions" too: for each name found in the text whether it was taken for the
    technology, the log-odds of what speaks for and against, the rule that decided its polarity, and the sentence it
    read. STACKTRAIL_WORKERS sets how many processes work; default: one a core.
    """
    from pipeline.access.document_lines import write_mentions

    workers = Settings.from_env().workers or processor_count()
    with (
        rejecting(rejected_file, strict, target) as rejected,
        open_input(file) as source,
        open_output(target) as out,
        reading_progress("extracting", source.size) as progress,
    ):
        write_mentions(source, out, rejected, workers, progress, is_explained)


@click.command("normalize", epilog="Example: echo 'Postgre SQL 14' | stacktrail normalize")
@click.argument("file", default="-")
@_target_option
@rejected_options
def normalize_command(file: str, target: str, rejected_file: str | None, strict: bool) -> None:
    """Name the technology that each surface form stands for; null when it is none.

    FILE has one surface form a line, or {"surface"}. Every line, an empty one too, gets its {"surface",
    "technology_id", "name", "category", "confidence", "method", "suggestions"}.
    """
    from pipeline.access.normalized_lines import write_normalized

    workers = Settings.from_env().workers or processor_count()
    with (
        rejecting(rejected_file, strict, target) as rejected,
        open_input(file) as source,
        open_output(target) as out,
        reading_progress("normalizing", source.size) as progress,
    ):
        write_normalized(source, out, rejected, workers, progress)


@click.command(
    "detect", epilog="Example: stacktrail detect home.html --url https://acme.example --headers headers.json"
)
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--url", help="Where the page was fetched; default: what the page says of itself.")
@click.option("--headers", "headers_file", metavar="FILE", help="Response headers as JSON: {name: value} or pairs.")
@click.option(
    "--rules", "rule_files", multiple=True, metavar="FILE", help="Also your rules, in the Wappalyzer JSON format."
)
@_target_option
@rejected_options
def detect_command(
    files: tuple[str, ...],
    url: str | None,
    headers_file: str | None,
    rule_files: tuple[str, ...],
    target: str,
    rejected_file: str | None,
    strict: bool,
) -> None:
    """Tell the organization and the technologies of saved company pages.

    FILE is an HTML page, or an index.jsonl of file, url and headers that stands for its pages; - is standard input.
    Writes {"file", "url", "organization", "technologies"} a page; what is unknown is null.
    """
    from pipeline.access.payload_files import Origin, open_payloads, read_headers
    from pipeline.access.rule_files import detector_with
    from pipeline.normalization.catalogue_files import load_catalogue
    from pipeline.sources.parser import Payload

    headers = read_headers(headers_file) if headers_file else ()
    origin = Origin("site", url, domain=_NO_DOMAIN, headers=headers)
    payloads = open_payloads(files, origin, Settings.from_env().maximum_payload_bytes)
    detector, notes = detector_with(load_catalogue(), rule_files)
    for note in notes:
        click.echo(note, err=True)
    with (
        rejecting(rejected_file, strict, target, "page") as rejected,
        open_output(target) as out,
        reading_progress("detecting", None) as progress,
    ):
        read = 0
        for name, payload in payloads:
            for row in _detected(name, payload, detector, rejected):
                out.write(json_line(row))
            read += len(payload.data) if isinstance(payload, Payload) else 0
            progress.show(read)


def _detected(
    name: str, payload: Payload | Rejection, detector: Detector, rejected: RejectedLines
) -> Iterator[dict[str, Any]]:
    from pipeline.access.payload_files import parsed
    from pipeline.sources.parser import Rejection

    for item in parsed(payload):
        if isinstance(item, Rejection):
            rejected.add_rejection(name, item)
            continue
        url = item["url"] if item["url"].startswith(("http://", "https://")) else None
        headers = payload.headers if not isinstance(payload, Rejection) else ()
        yield {
            "file": name,
            "url": url,
            "organization": {
                "name": item.get("organization_name"),
                "legal_name": item.get("legal_name"),
                "domain": item["domain"] if item["domain"] != _NO_DOMAIN else None,
                "country": item.get("country"),
                "city": item.get("city"),
            },
            "technologies": [
                {
                    "technology_id": found.technology_id,
                    "name": found.name,
                    "category": found.category,
                    "confidence": found.confidence,
                    "evidence": found.evidence,
                }
                for found in detector.detect(item["html"], headers)
            ],
        }
