from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.sources.pay_text import Pay, read_pay

SNIPPETS = Path(__file__).parents[3] / "shared" / "data" / "sources" / "value_strings" / "salary_snippets.jsonl"

with Path(__file__).with_name("cases").joinpath("pay_texts.csv").open(encoding="utf-8", newline="") as stream:
    CASES = list(csv.DictReader(stream))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"])
def test_pay_is_read_where_figures_currency_and_period_are_clear(case: dict[str, str]) -> None:
    expected = None
    if case["period"]:
        low = float(case["low"]) if case["low"] else None
        expected = Pay(low, float(case["high"]), case["currency"] or None, case["period"])
    assert read_pay(case["text"]) == expected


@given(st.one_of(st.text(max_size=120), st.from_regex(r"[$€£]?[0-9.,' k-]{1,30}(EUR|/hr| per year)?", fullmatch=True)))
def test_any_text_gives_sound_pay_or_none(text: str) -> None:
    found = read_pay(text)
    assert found is None or (found.high > 0 and (found.low is None or found.low <= found.high))


@pytest.mark.timeout(20)  # it takes a moment
@pytest.mark.parametrize("unit", ["$1,", "1 ", "$1 - ", "€ ", "up to ", "$9/h", "1'111'", "hourly "])
def test_hostile_pay_ends_soon(unit: str) -> None:
    read_pay(unit * 50_000)


@pytest.mark.skipif(not SNIPPETS.is_file(), reason="needs the recorded pay statements beside the checkout")
def test_nine_of_ten_recorded_pay_statements_are_read() -> None:
    rows = [json.loads(line) for line in SNIPPETS.read_text(encoding="utf-8").splitlines()]
    right = 0
    for row in rows:
        found, expected = read_pay(row["text"]), row["expect"] or {}
        said = (found.low, found.high, found.period) if found else (None, None, None)
        right += said == (expected.get("min"), expected.get("max"), expected.get("interval"))
    assert right / len(rows) >= 0.9
