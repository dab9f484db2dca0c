"""Judgements in the landing archive: one immutable object each, written when a person decides, read by the next build.

landing/judgements/<judgement_id>.json
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any  # decoded JSON

import orjson
import pyarrow as pa

from pipeline.errors import IntegrityError
from pipeline.identifiers import make_id
from pipeline.storage.lake import Lake
from pipeline.tables.core import CORE_JUDGEMENTS

PREFIX = "landing/judgements/"
VERDICTS = ("same", "not_same", "unsure")
TERM_VERDICTS = ("technology", "alias", "no_technology", "unsure")


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
    expires_at: datetime | None = None,
    subject_kind: str = "company_link",
) -> str:
    """Write one judgement about a company link or a term; the same twice is one. Returns its judgement_id."""
    body = {
        "task_id": task_id,
        "subject_kind": subject_kind,
        "left_id": left_id,
        "right_id": right_id,
        "verdict": verdict,
        "reviewer": reviewer,
        "reason": reason,
        "decided_at": decided_at,
    }
    if expires_at is not None:
        body["expires_at"] = expires_at
    judgement_id = _judgement_id(body)
    content = orjson.dumps({"judgement_id": judgement_id, **body}, option=orjson.OPT_INDENT_2)
    lake.store.put_if_absent(_key(judgement_id), content)
    return judgement_id


def read_judgements(lake: Lake, until: datetime) -> pa.Table:
    """All judgements decided up to `until`, as `CORE_JUDGEMENTS`.

    Raises: IntegrityError: a judgement is damaged, or was changed after it was written.
    """
    rows = []
    for entry in lake.store.list(PREFIX):
        try:
            row = orjson.loads(lake.store.get(entry.key) or b"")
            row["decided_at"] = datetime.fromisoformat(row["decided_at"])
            if "expires_at" in row:
                row["expires_at"] = datetime.fromisoformat(row["expires_at"])
            if entry.key != _key(_judgement_id(row)) or row["judgement_id"] != _judgement_id(row):
                raise ValueError("it was changed after it was written")
            if row.keys() - set(CORE_JUDGEMENTS.schema.names) or not _has_zones(row):
                raise ValueError("unknown fields, or a time without a zone")
        except (orjson.JSONDecodeError, KeyError, TypeError, ValueError) as error:
            raise IntegrityError(
                f"{lake.uri}/{entry.key} is no judgement: {error}; remove it and decide again"
            ) from error
        if row["decided_at"] <= until:
            rows.append(row)
    return CORE_JUDGEMENTS.from_rows(rows)


def _judgement_id(body: Mapping[str, Any]) -> str:
    named = [body[name] for name in ("task_id", "left_id", "right_id", "verdict", "reviewer", "reason")]
    times = [body[name].isoformat() for name in ("decided_at", "expires_at") if name in body]
    return make_id("jud", *named, *times)


def _has_zones(row: Mapping[str, Any]) -> bool:
    return all(row[name].tzinfo is not None for name in ("decided_at", "expires_at") if name in row)


def _key(judgement_id: str) -> str:
    return f"{PREFIX}{judgement_id}.json"
