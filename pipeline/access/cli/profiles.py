"""`stacktrail company` and `stacktrail technology`."""

from __future__ import annotations

from datetime import datetime
from itertools import groupby
from typing import Any  # profiles hold values of every column type

import click

from pipeline.access.cli.options import lake_option, release_options
from pipeline.access.cli.pages import counted, date_text, print_facts, print_grid, print_heading, print_line
from pipeline.access.cli.printing import object_output_option, one_line, print_object
from pipeline.access.lookups import find_company, find_technology
from pipeline.access.profiles import company_profile, technology_profile
from pipeline.access.queries import release_connection
from pipeline.publishing.releases import find_release
from pipeline.storage.lake import open_lake

_RELATIONS = {
    ("former_name", False): "formerly",
    ("former_name", True): "later called",
    ("trading_name", False): "trades as",
    ("trading_name", True): "name used by",
    ("parent", False): "part of",
    ("parent", True): "owner of",
    ("client", False): "recruits for",
    ("recruiter", True): "recruits for",
    ("client", True): "hires through",
    ("recruiter", False): "hires through",
}
_MOST_RELATIONS = 20


@click.command("company", epilog="Example: stacktrail company example.com")
@click.argument("company", metavar="NAME|DOMAIN|ID")
@release_options
@lake_option
@object_output_option
def company_command(company: str, release_name: str | None, as_of: datetime | None, lake_uri: str, output: str) -> None:
    """What a company is, and which technologies it uses or used."""
    lake = open_lake(lake_uri)
    release = find_release(lake, release_name, as_of)
    with release_connection(lake, release) as connection:
        found = find_company(connection, company)
        profile = company_profile(connection, found.company_id)
    if output == "json":
        print_object({**profile, "asked_by_former_id": found.former_id, "release_id": release.release_id})
        return
    if found.notice:
        click.echo(one_line(found.notice), err=True)
    _print_company(profile, release.release_id)


@click.command("technology", epilog="Example: stacktrail technology kubernetes")
@click.argument("technology", metavar="NAME|ID")
@click.option(
    "--limit", type=click.IntRange(0), default=20, show_default=True, help="Companies to list, now and formerly each."
)
@release_options
@lake_option
@object_output_option
def technology_command(
    technology: str, limit: int, release_name: str | None, as_of: datetime | None, lake_uri: str, output: str
) -> None:
    """What a technology is, and which companies use or used it."""
    lake = open_lake(lake_uri)
    release = find_release(lake, release_name, as_of)
    with release_connection(lake, release) as connection:
        profile = technology_profile(connection, find_technology(connection, technology).technology_id, limit)
    if output == "json":
        print_object({**profile, "release_id": release.release_id})
        return
    _print_technology(profile, release.release_id)


def _print_company(profile: dict[str, Any], release_id: str) -> None:
    print_heading(profile["name"], f"{profile['company_id']}, release {release_id}")
    counts = (
        counted(profile["posting_count"], "posting"),
        counted(profile["page_count"], "page"),
        counted(profile["technology_count"], "technology", "technologies") + " now",
        counted(profile["open_review_count"], "open review"),
    )
    print_facts(
        {
            "legal name": profile["legal_name"],
            "also called": profile["other_names"],
            "domain": profile["domain"],
            "place": ", ".join(part for part in (profile["city"], profile["country"]) if part),
            "kind": profile["name_kind"].replace("_", " "),
            "identifiers": profile["identifiers"],
            "former ids": profile["former_ids"],
            "seen": f"{date_text(profile['first_seen_at'])} to {date_text(profile['last_seen_at'])}",
            "evidence": ", ".join(counts),
        }
    )
    _print_relations(profile)
    for category, group in groupby(profile["technologies"], key=lambda row: row["category"]):
        print_line()
        print_line(category, style="bold")
        columns = ("technology", "confidence", "since", "until", "postings", "pages", "mentions")
        rows = [(row["name"], *_use(row), row["mention_count"]) for row in group]
        print_grid(columns, rows, right=("confidence", "postings", "pages", "mentions"))
    if profile["technologies"]:
        first = profile["technologies"][0]["technology_id"]
        print_line()
        print_line(f"Why: stacktrail explain {profile['company_id']} {first}", style="dim")
    else:
        print_line("No technology is known of it.")


def _print_relations(profile: dict[str, Any]) -> None:
    relations = profile["relations"]
    if not relations:
        return
    print_line()
    print_line("Relations", style="bold")
    rows = [
        (
            _RELATIONS[row["relation"], row["is_said_by_other"]],
            row["name"],
            row["related_company_id"],
            date_text(row["valid_from"]),
            date_text(row["valid_until"]),
            f"“{row['evidence']}” ({row['source']})",
            row["record_count"],
        )
        for row in relations[:_MOST_RELATIONS]
    ]
    print_grid(("", "name", "company", "since", "until", "as said", "records"), rows, right=("records",))
    if len(relations) > len(rows):
        print_line(f"and {len(relations) - len(rows):,} more: --output json", style="dim", indent=2)


def _print_technology(profile: dict[str, Any], release_id: str) -> None:
    print_heading(profile["name"], f"{profile['technology_id']}, release {release_id}")
    is_seen = profile["first_seen_at"] is not None
    print_facts(
        {
            "category": profile["category"],
            "vendor": profile["vendor"],
            "part of": profile["parent_name"] or profile["parent_id"],
            "parts": [part["name"] for part in profile["parts"]],
            "also written": profile["aliases"],
            "seen": f"{date_text(profile['first_seen_at'])} to {date_text(profile['last_seen_at'])}" * is_seen,
            "evidence": f"{counted(profile['posting_count'], 'posting')}, {counted(profile['page_count'], 'page')}",
        }
    )
    for kind, words in (("current", "use it now"), ("former", "used it formerly")):
        count = profile[f"{kind}_count"]
        print_line()
        verb = words if count != 1 else words.replace("use ", "uses ")
        print_line(f"{counted(count, 'company', 'companies')} {verb}", style="bold")
        rows = [(row["name"], row["company_id"], *_use(row)) for row in profile[kind]]
        if rows:
            columns = ("company", "id", "confidence", "since", "until", "postings", "pages")
            print_grid(columns, rows, right=("confidence", "postings", "pages"))
        if count > len(rows):
            print_line(f"and {count - len(rows):,} more: --limit {count}", style="dim", indent=2)


def _use(row: dict[str, Any]) -> tuple[Any, ...]:
    until = "now" if row["ended_at"] is None else date_text(row["ended_at"])
    return (row["confidence"], date_text(row["since"]), until, row["posting_count"], row["page_count"])
