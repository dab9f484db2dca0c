"""Versions seen in many fetches become one row each, whatever the order."""

from __future__ import annotations

import random

import pyarrow as pa

from pipeline.history.observations import FETCH_TIMES, OBSERVED, merge_versions
from pipeline.tables.core import CORE_POSTINGS
from pipeline.tables.records import POSTING_RECORDS
from tests.history.worlds import day

SCHEMA = pa.schema([*(f for f in POSTING_RECORDS.schema if f.name != "description_html"), *OBSERVED])


def test_a_version_has_its_first_and_last_sighting_and_its_earliest_fields() -> None:
    rows = [
        {
            "posting_id": "p1",
            "source": "s",
            "payload_id": f"pay{n}",
            "title": f"T{n}",
            "fetch_id": f"f{n}",
            "position": 0,
        }
        for n in range(3)
    ] + [
        {
            "posting_id": "p1",
            "source": "s",
            "payload_id": "pay0",
            "title": "later line",
            "fetch_id": "f0",
            "position": 7,
        }
    ]
    times = [("f0", day("2026-09-02")), ("f1", day("2026-09-01")), ("f2", day("2026-09-05"))]
    results = []
    for seed in range(5):
        random.Random(seed).shuffle(rows)
        random.Random(seed).shuffle(times)
        fetches = pa.table({"fetch_id": [t[0] for t in times], "fetched_at": [t[1] for t in times]}, schema=FETCH_TIMES)
        links = pa.table({"posting_id": ["p1"], "record_id": ["rec"]})
        results.append(merge_versions(CORE_POSTINGS, pa.Table.from_pylist(rows, schema=SCHEMA), fetches, links))
    assert all(result.equals(results[0]) for result in results)
    row = results[0].to_pylist()[0]
    assert (row["title"], row["payload_id"], row["record_id"]) == ("T1", "pay1", "rec")
    assert (row["first_seen_at"], row["last_seen_at"]) == (day("2026-09-01"), day("2026-09-05"))
