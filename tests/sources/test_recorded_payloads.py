"""Recorded payloads of job boards and feeds: the count of postings, and the samples, are those that a person found."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

import pytest

from pipeline.errors import PayloadError
from pipeline.sources.kinds import KINDS
from tests.sources.source_samples import parse

RECORDED = Path(__file__).resolve().parents[3] / "shared" / "data" / "sources"
KIND_NAMES = {"jsonld_jobposting": "jsonld"}


def expected_files() -> dict[str, list[dict[str, Any]]]:
    """Rows of the index that say how many postings a file holds, by kind."""
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    if (RECORDED / "index.jsonl").is_file():
        for line in (RECORDED / "index.jsonl").read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            kind = KIND_NAMES.get(row["kind"], row["kind"])
            if kind in KINDS and (row.get("expected") or {}).get("n_postings") is not None:
                found[kind].append(row)
    return found


FILES = expected_files()


def folded(*texts: str | None) -> str:
    return re.sub(r"[\W_]+", "", " ".join(text or "" for text in texts).casefold())


def day(text: str | None) -> datetime | None:
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            moment = read((text or "").replace(" UTC", "+00:00"))
            return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        except (ValueError, TypeError):
            continue
    return None


def fits(record: dict[str, Any], sample: dict[str, Any]) -> bool:
    """Whether a record has the sample's company, one of its places, its day (or the next) and its address."""
    company, said = folded(record.get("company_name")), folded(sample.get("company"))
    place = folded(*(record.get(name) for name in ("location", "city", "region", "country")))
    parts = [folded(part) for part in re.split(r"[,;/|]| - ", sample.get("location") or "")]
    when = day(sample.get("posted_at"))
    tail = (sample.get("url") or "").split("?")[0].rstrip("/").rpartition("/")[2]
    return (
        (not said or (bool(company) and (said in company or company in said)))
        and (not any(len(part) > 1 for part in parts) or any(len(part) > 1 and part in place for part in parts))
        and (when is None or abs((record["posted_at"] - when).total_seconds()) <= 86_400)
        and tail in (record.get("url") or "")
    )


@pytest.mark.skipif(not FILES, reason="the recorded payloads are not here (../shared/data/sources)")
@pytest.mark.parametrize("kind", sorted(FILES) or ["none"])
def test_recorded_payloads_are_read_completely_and_exactly(kind: str) -> None:
    for row in FILES[kind]:
        address = str(row.get("url_or_endpoint") or "")
        try:
            records, _ = parse((RECORDED / row["file"]).read_bytes(), kind, address or "files/sample")
        except PayloadError:
            records = []
        assert len(records) == row["expected"]["n_postings"], row["file"]
        for sample in row["expected"].get("sample", []):
            titled = [record for record in records if folded(record.get("title")) == folded(sample["title"])]
            assert any(fits(record, sample) for record in titled), (row["file"], sample)
