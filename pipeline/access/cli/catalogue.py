"""`stacktrail catalogue search`, `show`, `lint`, `diff`, `discover`, `propose`."""

from __future__ import annotations

from typing import Any  # entries hold values of every kind

import click

from pipeline.access.cli.options import lake_option
from pipeline.access.cli.pages import print_facts, print_grid, print_heading
from pipeline.access.cli.printing import object_output_option, output_option, print_object, print_rows
from pipeline.access.cli.term_review import print_proposal
from pipeline.access.reading_progress import reading_progress
from pipeline.access.rejected_lines import rejected_options, rejecting
from pipeline.errors import UsageError


def _folder_option(function: Any) -> Any:
    return click.option("--folder", metavar="DIR", help="A catalogue's files; default: the packaged ones.")(function)


def _file_option(function: Any) -> Any:
    return click.option("--file", metavar="FILE", help="Postings a line, as for extract; default: those of the lake.")(
        function
    )


@click.group("catalogue", epilog="Example: stacktrail catalogue search kuber")
def catalogue_command() -> None:
    """The technologies that Stacktrail knows: look them up, check the files, find what is missing."""


@catalogue_command.command("search", epilog="Example: stacktrail catalogue search elastic --limit 5")
@click.argument("text")
@click.option("--limit", type=click.IntRange(1), default=20, show_default=True, help="Only the best so many.")
@_folder_option
@output_option
def search_command(text: str, limit: int, folder: str | None, output: str) -> None:
    """List technologies with a name like TEXT, the best first."""
    import pyarrow as pa

    from pipeline.access.catalogue_folders import open_catalogue
    from pipeline.normalization.catalogue_search import search_technologies

    columns = ("technology_id", "name", "kind", "category", "vendor", "parent_id")
    schema = pa.schema([(column, pa.string()) for column in columns])
    found = search_technologies(open_catalogue(folder), text, limit)
    rows = [{column: getattr(entry, column) for column in columns} for entry in found]
    print_rows(pa.Table.from_pylist(rows, schema=schema), output)


@catalogue_command.command("show", epilog="Example: stacktrail catalogue show k8s")
@click.argument("name")
@_folder_option
@object_output_option
def show_command(name: str, folder: str | None, output: str) -> None:
    """Show what the catalogue holds on a technology. Asked for by id or any name."""
    from pipeline.access.catalogue_folders import open_catalogue
    from pipeline.normalization.catalogue_search import find_technology, search_technologies, technology_entry

    catalogue = open_catalogue(folder)
    technology = find_technology(catalogue, name)
    if technology is None:
        near = ", ".join(entry.name for entry in search_technologies(catalogue, name, 3))
        raise UsageError(f"no technology {name!r} in the catalogue" + (f"; did you mean {near}?" if near else ""))
    entry = technology_entry(catalogue, technology)
    print_object(entry) if output == "json" else _print_entry(entry)


@catalogue_command.command("lint", epilog="Example: stacktrail catalogue lint my-catalogue --since old-catalogue")
@click.argument("folder", required=False)
@click.option("--since", metavar="DIR", help="An earlier catalogue: none of its ids may be lost or used anew.")
def lint_command(folder: str | None, since: str | None) -> None:
    """Check a catalogue's files. The first thing wrong is told with file, line and fix."""
    from pipeline.access.catalogue_folders import open_catalogue
    from pipeline.normalization.catalogue_changes import check_ids_kept

    catalogue = open_catalogue(folder)
    if since is not None:
        check_ids_kept(open_catalogue(since), catalogue)
    listed = sum(not alias.is_derived for alias in catalogue.aliases)
    click.echo(
        f"Catalogue {catalogue.version} is fine: {len(catalogue.technologies):,} technologies, {listed:,} names, "
        f"{len(catalogue.aliases) - listed:,} spellings that follow from them."
    )


@catalogue_command.command("diff", epilog="Example: stacktrail catalogue diff old-catalogue")
@click.argument("old")
@click.argument("new", required=False)
@output_option
def diff_command(old: str, new: str | None, output: str) -> None:
    """List what changed between two folders of catalogue files.

    NEW is the packaged catalogue unless given.
    """
    from pipeline.access.catalogue_folders import open_catalogue
    from pipeline.normalization.catalogue_changes import catalogue_changes

    print_rows(catalogue_changes(open_catalogue(old), open_catalogue(new)), output)


