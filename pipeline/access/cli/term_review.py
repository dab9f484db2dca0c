"""Review of a name that the catalogue lacks: the page of its task, and its entry into the catalogue."""

from __future__ import annotations

from dataclasses import dataclass
from functools import wraps
from typing import Any  # click's decorators take and give any function; pages hold values of every column type

import click

from pipeline.access.cli.pages import counted, print_facts, print_grid, print_heading, print_line


@dataclass(frozen=True, slots=True)
class Entry:
    """What a reviewer says of a term beyond the verdict, and whether the catalogue is to be changed."""

    alias_of: str | None
    category: str
    vendor: str
    rule: str
    folder: str | None
    accept: bool


def entry_options(function: Any) -> Any:
    """The options that make an `Entry`, given to the command as `entry`."""

    @click.option("--alias-of", metavar="NAME", help="Whose other name a term is, when not that of the question.")
    @click.option("--category", default="", metavar="CATEGORY", help="Category of a term that is a new technology.")
    @click.option("--vendor", default="", metavar="VENDOR", help="Vendor of a new technology.")
    @click.option("--rule", default="", metavar="WORDS", help="How it must be written to count, as `cased ambiguous`.")
    @click.option("--folder", metavar="DIR", help="The catalogue's files to change; default: the packaged ones.")
    @click.option("--accept", is_flag=True, help="Write the catalogue line; otherwise only show what it would do.")
    @wraps(function)
    def command(
        *, alias_of: str | None, category: str, vendor: str, rule: str, folder: str | None, accept: bool, **rest: Any
    ) -> Any:
        return function(entry=Entry(alias_of, category, vendor, rule, folder, accept), **rest)

    return command


def enter_term(task: dict[str, Any], verdict: str, entry: Entry, lake_uri: str) -> str | None:
    """Show what the term's line would add and change in the lake's postings; with `accept` write it.

    Returns: the id of the technology it is now, or None when nothing was written.
    Raises: UsageError, ConfigurationError: the line does not fit; nothing was written.
    """
    from pipeline.access.catalogue_proposals import Answer, consider
    from pipeline.access.posting_documents import posting_documents
    from pipeline.access.reading_progress import reading_progress
    from pipeline.access.rejected_lines import rejecting

    of = (entry.alias_of or task["right_id"] or "") if verdict == "alias" else None
    answer = Answer(
        task["left_label"], of, verdict == "technology", is_rejected=False,
        category=entry.category, vendor=entry.vendor, rule=entry.rule, spellings=_spellings(task),
    )  # fmt: skip
    with (
        rejecting(None, False, "-") as rejected,
        reading_progress("reading", None) as progress,
        posting_documents(None, lake_uri, rejected, progress) as postings,
    ):
        said = consider(answer, postings, entry.folder, accept=entry.accept)
    print_proposal(said)
    if not entry.accept:
        print_line("Nothing is written yet: the same with --accept takes it.", indent=2)
        return None
    return str(said["technology_id"])


def _spellings(task: dict[str, Any]) -> tuple[str, ...]:
    """Those of the term's letters: texts of strangers choose what else a task shows."""
    from pipeline.normalization.unlisted_terms import term_key

    key = term_key(task["left_label"])
    return tuple(spelling for spelling in task["spellings"] or () if term_key(spelling) == key)


def print_term(page: dict[str, Any]) -> None:
    """The body of a task about a term: how often, how written, and where."""
    print_facts(
        {
            "seen in": f"{counted(page['document_count'], 'posting')} of {page['fact_count']:,} companies",
            "written": ", ".join(page["spellings"] or ()),
            "near": " ".join(filter(None, (page["right_label"], page["right_id"] and f"({page['right_id']})"))),
        }
    )
    print_grid(("such as",), [(f"… {example} …",) for example in page["examples"] or ()])


def print_proposal(said: dict[str, Any]) -> None:
    """A catalogue line and what it would do."""
    print_heading("Written" if said["accepted"] else "Proposed", f"catalogue/{said['file']}")
    print_facts(
        {
            "line": said["line"],
            "further spellings": "; ".join(said["further_lines"]),
            "mentions added": f"{said['mentions_added']:,}",
            "mentions changed": f"{said['mentions_changed']:,}",
            "mentions removed": f"{said['mentions_removed']:,}",
            "postings touched": f"{said['documents']:,}",
        }
    )
    print_grid(("such as",), [(example,) for example in said["examples"]])
