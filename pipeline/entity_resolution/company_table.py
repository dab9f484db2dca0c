"""The table of companies: from clusters of records to one row with the name and place most readers would know."""

from __future__ import annotations

import pyarrow as pa

from pipeline.engine import query_table

COMPANY_NAMES = pa.schema([("company_id", pa.string()), ("name", pa.string())])


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
                max(last_seen_at) AS last_seen_at FROM postings WHERE record_id IS NOT NULL GROUP BY ALL
            UNION ALL
            SELECT record_id, 0, count(*), min(first_seen_at), max(last_seen_at) FROM pages GROUP BY ALL),
        known AS (
            SELECT m.company_id, r.*, coalesce(posting_count, 0) AS posting_count,
                coalesce(page_count, 0) AS page_count,
                d.first_seen_at, d.last_seen_at, g.identifiers,
                CASE r.record_kind WHEN 'registration' THEN 0 WHEN 'page' THEN 1 ELSE 2 END AS rank
            FROM members m JOIN records r USING (record_id) LEFT JOIN documents d USING (record_id)
            LEFT JOIN registrations g USING (record_id)),
        names AS (
            SELECT company_id, clean_name AS name, sum(posting_count + page_count) AS uses
            FROM known WHERE clean_name IS NOT NULL GROUP BY ALL),
        chosen AS (
            SELECT company_id, name FROM names
            QUALIFY row_number() OVER (PARTITION BY company_id ORDER BY uses DESC, length(name), name) = 1),
        kinds AS (
            SELECT company_id, name_kind FROM known WHERE record_kind <> 'registration' GROUP BY ALL
            QUALIFY row_number() OVER (
                PARTITION BY company_id ORDER BY sum(posting_count + page_count) DESC, name_kind) = 1),
        spelled AS (
            SELECT company_id, name FROM known
            UNION SELECT company_id, clean_name FROM known WHERE clean_name IS NOT NULL
            UNION SELECT company_id, unnest(other_names) FROM known)
        SELECT c.company_id, h.name,
            (SELECT min_by(k.name, k.record_id) FROM known k
                WHERE k.company_id = c.company_id AND k.rank = 0) AS legal_name,
            (SELECT list(s.name ORDER BY s.name) FROM spelled s
                WHERE s.company_id = c.company_id AND s.name <> h.name) AS other_names,
            (SELECT min_by(k.domain, (k.rank, k.record_id)) FROM known k
                WHERE k.company_id = c.company_id AND k.domain IS NOT NULL) AS domain,
            (SELECT min_by(k.country, (k.rank, k.record_id)) FROM known k
                WHERE k.company_id = c.company_id AND k.country IS NOT NULL) AS country,
            (SELECT min_by(k.city, (k.rank, k.record_id)) FROM known k
                WHERE k.company_id = c.company_id AND k.city IS NOT NULL) AS city,
            n.name_kind,
            (SELECT list_sort(list_distinct(flatten(list(k.identifiers)))) FROM known k
                WHERE k.company_id = c.company_id AND k.identifiers IS NOT NULL) AS identifiers,
            list_sort(c.referents) AS referents, list_sort(c.former_ids) AS former_ids,
            t.posting_count, t.page_count, t.first_seen_at, t.last_seen_at
        FROM companies c JOIN chosen h USING (company_id) JOIN kinds n USING (company_id)
        JOIN (SELECT company_id, sum(posting_count)::BIGINT AS posting_count, sum(page_count)::BIGINT AS page_count,
                min(first_seen_at) AS first_seen_at, max(last_seen_at) AS last_seen_at
              FROM known GROUP BY company_id) t USING (company_id)
        ORDER BY c.company_id
        """
    return query_table(
        sql, companies=companies, records=records, registrations=registrations, postings=postings, pages=pages
    )
