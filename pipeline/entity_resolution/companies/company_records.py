"""Company records: each company as one source names it, gathered from postings, pages and registrations."""

from __future__ import annotations

from collections.abc import Callable

import pyarrow as pa

from pipeline.engine import query_table
from pipeline.entity_resolution.companies.linkable_records import REGISTERED
from pipeline.entity_resolution.companies.told_sites import named_sites, own_site
from pipeline.identifiers import make_id
from pipeline.tables.core import CORE_COMPANY_RECORDS


def posting_record_id(source: str, company_name: str | None, company_domain: str | None) -> str | None:
    """Id of the record a posting belongs to: one a source, name and domain; None when no company is named."""
    if company_name is None:
        return None
    return make_id("rec", "posting", source, company_name, company_domain)


def page_record_id(source: str, organization_name: str | None, domain: str) -> str:
    """Id of the record a page belongs to: one a source, organization name and domain."""
    return make_id("rec", "page", source, organization_name, domain)


def registration_record_id(registration_id: str) -> str:
    """Id of the record of a register entry."""
    return make_id("rec", "registration", registration_id)


def gather_records(
    postings: pa.Table,
    pages: pa.Table,
    registrations: pa.Table,
    clean: Callable[[str], tuple[str | None, str]],
) -> pa.Table:
    """All company records.

    Args:
        postings, pages, registrations: the core tables, with their record_id columns filled. The place of a record of
            postings is where most of them are; its domain, where the source tells none, the own site that texts name.
        clean: from a name to (clean name or None, kind); register entries keep theirs.
    Returns: `CORE_COMPANY_RECORDS`.
    """
    named = query_table(_NAMED, postings=postings, pages=pages)
    cleaned = [clean(name) for name in named.column("name").to_pylist()]
    named = named.append_column("clean_name", pa.array([name for name, _ in cleaned], pa.string()))
    named = named.append_column("name_kind", pa.array([kind for _, kind in cleaned], pa.string()))
    named = _with_told_sites(named, postings)
    registered = query_table(_REGISTERED, registrations=registrations)
    columns = CORE_COMPANY_RECORDS.schema.names
    pieces = [rows.select(columns).cast(CORE_COMPANY_RECORDS.schema) for rows in (named, registered)]
    return CORE_COMPANY_RECORDS.cast(pa.concat_tables(pieces))


def _with_told_sites(named: pa.Table, postings: pa.Table) -> pa.Table:
    sites = named_sites(postings)
    rows = zip(*(named.column(name).to_pylist() for name in ("record_id", "clean_name", "domain")), strict=True)
    domains = [domain or own_site(name or "", sites.get(record, {})) for record, name, domain in rows]
    return named.set_column(named.column_names.index("domain"), "domain", pa.array(domains, pa.string()))


_NAMED = """
    WITH places AS (
        SELECT record_id, country, city, count(*) AS uses FROM postings WHERE country IS NOT NULL
        GROUP BY record_id, country, city),
    countries AS (SELECT record_id, country, sum(uses) AS uses_of_country FROM places GROUP BY record_id, country),
    hires AS (
        SELECT record_id, country, city FROM places JOIN countries USING (record_id, country)
        QUALIFY row_number() OVER (
            PARTITION BY record_id ORDER BY uses_of_country DESC, country, city IS NULL, uses DESC, city) = 1)
    SELECT DISTINCT record_id, source, 'posting' AS record_kind, company_name AS name, NULL::VARCHAR[] AS other_names,
        company_domain AS domain, h.country, h.city
    FROM postings LEFT JOIN hires h USING (record_id) WHERE record_id IS NOT NULL
    UNION ALL
    SELECT record_id, source, 'page', coalesce(organization_name, legal_name, domain),
        CASE WHEN legal_name <> coalesce(organization_name, legal_name, domain) THEN [legal_name] END,
        domain, country, city
    FROM pages QUALIFY row_number() OVER (PARTITION BY record_id ORDER BY first_seen_at, page_id) = 1"""

_REGISTERED = f"""
    SELECT record_id, source, '{REGISTERED}' AS record_kind, legal_name AS name, other_names, domain, country, city,
        legal_name AS clean_name, 'employer' AS name_kind
    FROM registrations"""
