"""Which links of the release before still stand before anything is compared."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.engine import query_table
from pipeline.entity_resolution.companies.linkable_records import REGISTERED
from pipeline.tables.core import CORE_COMPANY_LINKS

_KEPT = """
    WITH same AS (SELECT r.record_id FROM records r SEMI JOIN before p ON {equal}),
    touched AS (
        SELECT company_id FROM links ANTI JOIN same USING (record_id)
        WHERE decision <> 'match' AND company_id IS NOT NULL)
    SELECT l.* FROM links l SEMI JOIN same USING (record_id)
    WHERE decision = 'match' OR company_id IS NULL OR company_id NOT IN (SELECT company_id FROM touched)
    ORDER BY record_id"""


def kept_links(links: pa.Table, before: pa.Table, records: pa.Table) -> pa.Table | None:
    """The links of records that are as they were, as is who shares a company with them; None where the register is not.

    Args:
        links: `CORE_COMPANY_LINKS` of the release before.
        before, records: `CORE_COMPANY_RECORDS` of then and of now.
    """
    if not _registered(records).equals(_registered(before)):
        return None
    equal = " AND ".join(f'r."{name}" IS NOT DISTINCT FROM p."{name}"' for name in records.column_names)
    kept = query_table(_KEPT.format(equal=equal), links=links, records=records, before=before)
    return kept.cast(CORE_COMPANY_LINKS.schema)


def _registered(records: pa.Table) -> pa.Table:
    return records.filter(pc.equal(records.column("record_kind"), REGISTERED)).combine_chunks()
