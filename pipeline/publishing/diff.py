"""What changed between two releases, row by row: ADD, MODIFY or DELETE, the columns that differ, and one cause."""

from __future__ import annotations

from collections.abc import Mapping

import pyarrow as pa

from pipeline.engine import tables
from pipeline.tables.out import OUT_COMPANIES, OUT_COMPANY_TECHNOLOGIES, OUT_TECHNOLOGIES
from pipeline.tables.schema import STRINGS, Table

COMPARED: tuple[Table, ...] = (OUT_COMPANIES, OUT_TECHNOLOGIES, OUT_COMPANY_TECHNOLOGIES)

CHANGE_SCHEMA = pa.schema(
    [
        ("table_name", pa.string()),
        ("row_key", pa.string()),
        ("change", pa.string()),
        ("changed_columns", STRINGS),
        ("cause", pa.string()),
    ]
)

_CAUSES = {
    "out_companies": """CASE
        WHEN change = 'ADD' THEN 'new_company'
        WHEN change = 'DELETE' AND before_company_id IN (SELECT unnest(former_ids) FROM companies_after) THEN 'merged'
        WHEN change = 'DELETE' THEN 'relinked'
        WHEN list_has_any(changed_columns, ['referents', 'former_ids']) THEN 'relinked'
        ELSE 'new_evidence' END""",
    "out_technologies": "'catalogue_change'",
    "out_company_technologies": """CASE
        WHEN change = 'ADD' AND after_company_id NOT IN (SELECT company_id FROM companies_before) THEN 'new_company'
        WHEN change = 'ADD' THEN 'new_evidence'
        WHEN change = 'DELETE' AND before_company_id NOT IN (SELECT company_id FROM companies_after) THEN 'relinked'
        WHEN change = 'DELETE' THEN 'evidence_gone'
        WHEN list_contains(changed_columns, 'is_current') AND after_is_current THEN 'resumed'
        WHEN list_contains(changed_columns, 'is_current') THEN 'ended'
        WHEN list_has_any(changed_columns, ['mention_count', 'last_seen_at', 'first_seen_at']) THEN 'new_evidence'
        ELSE 'recalculated' END""",
}


def diff_releases(before: Mapping[str, pa.Table], after: Mapping[str, pa.Table]) -> pa.Table:
    """Compare the `COMPARED` tables of two releases.

    Args:
        before, after: rows by table name; a table a release lacks counts as empty.
    Returns: `CHANGE_SCHEMA`, ordered by table, key.
    """
    pieces = [CHANGE_SCHEMA.empty_table()]
    for table in COMPARED:
        old, new = before.get(table.name, table.empty()), after.get(table.name, table.empty())
        relations = {
            "before_rows": old,
            "after_rows": new,
            "companies_before": before.get(OUT_COMPANIES.name, OUT_COMPANIES.empty()),
            "companies_after": after.get(OUT_COMPANIES.name, OUT_COMPANIES.empty()),
        }
        with tables(**relations) as connection:
            pieces.append(connection.sql(_sql(table)).to_arrow_table().cast(CHANGE_SCHEMA))
    return pa.concat_tables(pieces)


def _sql(table: Table) -> str:
    content = [name for name in table.content_columns if name not in table.key]
    key = ", ".join(f'"{name}" := coalesce(a."{name}", b."{name}")' for name in table.key)
    same_key = " AND ".join(f'a."{name}" = b."{name}"' for name in table.key)
    differs = ", ".join(f"""CASE WHEN a."{n}" IS DISTINCT FROM b."{n}" THEN '{n}' END""" for n in content)
    first = table.key[0]
    carried = ", ".join(
        f'b."{name}" AS "before_{name}", a."{name}" AS "after_{name}"'
        for name in table.schema.names
        if name in ("company_id", "is_current")
    )
    return f"""
        WITH joined AS (
            SELECT to_json(struct_pack({key}))::VARCHAR AS row_key,
                CASE WHEN b."{first}" IS NULL THEN 'ADD' WHEN a."{first}" IS NULL THEN 'DELETE' ELSE 'MODIFY' END
                    AS change,
                CASE WHEN a."{first}" IS NULL OR b."{first}" IS NULL THEN []
                     ELSE list_filter([{differs}], lambda name: name IS NOT NULL) END AS changed_columns
                {", " + carried if carried else ""}
            FROM after_rows a FULL JOIN before_rows b ON {same_key})
        SELECT '{table.name}' AS table_name, row_key, change, changed_columns, {_CAUSES[table.name]} AS cause
        FROM joined WHERE change <> 'MODIFY' OR len(changed_columns) > 0 ORDER BY row_key"""
