"""The difference of two releases, with names for its keys."""

from __future__ import annotations

import pyarrow as pa

from pipeline.engine import query_table
from pipeline.publishing.diff import COMPARED, diff_releases
from pipeline.publishing.manifest import Manifest
from pipeline.storage.lake import Lake
from pipeline.storage.parquet_files import read_parquet
from pipeline.tables.out import OUT_COMPANIES, OUT_TECHNOLOGIES


def release_difference(lake: Lake, before: Manifest, after: Manifest) -> pa.Table:
    """`diff_releases` of two releases, with `company_name` and `technology_name` of each row's key.

    Ordered by table, company name, technology name, key.
    """
    old, new = _compared_tables(lake, before), _compared_tables(lake, after)
    return query_table(
        """
        WITH companies AS (
            SELECT company_id, coalesce(a.name, b.name) AS name
            FROM companies_after a FULL JOIN companies_before b USING (company_id)),
        technologies AS (
            SELECT technology_id, coalesce(a.name, b.name) AS name
            FROM technologies_after a FULL JOIN technologies_before b USING (technology_id))
        SELECT table_name, row_key, change, changed_columns, cause, c.name AS company_name, t.name AS technology_name
        FROM changes
        LEFT JOIN companies c ON c.company_id = row_key ->> 'company_id'
        LEFT JOIN technologies t ON t.technology_id = row_key ->> 'technology_id'
        ORDER BY table_name, company_name, technology_name, row_key""",
        changes=diff_releases(old, new),
        companies_before=old[OUT_COMPANIES.name],
        companies_after=new[OUT_COMPANIES.name],
        technologies_before=old[OUT_TECHNOLOGIES.name],
        technologies_after=new[OUT_TECHNOLOGIES.name],
    )


def difference_counts(rows: pa.Table) -> pa.Table:
    """Rows of the difference by table, change and cause."""
    return query_table(
        "SELECT table_name, change, cause, count(*) AS row_count FROM rows GROUP BY ALL ORDER BY ALL", rows=rows
    )


def _compared_tables(lake: Lake, release: Manifest) -> dict[str, pa.Table]:
    found = {}
    for table in COMPARED:
        version = release.table(table.name)
        found[table.name] = read_parquet(lake, [file.key for file in version.files] if version else [], table.schema)
    return found
