"""Where a lake stands, as plain values: release, checks, open work."""

from __future__ import annotations

from datetime import datetime
from typing import Any  # manifests and verdicts are JSON

import orjson

from pipeline.access.queries import fetch_rows, release_connection
from pipeline.errors import IntegrityError
from pipeline.publishing.manifest import Manifest
from pipeline.publishing.pointer import read_pointer
from pipeline.publishing.releases import load_manifest
from pipeline.storage.lake import Lake
from pipeline.tables.all_tables import DOCUMENTS

_REFUSED = "releases/refused/"
_BY_KIND = f"""
    WITH records AS ({" UNION ALL ".join(f"SELECT payload_id FROM {table.name}" for table in DOCUMENTS)}),
    counts AS (
        SELECT kind, count(*) AS payloads, 0 AS records, 0 AS rejected FROM landing_payloads GROUP BY kind
        UNION ALL SELECT kind, 0, count(*), 0 FROM records JOIN landing_payloads USING (payload_id) GROUP BY kind
        UNION ALL SELECT kind, 0, 0, count(*) FROM landing_quarantine GROUP BY kind)
    SELECT kind, sum(payloads)::BIGINT AS payloads, sum(records)::BIGINT AS records, sum(rejected)::BIGINT AS rejected
    FROM counts GROUP BY kind ORDER BY kind"""


def lake_status(lake: Lake, now: datetime) -> dict[str, Any]:
    """The lake's state.

    Returns: `lake`, `release` (None before the first), `refused` (the latest refused candidate, if newer than the
    release), `row_counts`, `open_reviews`, `quarantined` by reason, `payloads`, `kinds` (payloads, records and
        rejections of each kind of source).
    """
    move = read_pointer(lake.store)[0].current
    release, digest = (None, None) if move is None else load_manifest(lake, move.release_id)
    report: dict[str, Any] = {"lake": lake.uri, "release": None, "refused": latest_refused(lake, release)}
    if release is None or move is None:
        return report
    report["release"] = {
        "release_id": release.release_id,
        "digest": digest,
        "created_at": release.created_at,
        "age_seconds": max(0, int((now - datetime.fromisoformat(release.created_at)).total_seconds())),
        "observed_until": release.observed_until,
        "parent_release_id": release.parent_release_id,
        "current_by": move.reason,
        "note": move.note,
        "versions": release.versions,
        "verdict": release.verdict,
    }
    report["row_counts"] = {table.name: table.row_count for table in release.tables}
    return {**report, **_open_work(lake, release)}


def latest_refused(lake: Lake, release: Manifest | None) -> dict[str, Any] | None:
    """The newest refused candidate, if no release was made after it; release ids sort by their time.

    Raises: IntegrityError: it is damaged.
    """
    ids = [entry.key.removeprefix(_REFUSED).removesuffix(".json") for entry in lake.store.list(_REFUSED)]
    newer = [found for found in ids if release is None or found > release.release_id]
    if not newer:
        return None
    key = f"{_REFUSED}{max(newer)}.json"
    try:
        found: dict[str, Any] = orjson.loads(lake.store.get(key) or b"")
    except orjson.JSONDecodeError as error:
        raise IntegrityError(f"{lake.uri}/{key} is damaged: {error}; remove it") from error
    return found


def _open_work(lake: Lake, release: Manifest) -> dict[str, Any]:
    with release_connection(lake, release) as connection:
        (reviews,) = fetch_rows(connection, "SELECT count(*) AS n FROM review_tasks WHERE status = 'open'")
        (failed,) = fetch_rows(
            connection,
            "SELECT count(*) AS n FROM out_quality WHERE NOT success AND release_id = ?",
            release.release_id,
        )
        reasons = fetch_rows(
            connection,
            "SELECT reason_code, count(*) AS n FROM landing_quarantine GROUP BY ALL ORDER BY n DESC, reason_code",
        )
        (payloads,) = fetch_rows(
            connection,
            "SELECT count(*) AS count, coalesce(sum(size_bytes), 0)::BIGINT AS size_bytes FROM landing_payloads",
        )
        kinds = fetch_rows(connection, _BY_KIND)
    return {
        "kinds": kinds,
        "open_reviews": reviews["n"],
        "failed_checks": failed["n"],
        "quarantined": {row["reason_code"]: row["n"] for row in reasons},
        "payloads": payloads,
    }
