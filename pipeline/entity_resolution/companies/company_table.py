"""The table of companies: from clusters of records to one row with the name and place most readers would know."""

from __future__ import annotations

import pyarrow as pa

from pipeline.engine import query_table


def describe_companies(
    companies: pa.Table,
    records: pa.Table,
    registrations: pa.Table,
    postings: pa.Table,
    pages: pa.Table,
) -> pa.Table:
    """Describe each company by its records.

    The name is the clean name most of its postings and pages use (ties: the shorter, then the alphabet); domain,
    country and city come from its registration, else from its pages, else from its postings.

    Args:
        companies: (company_id, referents, former_ids); records: `CORE_COMPANY_RECORDS`; the others: core tables.
    Returns: `OUT_COMPANIES` without technology_count.
    """
    sql = """
        WITH members AS (
            SELECT company_id, unnest(referents) AS record_id FROM companies),
        documents AS (
            SELECT record_id, count(*) AS posting_count, 0 AS page_count, min(first_seen_at) AS first_seen_at,
                max(last_seen_at) AS last_seen_at FROM postings WHERE record_id IS NOT NULL GROUP BY record_id
            UNION ALL
            SELECT record_id, 0, count(*), min(first_seen_at), max(last_seen_at) FROM pages GROUP BY record_id),
        known AS (
            SELECT m.company_id, r.*, coalesce(posting_count, 0) AS posting_count,
                coalesce(page_count, 0) AS page_count,
                d.first_seen_at, d.last_seen_at, g.identifiers,
                CASE r.record_kind WHEN 'registration' THEN 0 WHEN 'page' THEN 1 ELSE 2 END AS rank
            FROM members m JOIN records r USING (record_id) LEFT JOIN documents d USING (record_id)
            LEFT JOIN registrations g USING (record_id)),
        names AS (
            SELECT company_id, clean_name AS name, sum(posting_count + page_count) AS uses
            FROM known WHERE clean_name IS NOT NULL GROUP BY company_id, clean_name),
        chosen AS (
            SELECT company_id, name FROM names
            QUALIFY row_number() OVER (PARTITION BY company_id ORDER BY uses DESC, length(name), name) = 1),
        kinds AS (
            SELECT company_id, name_kind FROM known WHERE record_kind <> 'registration' GROUP BY company_id, name_kind
            QUALIFY row_number() OVER (
                PARTITION BY company_id ORDER BY sum(posting_count + page_count) DESC, name_kind) = 1),
        spelled AS (
            SELECT company_id, name FROM known
            UNION SELECT company_id, clean_name FROM known WHERE clean_name IS NOT NULL
            UNION SELECT company_id, unnest(other_names) FROM known),
        others AS (
            SELECT company_id, list(s.name ORDER BY s.name) AS other_names
            FROM spelled s JOIN chosen h USING (company_id) WHERE s.name <> h.name GROUP BY company_id),
        identified AS (
            SELECT company_id, list(DISTINCT identifier ORDER BY identifier) AS identifiers
            FROM (SELECT company_id, unnest(identifiers) AS identifier FROM known) GROUP BY company_id),
        summed AS (
            SELECT company_id,
                min_by(name, record_id) FILTER (rank = 0) AS legal_name,
                min_by(domain, (rank, record_id)) FILTER (domain IS NOT NULL) AS domain,
                min_by(country, (rank, record_id)) FILTER (country IS NOT NULL) AS country,
                min_by(city, (rank, record_id)) FILTER (city IS NOT NULL) AS city,
                sum(posting_count)::BIGINT AS posting_count, sum(page_count)::BIGINT AS page_count,
                min(first_seen_at) AS first_seen_at, max(last_seen_at) AS last_seen_at
            FROM known GROUP BY company_id)
        SELECT company_id, h.name, s.legal_name, o.other_names, s.domain, s.country, s.city, n.name_kind, i.identifiers,
            list_sort(c.referents) AS referents, list_sort(c.former_ids) AS former_ids,
            s.posting_count, s.page_count, s.first_seen_at, s.last_seen_at
        FROM companies c JOIN chosen h USING (company_id) JOIN kinds n USING (company_id)
        JOIN summed s USING (company_id) LEFT JOIN others o USING (company_id) LEFT JOIN identified i USING (company_id)
        ORDER BY company_id
        """
    return query_table(
        sql, companies=companies, records=records, registrations=registrations, postings=postings, pages=pages
    )
