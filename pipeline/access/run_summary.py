"""What a run did, for a person: read, rejected, linked, found, checked, published, and what to try next."""

from __future__ import annotations

from collections.abc import Iterator
from shlex import quote

import duckdb

from pipeline.access.queries import fetch_rows, release_connection
from pipeline.publishing.manifest import Manifest
from pipeline.runners.build import BuildReport
from pipeline.runners.collect import CollectReport
from pipeline.storage.lake import Lake


def collection_lines(report: CollectReport) -> Iterator[str]:
    """What a collection brought."""
    new = f"{report.new_fetches:,} new" if report.new_fetches else "none new"
    left_out = (
        f"; all {report.later:,} items were saved after this run's time" if report.later and not report.items else ""
    )
    yield f"collected  {report.items:,} payloads, {new}{left_out}"
    if report.records:
        listed = ", ".join(f"{count:,} {kind}" for kind, count in sorted(report.records.items()))
        yield f"parsed     {sum(report.records.values()):,} records: {listed}"
    if report.rejected:
        listed = ", ".join(f"{count:,} {code}" for code, count in report.rejected.most_common())
        yield f"rejected   {sum(report.rejected.values()):,} inputs: {listed}"
    for problem in report.problems:
        yield f"problem    {problem.source.name}: {problem.reason}"


def build_lines(lake: Lake, report: BuildReport) -> Iterator[str]:
    """What a build made of it."""
    release = report.release
    if release is None:
        yield f"no release: {report.reason}"
        return
    if not report.is_new:
        yield f"unchanged  {report.reason}; the current release is still {release.release_id}"
        return
    with release_connection(lake, release) as connection:
        yield from _content_lines(connection, release)
    checks = report.checks
    if checks is not None:
        warnings = len(checks.warnings)
        passed = sum(result.success for result in checks.results)
        yield f"checked    {passed:,} of {len(checks.results):,} checks passed, {warnings} warnings"
        for result in checks.warnings:
            yield f"           warning: {result.check_id}: {result.observed}"
    yield f"published  release {release.release_id}"


def next_lines(lake: Lake, release: Manifest, program: str, lake_option: str) -> Iterator[str]:
    """Three commands worth trying on this very release.

    Args:
        program: how to call stacktrail here; lake_option: ` --lake URI`, or nothing for the default.
    """
    with release_connection(lake, release) as connection:
        rows = fetch_rows(
            connection,
            """WITH spelled AS (
                SELECT company_id, lower(name) AS name FROM out_companies
                UNION SELECT company_id, lower(unnest(other_names)) FROM out_companies),
            clear AS (SELECT name FROM spelled GROUP BY name HAVING count(*) = 1)
            SELECT c.name AS company, t.technology_name AS technology
            FROM out_company_technologies t JOIN out_companies c USING (company_id)
            WHERE lower(c.name) IN (SELECT name FROM clear)
            ORDER BY t.is_current AND t.posting_count > 0 AND t.page_count = 0 DESC, c.technology_count DESC,
                t.mention_count DESC, t.company_id, t.technology_id LIMIT 1""",
        )
    if not rows:
        yield f"{program} quarantine list{lake_option}"
        return
    company, technology = quote(rows[0]["company"]), quote(rows[0]["technology"])
    yield f"{program} company {company}{lake_option}"
    yield f"{program} explain {company} {technology}{lake_option}"
    if release.parent_release_id is not None:
        yield f"{program} diff {release.parent_release_id} {release.release_id}{lake_option}"
    else:
        yield f"{program} history {company}{lake_option}"


def _content_lines(connection: duckdb.DuckDBPyConnection, release: Manifest) -> Iterator[str]:
    counts = {table.name: table.row_count for table in release.tables}
    found = fetch_rows(
        connection,
        """SELECT (SELECT count(*) FROM out_companies WHERE legal_name IS NOT NULL) AS registered,
            (SELECT count(*) FROM core_company_records WHERE record_kind <> 'registration') AS records,
            (SELECT count(*) FROM review_tasks WHERE status = 'open' AND kind = 'company_link') AS open_links,
            (SELECT count(*) FROM review_tasks WHERE status = 'open' AND kind <> 'company_link') AS open_terms,
            (SELECT count(DISTINCT technology_id) FROM out_company_technologies) AS technologies,
            (SELECT count(*) FROM out_company_technologies WHERE is_current) AS current_facts""",
    )[0]
    changes = fetch_rows(
        connection,
        """SELECT change, count(*) AS n FROM out_changes
        WHERE release_id = ? AND table_name = 'out_company_technologies' GROUP BY change ORDER BY change""",
        release.release_id,
    )
    yield (
        f"read       {counts['core_postings']:,} postings, {counts['core_site_pages']:,} pages, "
        f"{counts['core_registrations']:,} register entries from {counts['landing_payloads']:,} payloads; "
        f"{counts['landing_quarantine']:,} inputs in quarantine"
    )
    yield (
        f"linked     {counts['out_companies']:,} companies from {found['records']:,} company records, "
        f"{found['registered']:,} of them registered; {found['open_links']:,} links to review"
    )
    terms = f"; {found['open_terms']:,} names without an entry to review" if found["open_terms"] else ""
    yield (
        f"found      {counts['core_technology_mentions']:,} mentions, {counts['out_evidence']:,} of them evidence, "
        f"of {found['technologies']:,} technologies: {counts['out_company_technologies']:,} facts, "
        f"{found['current_facts']:,} current{terms}"
    )
    listed = ", ".join(f"{row['n']:,} {row['change']}" for row in changes) or "none"
    yield f"changed    facts against the release before: {listed}"
