from __future__ import annotations

import time

import pytest

from pipeline.sources.pay_prose import read_stated_pay
from pipeline.sources.pay_text import Pay
from tests.sources.labelled_values import POSTINGS, stated_pay


@pytest.mark.parametrize(
    "text",
    [
        "We raised a $12M series A and help firms save $40,000 per year.",
        "Budgets above $1M+ a year, teams of thirty.",
        "Commuter benefits (up to $100/month) and paid parental leave.",
        "A $100/month education budget.",
        "£200 per annum wellbeing allowance for everybody.",
        "Last spring we were awarded a $200,000 prize for our looms.",
        "The standard check of £26 is deducted from your first salary.",
        "Skills: PHP7, React, a bit of patience.",
    ],
)
def test_other_money_is_no_pay(text: str) -> None:
    assert read_stated_pay(text) is None


@pytest.mark.parametrize(
    ("text", "country", "expected"),
    [
        ("Looms pay well: $30 per hour.", "US", Pay(30, 30, "USD", "hour")),
        ("Looms pay well: $30 per hour.", None, Pay(30, 30, None, "hour")),
        ("Weaver | Leeds | £45k-55k + equity", "GB", Pay(45_000, 55_000, "GBP", "year")),
        ("What we offer:\n- $112,000 USD salary wherever you live", None, Pay(112_000, 112_000, "USD", "year")),
        ("$113,100.00 - $203,600.00", "US", Pay(113_100, 203_600, "USD", "year")),
        ("Lön: 35 000 - 40 000 kr per månad", "SE", Pay(35_000, 40_000, "SEK", "month")),
        ("We raised $12M. " * 20 + "Salary: $70,000 - $90,000", "US", Pay(70_000, 90_000, "USD", "year")),
    ],
)
def test_pay_of_the_job_is_read(text: str, country: str | None, expected: Pay) -> None:
    assert read_stated_pay(text, country) == expected


@pytest.mark.parametrize("unit", ["$1,", "$1 - ", "€ salary ", "pay $9/h raised ", "$1 costs of " + "a" * 30])
def test_hostile_descriptions_end_soon(unit: str) -> None:
    started = time.process_time()
    read_stated_pay(unit * 20_000)
    assert time.process_time() - started < 1


@pytest.mark.skipif(not POSTINGS.is_file(), reason="needs the development postings beside the checkout")
@pytest.mark.parametrize("half", ["tuned", "held_out"])
def test_stated_pay_is_found_as_a_person_finds_it(half: str) -> None:
    precision, recall = stated_pay(half)
    assert precision >= 0.93
    assert recall >= 0.88
