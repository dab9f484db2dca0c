from __future__ import annotations

import html
import json
from datetime import UTC, datetime
from typing import Any

import pytest

from pipeline.errors import PayloadError
from pipeline.tables.records import POSTING_RECORDS
from tests.sources.source_samples import JOB, JOB_PAGE, codes, job_page, parse


def one(job: dict[str, Any], url: str = "https://jobs.board.com/x/1") -> dict[str, Any]:
    records, rejections = parse(json.dumps({"@type": "JobPosting", "title": "A", **job}), "jsonld", url)
    assert rejections == []
    assert len(records) == 1
    return records[0]


@pytest.mark.parametrize(
    "data", [JOB_PAGE, json.dumps(JOB), json.dumps([JOB]), job_page("null", "", json.dumps([[JOB]]))]
)
def test_a_posting_is_found_wherever_it_stands(data: str) -> None:
    records, rejections = parse(data, "jsonld", "https://jobs.board.com/fx-7")
    assert rejections == []
    (record,) = records
    assert record["title"] == "R&D Engineer"
    assert record["description"] == "Build looms with Python.\nPython, CAN bus"
    assert record["company_name"] == "Ferrox Rail"
    assert record["company_domain"] == "ferrox-rail.de"
    assert record["source_posting_id"] == "FX-7"
    assert record["url"] == "https://jobs.board.com/fx-7"
    assert record["location"] == "Kassel, Hessen, Germany"
    assert (record["city"], record["region"], record["country"]) == ("Kassel", "Hessen", "DE")
    assert record["employment_type"] == "FULL_TIME"
    assert (record["salary_min"], record["salary_max"]) == (60000.0, 75000.0)
    assert (record["salary_currency"], record["salary_period"]) == ("EUR", "year")
    assert record["posted_at"] == datetime(2026, 8, 8, 10, 13, 33, tzinfo=UTC)
    assert record["valid_through"] == datetime(2026, 10, 1, tzinfo=UTC)
    assert record["is_remote"] is None
    POSTING_RECORDS.from_rows(records)


GOOD_BLOCK = '{"@type": "JobPosting", "title": "A, }", "description": "x"}'


@pytest.mark.parametrize(
    ("block", "title"),
    [
        ('{"@type": "JobPosting", "title": "A\nB\tC"}', "A B C"),
        (f"<!-- {GOOD_BLOCK} -->", "A, }"),
        (f"<!-- note --> {GOOD_BLOCK}", "A, }"),
        (f"/*<![CDATA[*/ {GOOD_BLOCK} /*]]>*/", "A, }"),
        (f"//<![CDATA[\n{GOOD_BLOCK}\n//]]>", "A, }"),
        (html.escape(GOOD_BLOCK), "A, }"),
        ('{"@type": "JobPosting", "title": "A, }", "skills": ["a",  ], }', "A, }"),
        ('{"@type": ["Thing", "https://schema.org/JobPosting"], "title": "A"}', "A"),
    ],
    ids=["control", "comment", "comment-before", "cdata", "cdata-lines", "entities", "commas", "type-list"],
)
def test_usual_damage_is_repaired(block: str, title: str) -> None:
    records, rejections = parse(job_page(block), "jsonld")
    assert rejections == []
    assert [r["title"] for r in records] == [title]


def test_a_second_value_in_a_block_is_flagged_and_the_first_kept() -> None:
    records, rejections = parse(job_page(GOOD_BLOCK + GOOD_BLOCK), "jsonld")
    assert len(records) == 1
    assert codes(rejections) == ["several_json_values"]


def test_a_broken_block_does_not_cost_the_good_one() -> None:
    records, rejections = parse(job_page("{title: nope}", GOOD_BLOCK), "jsonld")
    assert len(records) == 1
    assert [(r.line, r.reason_code) for r in rejections] == [(1, "invalid_json")]


def test_a_page_without_posting_says_so() -> None:
    assert codes(parse("<p>nothing</p>", "jsonld")[1]) == ["no_posting"]


def test_description_escaped_once_more_is_unescaped() -> None:
    record = one({"description": "&lt;p&gt;We use R &amp;amp; Go&lt;/p&gt;"})
    assert record["description"] == "We use R & Go"
    record = one({"description": "Plain text with List&lt;T&gt;"})
    assert record["description"] == "Plain text with List<T>"


