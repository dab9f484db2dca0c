from __future__ import annotations

import csv
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.sources.free_dates import parse_free_date
from pipeline.sources.kinds import parse_payload
from tests.sources.source_samples import payload

FETCHED = datetime(2026, 11, 25, 12, tzinfo=UTC)
ORDERS = {"": None, "yes": True, "no": False}

with Path(__file__).with_name("cases").joinpath("free_dates.csv").open(encoding="utf-8", newline="") as stream:
    CASES = list(csv.DictReader(stream))


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['text']}-{case['day_first']}")
def test_a_written_date_is_read_or_unknown(case: dict[str, str]) -> None:
    found = parse_free_date(case["text"], FETCHED, ORDERS[case["day_first"]])
    assert (found.isoformat() if found else "") == case["iso"]


@settings(max_examples=100, deadline=None)
@given(st.one_of(st.text(max_size=80), st.from_regex(r"[0-9./ -]{1,20}(ago|2014|May)?", fullmatch=True)))
def test_any_text_gives_a_moment_or_nothing(text: str) -> None:
    found = parse_free_date(text, FETCHED)
    assert found is None or found.tzinfo is UTC
    assert found == parse_free_date(text, FETCHED)


def test_canonical_postings_may_have_written_dates() -> None:
    line = '{"id": "1", "title": "Weaver", "posted_at": "5. März 2026", "valid_through": "04/05/2026"}'.encode()
    record, rejection = parse_payload(payload(line, "postings"))
    assert isinstance(record, dict)
    assert (record["posted_at"], record["valid_through"]) == (datetime(2026, 3, 5, tzinfo=UTC), None)
    assert "valid_through" in str(rejection)
