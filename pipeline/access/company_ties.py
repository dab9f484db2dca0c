"""What a company is to other names and companies, from its own records and from theirs."""

from __future__ import annotations

from typing import Any  # rows hold values of every column type

import duckdb

from pipeline.access.queries import fetch_rows

_TIES = """
    WITH said AS (
        SELECT relation, false AS is_said_by_other, name, related_company_id, valid_from, valid_until, record_id,
            evidence
        FROM out_company_relations WHERE company_id = $1
        UNION ALL
        SELECT t.relation, true, c.name, t.company_id, t.valid_from, t.valid_until, t.record_id, t.evidence
        FROM out_company_relations t JOIN out_companies c USING (company_id) WHERE t.related_company_id = $1)
    SELECT relation, is_said_by_other, arg_min(s.name, record_id) AS name, related_company_id, valid_from, valid_until,
        count(DISTINCT record_id) AS record_count, min(record_id) AS first_record_id,
        arg_min(evidence, record_id) AS evidence, arg_min(source, record_id) AS source
    FROM said s LEFT JOIN core_company_records USING (record_id)
    GROUP BY relation, is_said_by_other, lower(s.name), related_company_id, valid_from, valid_until
    ORDER BY relation, is_said_by_other, record_count DESC, lower(s.name), valid_from, valid_until, first_record_id"""


def company_ties(connection: duckdb.DuckDBPyConnection, company_id: str) -> list[dict[str, Any]]:
    """Rows of `out_company_relations` about a company, one a name and period, those that most records say first.

    Returns: relation, is_said_by_other (then `relation` is what this company is to the one named), name,
        related_company_id, valid_from, valid_until, record_count, and of the first such record first_record_id,
        evidence and source.
    """
    return fetch_rows(connection, _TIES, company_id)
