"""Versions seen in many fetches become one row each, whatever the order."""

from __future__ import annotations

import random

import pyarrow as pa
import pytest

from pipeline.history.observations import OBSERVED, merge_versions, seen_times
from pipeline.tables.core import CORE_POSTINGS
from pipeline.tables.records import POSTING_RECORDS
from tests.history.worlds import day

SCHEMA = pa.schema([*(f for f in POSTING_RECORDS.schema if f.name != "description_html"), *OBSERVED])


def test_a_version_has_its_first_and_last_sighting_and_its_earliest_fields() -> None:
    times = {"f0": day("2026-09-02"), "f1": day("2026-09-01"), "f2": day("2026-09-05")}
    version = {"posting_id": "p1", "source": "s", "position": 0}
    rows = [
        {**version, "payload_id": f"pay {name}", "title": f"T {name}", "fetch_id": name, "seen_at": seen}
        for name, seen in times.items()
    ]
    rows.append({**rows[1], "title": "the same again, later in the file", "position": 7})
    links = pa.table({"posting_id": ["p1"], "record_id": ["rec"]})
    results = []
    for seed in range(5):
        random.Random(seed).shuffle(rows)
        results.append(merge_versions(CORE_POSTINGS, pa.Table.from_pylist(rows, schema=SCHEMA), links))
    assert all(result.equals(results[0]) for result in results)
    row = results[0].to_pylist()[0]
    assert (row["title"], row["payload_id"], row["record_id"]) == ("T f1", "pay f1", "rec")
    assert (row["first_seen_at"], row["last_seen_at"]) == (day("2026-09-01"), day("2026-09-05"))


@pytest.mark.parametrize(
    ("posted", "seen"),
    [("2015-03-01", "2015-03-01"), (None, "2026-09-01"), ("2099-01-01", "2026-09-01"), ("1970-01-01", "2026-09-01")],
)
def test_an_item_of_an_export_was_seen_on_its_own_date(posted: str | None, seen: str) -> None:
    dates = [None if posted is None else day(posted)]
    assert seen_times(dates, day("2026-09-01"), is_export=True) == [day(seen)]
    assert seen_times(dates, day("2026-09-01"), is_export=False) == [day("2026-09-01")]
