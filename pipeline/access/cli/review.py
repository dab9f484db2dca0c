"""`stacktrail review list`, `show`, `decide`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any  # pages hold values of every column type

import click
import pyarrow as pa
import pyarrow.compute as pc

from pipeline.access.cli.link_review import print_link
from pipeline.access.cli.options import lake_option
from pipeline.access.cli.pages import date_text, print_heading, print_line
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
from pipeline.access.regrouping import Ruling
from pipeline.access.reviews import (
    check_verdict,
    decide,
    find_task,
    first_task,
    is_about_term,
    is_near,
    next_best,
    review_list,
    review_page,
)
from pipeline.landing.judgements import TERM_VERDICTS, VERDICTS
from pipeline.publishing.releases import find_release
from pipeline.storage.lake import Lake, open_lake

NEXT_BEST = "next_best"
KINDS = ("company_link", "new_technology", "technology_alias")


class _Verdict(click.Choice[str]):
    """One of the verdicts, however it is spelled: `not-same` and `Not same` are not_same."""

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        return super().convert("_".join(value.casefold().replace("-", " ").split()), param, ctx)


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
    rows = rows if limit is None else rows.slice(0, limit)
    print_rows(_for_people(rows) if output == "text" else rows, output)


def _for_people(tasks: pa.Table) -> pa.Table:
    """A line a task in the width of most screens: what is asked about, without the kinds of its records."""
    percent = pc.binary_join_element_wise(
        pc.cast(pc.cast(pc.round(pc.multiply(tasks.column("match_probability"), 100)), pa.int8()), pa.string()), "%", ""
    )
    columns = {
        "task": tasks.column("task_id"),
        "priority": pc.round(tasks.column("priority"), 1),
        "facts": tasks.column("fact_count"),
        "same": percent,
        "is this": _without_source(tasks.column("left_label")),
        "that?": pc.coalesce(_without_source(tasks.column("right_label")), "a new technology"),
        **{name: tasks.column(name) for name in tasks.column_names if name in ("status", "your_verdict")},
    }
    return pa.table(columns)


def _without_source(labels: pa.ChunkedArray) -> pa.ChunkedArray:
    return pc.replace_substring_regex(labels, r" \((posting|page|registration), [^()]*\)$", "")


@review_command.command("show", epilog="Example: stacktrail review show tsk_x2y3")
@click.argument("task_id", required=False)
@lake_option
@object_output_option
def show_command(task_id: str | None, lake_uri: str, output: str) -> None:
    """Show what a decision needs.

    Both sides and how they compare, or a term in its places. A cut id will do, and so will a company or record that
    only one task is about; without any, the open task that matters most.
    """
    _show(open_lake(lake_uri), task_id, output)


@review_command.command(
    "decide", epilog='Example: stacktrail review decide tsk_x2y3 not_same --reason "other city" --next'
)
@click.argument("task_id")
@click.argument("verdict", metavar="VERDICT", type=_Verdict((*VERDICTS, NEXT_BEST, *TERM_VERDICTS[:-1])))
@reason_option
@reviewer_option
@expires_option
@entry_options
@click.option("--next", "show_next", is_flag=True, help="Show the next open task when it is recorded.")
@lake_option
def decide_command(
    task_id: str,
    verdict: str,
    reason: str | None,
    reviewer: str | None,
    expires: datetime | None,
    entry: Entry,
    show_next: bool,
    lake_uri: str,
) -> None:
    """Record a judgement; the next build obeys it. The latest one on a task counts, until it expires.

    Of a company link the verdict is same, not_same, unsure or next_best; of a term technology, alias, no_technology
    or unsure. next_best says that the record is not the candidate but the next best one that `review show` shows.

    A term that is a technology, or another name of one, is a change of the catalogue: what it would add and change in
    the lake's postings is shown first, and taken with --accept.
    """
    lake, ruling = open_lake(lake_uri), ruling_of(reviewer, reason, expires)
    with release_connection(lake, find_release(lake)) as connection:
        task = find_task(connection, task_id)
        other = next_best(connection, task) if verdict == NEXT_BEST else None
    own_verdict = "not_same" if other else verdict
    check_verdict(task, own_verdict)
    technology_id = None
    if verdict in ("technology", "alias"):
        technology_id = enter_term(task, verdict, entry, lake_uri)
        if technology_id is None:
            return
    _record(lake, task, own_verdict, ruling, technology_id)
    if other:
        _record(lake, other, "same", ruling)
    if show_next:
        click.echo()
        _show(lake, None, "text")


def _show(lake: Lake, task_id: str | None, output: str) -> None:
    with release_connection(lake, find_release(lake)) as connection:
        task = first_task(connection, lake) if task_id is None else find_task(connection, task_id)
        if task is None:
            click.echo("No review task is open; `stacktrail review list --all` lists those decided.", err=True)
            return
        page = review_page(connection, lake, task)
    print_object(page) if output == "json" else _print_task(page)


def _record(lake: Lake, task: dict[str, Any], verdict: str, ruling: Ruling, technology_id: str | None = None) -> None:
    judgement_id = decide(lake, task, verdict, ruling, technology_id)
    labels = " / ".join(filter(None, (task["left_label"], task["right_label"])))
    click.echo(one_line(f"{labels}: {verdict.replace('_', ' ')}, says {ruling.reviewer}."))
    click.echo(f"Recorded as {judgement_id}; the next build (`stacktrail build`) obeys it.")


def _print_task(page: dict[str, Any]) -> None:
    print_heading(page["question"], page["task_id"])
    if is_about_term(page):
        print_term(page)
        _print_next(page, TERM_VERDICTS)
        print_line("technology needs --category; alias takes --alias-of NAME for another one than asked", style="dim")
        return
    print_link(page)
    _print_next(page, (*VERDICTS, NEXT_BEST) if is_near(page["runner_up"]) else VERDICTS)


def _print_next(page: dict[str, Any], verdicts: Sequence[str]) -> None:
    judged = page["latest_judgement"]
    print_line()
    if judged:
        why = f": {judged['reason']}" if judged["reason"] else ""
        said = judged["verdict"].replace("_", " ")
        print_line(f"{judged['reviewer']} decided {said} on {date_text(judged['decided_at'])}{why}", style="bold")
    print_line(f"stacktrail review decide {page['task_id']} {'|'.join(verdicts)}", style="dim")
