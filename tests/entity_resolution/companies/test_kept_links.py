"""Records that changed between two releases: a run that continues gives what the full run gives."""

from __future__ import annotations

import random
from typing import Any

import pytest

from pipeline.entity_resolution.companies.kept_links import kept_links
from pipeline.entity_resolution.companies.lake_companies import resolve_companies
from pipeline.tables.core import CORE_COMPANY_RECORDS, CORE_JUDGEMENTS

Row = dict[str, Any]


def _records(domains: dict[str, str | None], register: str = "Quillmere Ltd") -> list[Row]:
    names = {"a": "Fernlow Payments", "b": "Fernlow", "c": "Fernlow Kitchens", "d": "Tarnbeck", "e": "Tarnbeck Labs"}
    rows = [
        {"record_id": key, "record_kind": "posting", "name": names[key[0]], "domain": domain}
        for key, domain in domains.items()
    ]
    rows.append({"record_id": "g", "record_kind": "registration", "name": register})
    return [{"source": "s", "clean_name": row["name"], "name_kind": "employer", **row} for row in rows]


def test_a_domain_that_a_text_tells_anew_parts_and_joins_as_in_a_full_run() -> None:
    shuffler = random.Random(5)
    choices = [None, "fernlow.com", "tarnbeck.io", "fernlowkitchens.com", "getfernlow.com"]
    ids = [f"{letter}{number}" for letter in "abcde" for number in (1, 2)]
    domains: dict[str, str | None] = dict.fromkeys(ids)
    records = CORE_COMPANY_RECORDS.from_rows(_records(domains))
    before = resolve_companies(records, CORE_JUDGEMENTS.empty())
    for _ in range(25):
        for key in shuffler.sample(ids, 2):
            domains[key] = shuffler.choice(choices)
        now = CORE_COMPANY_RECORDS.from_rows(_records(domains))
        kept = kept_links(before.links, records, now)
        assert kept is not None
        full = resolve_companies(now, CORE_JUDGEMENTS.empty(), previous_companies=before.companies)
        continued = resolve_companies(now, CORE_JUDGEMENTS.empty(), kept, before.companies)
        assert continued.links.equals(full.links)
        records, before = now, full


@pytest.mark.parametrize(("register", "is_kept"), [("Quillmere Ltd", True), ("Quillmere Foods Ltd", False)])
def test_another_register_keeps_no_link(register: str, *, is_kept: bool) -> None:
    before = CORE_COMPANY_RECORDS.from_rows(_records({"a1": None}))
    links = resolve_companies(before, CORE_JUDGEMENTS.empty()).links
    kept = kept_links(links, before, CORE_COMPANY_RECORDS.from_rows(_records({"a1": None}, register)))
    assert (kept is not None) == is_kept