@catalogue_command.command("discover", epilog="Example: stacktrail catalogue discover --file postings.jsonl.gz")
@_file_option
@click.option("--documents", type=click.IntRange(1), default=2, show_default=True, help="In at least so many postings.")
@click.option("--limit", type=click.IntRange(1), help="Only the first so many.")
@_folder_option
@lake_option
@output_option
@rejected_options
def discover_command(
    file: str | None,
    documents: int,
    limit: int | None,
    folder: str | None,
    lake_uri: str,
    output: str,
    rejected_file: str | None,
    strict: bool,
) -> None:
    """List names used like technologies that the catalogue lacks.

    They stand among technologies in postings. Each asks a question: is it an alias of a technology, or a new one?
    `stacktrail catalogue propose` answers it.
    """
    from pipeline.access.catalogue_discovery import discover_terms
    from pipeline.access.catalogue_folders import open_catalogue
    from pipeline.access.posting_documents import posting_documents

    with (
        rejecting(rejected_file, strict, "-") as rejected,
        reading_progress("reading", None) as progress,
        posting_documents(file, lake_uri, rejected, progress) as postings,
    ):
        terms = discover_terms(postings, open_catalogue(folder), documents)
    print_rows(terms if limit is None else terms.slice(0, limit), output)


@catalogue_command.command(
    "propose", epilog="Example: stacktrail catalogue propose RiverDB --new --category Database --vendor Acme"
)
@click.argument("surface")
@click.option("--alias-of", metavar="NAME", help="It is another name of this technology.")
@click.option("--new", "is_new", is_flag=True, help="It is a technology of its own; needs --category.")
@click.option("--reject", "is_rejected", is_flag=True, help="It is no technology; discover never asks again.")
@click.option("--spelling", "spellings", multiple=True, metavar="TEXT", help="Another way it is written; repeatable.")
@click.option("--category", metavar="CATEGORY", help="Category of a new technology.")
@click.option("--vendor", default="", metavar="VENDOR", help="Vendor of a new technology.")
@click.option("--rule", default="", metavar="WORDS", help="How it must be written to count, such as 'cased ambiguous'.")
@click.option("--accept", is_flag=True, help="Write the line; otherwise only show it and what it would do.")
@_file_option
@_folder_option
@lake_option
@object_output_option
@rejected_options
def propose_command(
    surface: str,
    alias_of: str | None,
    is_new: bool,
    is_rejected: bool,
    spellings: tuple[str, ...],
    category: str | None,
    vendor: str,
    rule: str,
    accept: bool,
    file: str | None,
    folder: str | None,
    lake_uri: str,
    output: str,
    rejected_file: str | None,
    strict: bool,
) -> None:
    """Show the catalogue line for SURFACE, and what it would change.

    That is how many mentions of the postings it would add and change. With --accept the line is written to the
    catalogue's files, sorted in, after all checks.
    """
    from pipeline.access.catalogue_proposals import Answer, consider
    from pipeline.access.posting_documents import posting_documents

    answer = Answer(surface, alias_of, is_new, is_rejected, category or "", vendor, rule, spellings)
    with (
        rejecting(rejected_file, strict, "-") as rejected,
        reading_progress("reading", None) as progress,
        posting_documents(file, lake_uri, rejected, progress) as postings,
    ):
        said = consider(answer, postings, folder, accept=accept)
    print_object(said) if output == "json" else print_proposal(said)


def _external_ids(entry: dict[str, Any]) -> dict[str, str]:
    """Ids by scheme."""
    schemes = dict.fromkeys(item["scheme"] for item in entry["external_ids"])
    return {name: ", ".join(item["id"] for item in entry["external_ids"] if item["scheme"] == name) for name in schemes}


def _print_entry(entry: dict[str, Any]) -> None:
    print_heading(entry["name"], entry["technology_id"])
    group = f"{entry['category_group']} > " if entry["category_group"] else ""
    print_facts(
        {
            "kind": entry["kind"],
            "category": group + entry["category"],
            "vendor": entry["vendor"],
            "part of": entry["parent_id"],
            "parts": ", ".join(entry["part_ids"]),
            "succeeded by": entry["successor_id"],
            "formerly": ", ".join(
                f"{former['name']} ({' '.join(filter(None, (former['change'], former['since'])))})"
                for former in entry["former"]
            ),
            **_external_ids(entry),
        }
    )
    print_grid(("written as", "rule"), [(alias["surface"], alias["rule"]) for alias in entry["aliases"]])