def test_places_agree_or_stay_null() -> None:
    lisbon = {"address": {"addressLocality": "Lisbon", "addressCountry": {"@type": "Country", "name": "Portugal"}}}
    porto = {"@type": "Place", "address": {"addressLocality": "Porto", "addressCountry": "PT"}}
    record = one({"jobLocation": [lisbon, porto]})
    assert record["location"] == "Lisbon, Portugal; Porto, PT"
    assert (record["city"], record["country"]) == (None, "PT")
    assert one({"jobLocation": "Anywhere"})["location"] == "Anywhere"
    assert one({"jobLocation": {"address": "1 Loom St, Porto"}})["location"] == "1 Loom St, Porto"


def test_telecommute_is_remote_and_names_where_applicants_may_live() -> None:
    area = {"@type": "Country", "name": "Portugal"}
    record = one({"jobLocationType": "TELECOMMUTE", "applicantLocationRequirements": area})
    assert record["is_remote"] is True
    assert (record["location"], record["country"]) == ("Portugal", "PT")


@pytest.mark.parametrize(
    ("organization", "name", "domain"),
    [
        ("Ferrox", "Ferrox", None),
        ({"name": "Ferrox", "sameAs": "https://www.linkedin.com/company/ferrox"}, "Ferrox", None),
        ({"name": "Ferrox", "url": "https://jobs.board.com/employers/ferrox"}, "Ferrox", None),
        ({"name": "Ferrox", "url": "https://board.com/"}, "Ferrox", "board.com"),
        ({"name": "Ferrox", "sameAs": ["https://x.com/f", "https://ferrox.de"]}, "Ferrox", "ferrox.de"),
        ([{"legalName": "Ferrox GmbH"}], "Ferrox GmbH", None),
        ({"name": "UNAVAILABLE"}, None, None),
        ({"name": "Smith &amp; Loom"}, "Smith & Loom", None),
    ],
)
def test_employers_come_in_many_shapes(organization: Any, name: str | None, domain: str | None) -> None:
    record = one({"hiringOrganization": organization})
    assert (record["company_name"], record["company_domain"]) == (name, domain)


@pytest.mark.parametrize(
    ("salary", "expected"),
    [
        ({"currency": "GBP", "value": 50}, (50.0, 50.0)),
        ({"currency": "GBP", "value": {"value": "28,333.20", "unitText": "YEAR"}}, (28333.2, 28333.2)),
        ({"currency": "GBP", "value": {"value": "Competitive"}}, (None, None)),
        ({"currency": "GBP", "value": {"minValue": 0, "maxValue": 0}}, (None, None)),
        ({"currency": "GBP", "value": {"minValue": 10}}, (10.0, None)),
        ("from 20k", (None, None)),
        ([], (None, None)),
    ],
)
def test_only_numbers_are_pay(salary: Any, expected: tuple[float | None, float | None]) -> None:
    record = one({"baseSalary": salary})
    assert (record.get("salary_min"), record.get("salary_max")) == expected


def test_values_of_wrong_type_keep_the_posting() -> None:
    job = {"@type": "JobPosting", "title": "A", "description": {"a": 1}, "datePosted": 5, "validThrough": "soon"}
    job |= {"employmentType": {"x": 1}, "jobLocation": [7, None, [1]], "jobLocationType": "MOON", "identifier": [[]]}
    records, rejections = parse(json.dumps(job), "jsonld")
    assert len(records) == 1
    assert codes(rejections) == ["unknown_value"]


@pytest.mark.parametrize("data", [b"[" * 200_000, b'{"@graph":' * 100_000, b"{'a': 1}"])
def test_bare_data_that_is_not_json_is_refused(data: bytes) -> None:
    with pytest.raises(PayloadError) as caught:
        parse(data, "jsonld")
    assert caught.value.reason_code == "invalid_json"


def test_deep_json_below_the_parsers_limit_is_searched_without_recursion() -> None:
    nested = '{"a":' * 900 + GOOD_BLOCK + "}" * 900
    assert len(parse(job_page(nested), "jsonld")[0]) == 1
