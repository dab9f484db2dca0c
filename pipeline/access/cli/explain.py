"""`stacktrail explain`."""

from __future__ import annotations

from datetime import datetime
from typing import Any  # explanations hold values of every column type

import click

from pipeline.access.cli.options import lake_option, release_options
from pipeline.access.cli.pages import (
    counted,
    date_text,
    percent,
    print_comparison,
    print_facts,
    print_heading,
    print_line,
)
from pipeline.access.cli.printing import object_output_option, one_line, print_object, time_text
from pipeline.access.explanation import explain_fact
from pipeline.access.lookups import find_company_and_technology
from pipeline.access.mention_reasons import said
from pipeline.access.payload_check import check_payloads
from pipeline.access.queries import release_connection
from pipeline.extraction.extractor import Extractor
from pipeline.normalization.catalogue_files import load_catalogue
from pipeline.publishing.releases import find_release, load_manifest
from pipeline.storage.lake import open_lake

_SPAN_CHECKS = {
    "verified": ("span verified", "green"),
    "mismatch": ("SPAN DOES NOT MATCH", "bold red"),
    "document_missing": ("DOCUMENT MISSING", "bold red"),
    "no_span": ("found in the page's markup, no text span", "dim"),
}
_DECISIONS = {
    "match": "match",
    "review": "review: a person is asked whether it is the one it was compared with; until then it is not",
    "no_match": "no match in a register: by what it says of itself it founds or joins an unregistered company",
}


@click.command("explain", epilog='Example: stacktrail explain example.com "Amazon S3"')
@click.argument("company")
@click.argument("technology")
@click.option(
    "--limit", type=click.IntRange(1), default=5, show_default=True, help="Mentions to show, best confidence first."
)
@release_options
@lake_option
@object_output_option
def explain_command(
    company: str,
    technology: str,
    limit: int,
    release_name: str | None,
    as_of: datetime | None,
    lake_uri: str,
    output: str,
) -> None:
    """Why a company counts as using a technology: the chain of evidence, re-checked while it is printed."""
    lake = open_lake(lake_uri)
    release, digest = load_manifest(lake, find_release(lake, release_name, as_of).release_id)
    with release_connection(lake, release) as connection:
        found, wanted = find_company_and_technology(connection, company, technology)
        extractor = Extractor(load_catalogue())
        chain = explain_fact(connection, found.company_id, wanted.technology_id, limit, extractor)
    chain["payload_checks"] = check_payloads(lake, chain["mentions"])
    chain["release"] = {"release_id": release.release_id, "digest": digest, "created_at": release.created_at}
    chain["release"]["versions"] = release.versions
    if found.notice:
        click.echo(one_line(found.notice), err=True)
    print_object(chain) if output == "json" else _print_chain(chain)


def _print_chain(chain: dict[str, Any]) -> None:
    fact = chain["fact"]
    until = "used now" if fact["is_current"] else f"no longer; last seen {date_text(fact['last_seen_at'])}"
    verb = "uses" if fact["is_current"] else "used"
    print_heading(
        f"{fact['company_name']} {verb} {fact['technology_name']}", f"confidence {percent(fact['confidence'])}"
    )
    print_facts(
        {
            "ids": f"{fact['company_id']} {fact['technology_id']}",
            "observed": f"{date_text(fact['first_seen_at'])} to {date_text(fact['last_seen_at'])}, {until}",
            "evidence": f"{counted(fact['mention_count'], 'mention')} in {counted(fact['posting_count'], 'posting')} "
            f"and {counted(fact['page_count'], 'page')} of {counted(fact['source_count'], 'source')}",
        }
    )
    for number, mention in enumerate(chain["mentions"], 1):
        _print_mention(number, mention, chain["payload_checks"].get(mention["payload_id"], ""))
    hidden = chain["evidence_count"] - len(chain["mentions"])
    if hidden:
        print_line(f"and {counted(hidden, 'more mention')}: --limit {chain['evidence_count']}", style="dim", indent=2)
    for link in chain["links"]:
        _print_link(link, fact["company_name"])
    release = chain["release"]
    print_line()
    print_line(f"Release {release['release_id']}", style="bold")
    print_facts({"digest": release["digest"], "created": release["created_at"], **release["versions"]})


def _print_mention(number: int, mention: dict[str, Any], payload_check: str) -> None:
    words, style = _SPAN_CHECKS[mention["span_check"]]
    lead = "…" if mention["before"] and mention["start_offset"] > len(mention["before"]) else ""
    tail = "…" if mention["after"] else ""
    print_line()
    print_line(f"{number}. {lead}{mention['before']}»{mention['span']}«{mention['after']}{tail}")
    print_line(words, style=style, indent=3)
    if mention["span_check"] == "mismatch":
        print_line(f"recorded quote: {mention['quote']}", style="red", indent=3)
    reason = f", {mention['reason']}" if mention["reason"] else ""
    place = "" if mention["start_offset"] is None else f" {mention['start_offset']}-{mention['end_offset']}"
    payload = mention["payload"] or {}
    fetched = payload.get("fetched_at")
    print_facts(
        {
            "mention": f"{mention['method']}, {mention['polarity']}{reason}, weight {mention['confidence']:.3f}; "
            f"{mention['mention_id']}",
            "version": mention["version"],
            "because": said(mention["reasons"]),
            mention["document_kind"]: f"{mention['document_title'] or '(no title)'}; {mention['field']}{place}; "
            f"{mention['document_id']}",
            "url": mention["url"],
            "observed": f"{date_text(mention['observed_at'])} to {date_text(mention['last_seen_at'])}",
            "payload": f"sha256 {mention['payload_id']}; {payload_check}",
            "fetched": fetched and f"{time_text(fetched)} from {payload['url']} ({mention['source']})",
            "stored as": payload.get("storage_key"),
        },
        indent=3,
    )


def _print_link(link: dict[str, Any], company_name: str) -> None:
    place = ", ".join(part for part in (link["domain"], link["city"], link["country"]) if part)
    print_line()
    print_line(f"Why “{link['name']}” ({link['source']}) counts as {company_name}", style="bold")
    weight = "" if link["match_weight"] is None else f", {link['match_weight']:+.1f} bits"
    candidate = link["candidate_name"] and f"{link['candidate_name']} ({link['candidate_source']})"
    compared = "nearest" if link["decision"] == "no_match" else "compared with"
    judged = link["verdict"] and f"{link['verdict']} by {link['reviewer']} on {date_text(link['decided_at'])}"
    print_facts(
        {
            "record": f"{link['record_id']} {place}",
            "decision": _DECISIONS.get(link["decision"], link["decision"]),
            compared: candidate or link["candidate_record_id"],
            "probability": f"{percent(link['match_probability'])}{weight}" if link["match_probability"] else None,
            "decide": link["task_id"] and f"stacktrail review show {link['task_id']}",
            "judged": judged and f"{judged}: {link['judgement_reason'] or 'no reason given'}",
        }
    )
    if link["comparison"]:
        print_comparison(link["comparison"], link["match_probability"], indent=4)
