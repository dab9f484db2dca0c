from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from pipeline.sources.dates import parse_date_or_month, parse_iso
from pipeline.sources.employment_types import EMPLOYMENT_TYPES, employment_type
from pipeline.sources.languages import language_tag
from pipeline.sources.observed_at import observed_at
from pipeline.sources.places import country_code
from pipeline.sources.salaries import amount, currency, period
from pipeline.sources.timestamps import from_milliseconds, from_seconds, iso_in


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("2026-08-05", "2026-08-05T00:00:00+00:00"),
        ("2026-07-29T08:50:01-04:00", "2026-07-29T12:50:01+00:00"),
        ("2026-06-30T17:49:03.000Z", "2026-06-30T17:49:03+00:00"),
        ("2026-08-05 10:10:39 UTC", "2026-08-05T10:10:39+00:00"),
        ("2026-07-06T00:00:00.0000", "2026-07-06T00:00:00+00:00"),
        ("2019-08-08T11:13:33+0100", "2019-08-08T10:13:33+00:00"),
        ("2026-04-20T22:43:56.531+00:00", "2026-04-20T22:43:56.531000+00:00"),
        ("2026-02-30", None),
        ("2026-08-05T25:00:00", None),
        ("2026-08-05T10:00:00+99:00", None),
        ("0001-01-01T00:00:00+14:00", None),
        ("05.08.2026", None),
        ("20260805", None),
        ("2026-08-05T10", None),
        ("٢٠٢٦-08-05x", None),
    ],
)
def test_dates_are_read_strictly(text: str, iso: str | None) -> None:
    found = parse_iso(text)
    assert (found.isoformat() if found else None) == iso


def test_typed_dates_become_utc() -> None:
    assert parse_date_or_month(date(2026, 8, 5)) == datetime(2026, 8, 5, tzinfo=UTC)
    assert parse_date_or_month(datetime(2026, 8, 5, 2, tzinfo=timezone(timedelta(hours=2)))) == datetime(
        2026, 8, 5, tzinfo=UTC
    )
    assert parse_date_or_month("2026-08") == datetime(2026, 8, 1, tzinfo=UTC)
    assert parse_date_or_month("2026-8") is None
    assert parse_date_or_month(20260805) is None


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("pt", "PT"),
        ("PRT", "PT"),
        ("Portugal", "PT"),
        ("United States of America", "US"),
        ("USA", "US"),
        ("UK", "GB"),
        ("Scotland", "GB"),
        ("Österreich", "AT"),
        ("Hong Kong", "HK"),
        ("XK", "XK"),
        ("EU", None),
        ("Worldwide", None),
        ("Remote", None),
        ("Soviet Union", None),
        ("Q30", None),
        ("", None),
        ("x" * 5000, None),
    ],
)
def test_countries_are_looked_up_and_never_guessed(text: str, code: str | None) -> None:
    assert country_code(text) == code


def test_employment_types_are_those_of_schema_org() -> None:
    assert all(employment_type(name) == name for name in EMPLOYMENT_TYPES)
    assert employment_type("Full time") == "FULL_TIME"
    assert employment_type("Binance Accelerator") is None


def test_pay_is_numbers_with_a_unit() -> None:
    assert [amount(v) for v in (True, "1e5", -5, float("nan"), 10**400, "١٢")] == [None] * 5 + [12.0]
    assert currency(" eur ") == "EUR"
    assert currency("€") is None
    assert (period("YEAR"), period("per hour"), period("NONE")) == ("year", "hour", None)


def test_language_tags_have_their_usual_case() -> None:
    assert (language_tag("ZH-hans-cn"), language_tag("de"), language_tag("deutsch!"), language_tag("")) == (
        "zh-Hans-CN",
        "de",
        None,
        None,
    )


@pytest.mark.parametrize(
    ("path", "iso"),
    [
        ("boards/acme__20260808T195722Z.json", "2026-08-08T19:57:22+00:00"),
        ("boards/acme__20260808T195722760851Z.json.gz", "2026-08-08T19:57:22.760851+00:00"),
        ("acme_2026-08-08T19:57:22+02:00.json", "2026-08-08T17:57:22+00:00"),
        ("acme_2026-08-08T19-57-22Z.html", "2026-08-08T19:57:22+00:00"),
        ("2026-09-01/boards/acme.json", "2026-09-01T00:00:00+00:00"),
        ("day=2026-09-01/acme.json", "2026-09-01T00:00:00+00:00"),
        ("year=2026/month=09/day=01/acme.json", "2026-09-01T00:00:00+00:00"),
        ("2026/09/01/acme.json", "2026-09-01T00:00:00+00:00"),
        ("2026-09-01/acme_2026-09-03.json", "2026-09-03T00:00:00+00:00"),
        ("s3://bucket/20260901/acme.json", "2026-09-01T00:00:00+00:00"),
        ("acme/8026689.json", None),
        ("acme/12345678.json", None),
        ("acme/2026-13-01.json", None),
        ("acme.json", None),
        ("", None),
    ],
)
def test_a_saved_payloads_path_tells_when_it_was_fetched(path: str, iso: str | None) -> None:
    found = observed_at(path)
    assert (found.isoformat() if found else None) == iso


def test_a_country_of_half_a_character_is_none_and_no_error() -> None:
    assert country_code("\ud800") is None


@pytest.mark.parametrize("count", [1711403416, "1711403416"])
def test_counts_since_1970_are_numbers_or_digits(count: int | str) -> None:
    moment = datetime(2024, 3, 25, 21, 50, 16, tzinfo=UTC)
    assert from_seconds(count) == from_milliseconds(type(count)(f"{count}000")) == moment
    assert from_seconds("9" * 5_000) is from_milliseconds("1e9") is None


@pytest.mark.parametrize("text", ["2026-01-22T00:30:00Z", "2026-01-22T00:30:00 UTC", "2026-01-21T19:30:00"])
def test_a_local_time_is_one_that_names_no_zone(text: str) -> None:
    assert iso_in("America/New_York")(text) == datetime(2026, 1, 22, 0, 30, tzinfo=UTC)
