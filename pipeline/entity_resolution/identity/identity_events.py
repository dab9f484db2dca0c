"""The ledger of company ids: what happened to each between two releases."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import pyarrow as pa

from pipeline.tables.identity import OUT_IDENTITY_EVENTS

Row = dict[str, object]


def identity_events(before: pa.Table, after: pa.Table, release_id: str) -> pa.Table:
    """Merges, splits, restorations and retirements of company ids.

    Args:
        before, after: companies of the parent and of this release (company_id, referents, former_ids).
    Returns: `OUT_IDENTITY_EVENTS` of this release.
    """
    old, new = _referents(before), _referents(after)
    heir = {former: row["company_id"] for row in after.to_pylist() for former in row["former_ids"] or ()}
    redirected = {former for row in before.to_pylist() for former in row["former_ids"] or ()}
    owner = {record: company for company, records in old.items() for record in records}
    rows: list[Row] = []
    for company, records in old.items():
        if company not in new:
            event = "merged" if company in heir else "retired"
            rows.append(_row(release_id, company, event, heir.get(company), len(records)))
    for company in new.keys() - old.keys():
        moved = Counter(owner[record] for record in new[company] if record in owner)
        for source, count in moved.items():
            if source not in new:
                continue
            if company in redirected:
                rows.append(_row(release_id, company, "restored", source, count))
            else:
                rows.append(_row(release_id, source, "split", company, count))
    return OUT_IDENTITY_EVENTS.from_rows(rows)


def _referents(companies: pa.Table) -> Mapping[str, list[str]]:
    columns = [companies.column(name).to_pylist() for name in ("company_id", "referents")]
    return dict(zip(*columns, strict=True))


def _row(release_id: str, company: str, event: str, other: str | None, count: int) -> Row:
    return {
        "release_id": release_id,
        "company_id": company,
        "event": event,
        "other_company_id": other,
        "record_count": count,
    }
