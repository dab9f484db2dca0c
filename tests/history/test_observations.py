"""Versions seen in many fetches become one row each, whatever the order."""

from __future__ import annotations

import random

import pyarrow as pa
import pytest

from pipeline.history.observations import OBSERVED, merge_versions, own_dates, seen_times
from pipeline.tables.core import CORE_POSTINGS
from pipeline.tables.records import POSTING_RECORDS
from tests.history.worlds import day

SCHEMA = pa.schema([*(f for f in POSTING_RECORDS.schema if f.name != "description_html"), *OBSERVED])


def sighting(payload: str, seen: str, **changed: object) -> dict[str, object]:
    when = {"first_seen_at": day(seen), "last_seen_at": day(seen)}
    return {
        "posting_id": "p1",
        "source": "s",
        "position": 0,
        "payload_id": payload,
        "title": payload,
        **when,
        **changed,
    }


def merged(rows: list[dict[str, object]]) -> pa.Table:
    links = pa.table({"posting_id": ["p1"], "record_id": ["rec"]})
    return merge_versions(CORE_POSTINGS, pa.Table.from_pylist(rows, schema=SCHEMA), links)


ROWS = [
    sighting("pay0", "2026-09-02"),
    sighting("pay1", "2026-09-01"),
    sighting("pay2", "2026-09-05"),
    sighting("pay2", "2026-09-05", title="the same again, later in the file", position=7),
    sighting("pay3", "2026-09-05"),
]


def test_a_version_has_its_first_and_last_sighting_and_its_latest_fields() -> None:
    results = []
    for seed in range(5):
        rows = list(ROWS)
        random.Random(seed).shuffle(rows)
        results.append(merged(rows))
    assert all(result.equals(results[0]) for result in results)
    row = results[0].to_pylist()[0]
    assert (row["title"], row["payload_id"], row["record_id"]) == ("pay2", "pay2", "rec")
    assert (row["first_seen_at"], row["last_seen_at"]) == (day("2026-09-01"), day("2026-09-05"))


@pytest.mark.parametrize("cut", range(1, len(ROWS)))
def test_merging_in_two_steps_gives_the_same(cut: int) -> None:
    first = [{**row, "position": 0} for row in merged(ROWS[:cut]).drop_columns(["record_id"]).to_pylist()]
    assert merged([*first, *ROWS[cut:]]).equals(merged(ROWS))


@pytest.mark.parametrize(
    ("posted", "seen"),
    [("2015-03-01", "2015-03-01"), (None, "2026-09-01"), ("2099-01-01", "2026-09-01"), ("1970-01-01", "2026-09-01")],
)
def test_an_item_of_an_export_was_seen_on_its_own_date(posted: str | None, seen: str) -> None:
    dates = [None if posted is None else day(posted)]
    assert seen_times(dates, day("2026-09-01"), is_export=True) == [day(seen)]
    assert seen_times(dates, day("2026-09-01"), is_export=False) == [day("2026-09-01")]


def test_a_posting_without_a_date_has_that_of_its_last_edit_or_its_end() -> None:
    dates = [("2020-01-01", "2020-02-01", None), (None, "2020-02-01", "2020-03-01"), (None, None, "2020-03-01")]
    names = ("posted_at", "updated_at", "valid_through")
    rows = [dict(zip(names, (text and day(text) for text in row), strict=True)) for row in [*dates, (None, None, None)]]
    found = own_dates(pa.Table.from_pylist(rows, schema=pa.schema([SCHEMA.field(name) for name in names])))
    assert found == [day("2020-01-01"), day("2020-02-01"), day("2020-03-01"), None]
