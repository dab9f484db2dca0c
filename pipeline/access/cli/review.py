"""`stacktrail review list`, `show`, `decide`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any  # pages hold values of every column type

import click

from pipeline.access.cli.options import lake_option
from pipeline.access.cli.pages import (
    counted,
    date_text,
    percent,
    print_comparison,
    print_grid,
    print_heading,
    print_line,
)
from pipeline.access.cli.printing import object_output_option, one_line, output_option, print_object, print_rows
from pipeline.access.cli.regroup import (
    expires_option,
    merge_command,
    reason_option,
    records_command,
    reviewer_option,
    ruling_of,
    unmerge_command,
)
from pipeline.access.cli.term_review import Entry, enter_term, entry_options, print_term
from pipeline.access.queries import release_connection
from pipeline.access.reviews import check_verdict, decide, find_task, is_about_term, review_list, review_page
from pipeline.landing.judgements import TERM_VERDICTS, VERDICTS
from pipeline.publishing.releases import find_release
from pipeline.storage.lake import open_lake

KINDS = ("company_link", "new_technology", "technology_alias")
_SIDE = {
    "name": "name",
    "other_names": "also called",
    "domain": "domain",
    "city": "city",
    "country": "country",
    "source": "source",
    "record_kind": "record is a",
    "record_id": "record",
    "company_name": "counts for",
    "company_id": "company",
    "document_count": "documents",
}


@click.group("review", epilog="Example: stacktrail review decide tsk_x2y3 same --reason 'same address'")
def review_command() -> None:
    """Decide what the machine is unsure of, and what it got wrong; the next build obeys."""


for _command in (records_command, unmerge_command, merge_command):
    review_command.add_command(_command)


@review_command.command("list", epilog="Example: stacktrail review list --limit 10")
@click.option("--limit", type=click.IntRange(1), help="Only the first so many.")
@click.option("--kind", "kinds", multiple=True, type=click.Choice(KINDS), help="Only these; may be repeated.")
@click.option("--all", "with_decided", is_flag=True, help="Also tasks that are decided.")
@lake_option
@output_option
def list_command(limit: int | None, kinds: tuple[str, ...], with_decided: bool, lake_uri: str, output: str) -> None:
    """List open tasks, most important first."""
    lake = open_lake(lake_uri)
    with release_connection(lake, find_release(lake)) as connection:
        rows = review_list(connection, lake, with_decided=with_decided, kinds=kinds)
    print_rows(rows if limit is None else rows.slice(0, limit), output)


@review_command.command("show", epilog="Example: stacktrail review show tsk_x2y3")
@click.argument("task_id")
@lake_option
@object_output_option
def show_command(task_id: str, lake_uri: str, output: str) -> None:
    """Show what a decision needs: both sides and how they compare, or a term in its places; a cut id will do."""
    lake = open_lake(lake_uri)
    with release_connection(lake, find_release(lake)) as connection:
        page = review_page(connection, lake, find_task(connection, task_id))
    print_object(page) if output == "json" else _print_task(page)


@review_command.command("decide", epilog='Example: stacktrail review decide tsk_x2y3 not_same --reason "other city"')
@click.argument("task_id")
@click.argument("verdict", type=click.Choice((*VERDICTS, *TERM_VERDICTS[:-1])))
@reason_option
@reviewer_option
@expires_option
@entry_options
@lake_option
def decide_command(
    task_id: str,
    verdict: str,
    reason: str | None,
    reviewer: str | None,
    expires: datetime | None,
    entry: Entry,
    lake_uri: str,
) -> None:
    """Record a judgement; the next build obeys it. The latest one on a task counts, until it expires.

    A term that is a technology, or another name of one, is a change of the catalogue: what it would add and change in
    the lake's postings is shown first, and taken with --accept.
    """
    lake, ruling = open_lake(lake_uri), ruling_of(reviewer, reason, expires)
    with release_connection(lake, find_release(lake)) as connection:
        task = find_task(connection, task_id)
    check_verdict(task, verdict)
    technology_id = None
    if verdict in ("technology", "alias"):
        technology_id = enter_term(task, verdict, entry, lake_uri)
        if technology_id is None:
            return
    judgement_id = decide(lake, task, verdict, ruling, technology_id)
    said = verdict.replace("_", " ")
    labels = " / ".join(filter(None, (task["left_label"], task["right_label"])))
    click.echo(one_line(f"{labels}: {said}, says {ruling.reviewer}."))
    click.echo(f"Recorded as {judgement_id}; the next build (`stacktrail build`) obeys it.")


def _print_task(page: dict[str, Any]) -> None:
    print_heading(page["question"], page["task_id"])
    if is_about_term(page):
        print_term(page)
        _print_next(page, TERM_VERDICTS)
        print_line("technology needs --category; alias takes --alias-of NAME for another one than asked", style="dim")
        return
    depends = f"{counted(page['fact_count'], 'fact')} depend{'s' * (page['fact_count'] == 1)} on it"
    thinks = f"machine: {percent(page['match_probability'])} same" if page["match_probability"] is not None else ""
    print_line(", ".join(part for part in (thinks, depends, f"priority {page['priority']:.3g}") if part), indent=2)
    print_line()
    left, right = page["left"], page["right"]
    rows = [(label, left.get(key), right.get(key)) for key, label in _SIDE.items() if left.get(key) or right.get(key)]
    for place in range(max(len(left["documents"]), len(right["documents"]))):
        rows.append(("such as", _document(left, place), _document(right, place)))
    print_grid(("", page["left_label"], page["right_label"]), rows)
    if page["comparison"]:
        print_line()
        print_comparison(page["comparison"], indent=2)
    if page["runner_up"]:
        other = page["runner_up"]
        said = [other[name] for name in ("name", "domain", "city", "country") if other[name]]
        print_line(f"next best: {' · '.join(said)}, {percent(other['match_probability'])}", indent=2)
    _print_next(page, VERDICTS)


def _print_next(page: dict[str, Any], verdicts: Sequence[str]) -> None:
    judged = page["latest_judgement"]
    print_line()
    if judged:
        why = f": {judged['reason']}" if judged["reason"] else ""
        said = judged["verdict"].replace("_", " ")
        print_line(f"{judged['reviewer']} decided {said} on {date_text(judged['decided_at'])}{why}", style="bold")
    print_line(f"stacktrail review decide {page['task_id']} {'|'.join(verdicts)}", style="dim")


def _document(side: dict[str, Any], place: int) -> str:
    if place >= len(side["documents"]):
        return ""
    document = side["documents"][place]
    where = f", {document['location']}" if document["location"] else ""
    return f"{document['title'] or document['url'] or document['document_id']}{where} ({document['kind']})"
