"""Judgements in the landing archive: one immutable object each, written when a person decides, read by the next build.

landing/judgements/<judgement_id>.json
"""

from __future__ import annotations

from datetime import datetime

import orjson
import pyarrow as pa

from pipeline.errors import IntegrityError
from pipeline.identifiers import make_id
from pipeline.storage.lake import Lake
from pipeline.tables.core import CORE_JUDGEMENTS

PREFIX = "landing/judgements/"
VERDICTS = ("same", "not_same", "unsure")


def record_judgement(
    lake: Lake,
    *,
    task_id: str,
    left_id: str,
    right_id: str,
    verdict: str,
    reviewer: str,
    reason: str | None,
    decided_at: datetime,
) -> str:
    """Write one judgement about a company link; the same judgement twice is one. Returns its judgement_id."""
    judgement_id = make_id("jud", task_id, left_id, right_id, verdict, reviewer, reason, decided_at.isoformat())
    body = {
        "judgement_id": judgement_id,
        "task_id": task_id,
        "subject_kind": "company_link",
        "left_id": left_id,
        "right_id": right_id,
        "verdict": verdict,
        "reviewer": reviewer,
        "reason": reason,
        "decided_at": decided_at,
    }
    lake.store.put_if_absent(f"{PREFIX}{judgement_id}.json", orjson.dumps(body, option=orjson.OPT_INDENT_2))
    return judgement_id


def read_judgements(lake: Lake, until: datetime) -> pa.Table:
    """All judgements decided up to `until`, as `CORE_JUDGEMENTS`."""
    rows = []
    for entry in lake.store.list(PREFIX):
        try:
            row = orjson.loads(lake.store.get(entry.key) or b"")
            row["decided_at"] = datetime.fromisoformat(row["decided_at"])
        except (orjson.JSONDecodeError, KeyError, TypeError, ValueError) as error:
            raise IntegrityError(
                f"{lake.uri}/{entry.key} is no judgement: {error}; remove it and decide again"
            ) from error
        if row["decided_at"] <= until:
            rows.append(row)
    return CORE_JUDGEMENTS.from_rows(rows)
