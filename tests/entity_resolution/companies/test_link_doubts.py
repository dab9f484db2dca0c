"""Namesakes: what a posting's company tells of itself against how many companies of its name are registered."""

from __future__ import annotations

from typing import Any

import pytest

from pipeline.entity_resolution.companies.lake_companies import resolve_companies
from pipeline.tables.core import CORE_COMPANY_RECORDS, CORE_JUDGEMENTS

Row = dict[str, Any]


def _record(record_id: str, name: str, kind: str, **more: Any) -> Row:
    base = {"record_id": record_id, "source": "s", "record_kind": kind, "name": name, "clean_name": name}
    return {**base, "name_kind": "employer", **more}


REGISTER = [
    _record("alone", "Fernlow", "registration"),
    _record("shared", "Quillmere", "registration"),
    _record("other", "Quillmere Foods and Sons", "registration"),
    _record("entity", "Pellwick GmbH", "registration", country="DE"),
    _record("entities", "Pellwick Reederei und Hafenbetriebe", "registration", country="DE"),
    _record("sited", "Zephrane", "registration", domain="zephrane.com"),
    _record("sister", "Zephrane Shipping Lines", "registration"),
    _record("addressed", "Tarnbeck.io, Inc.", "registration"),
    _record("translated", "Новые Инструменты", "registration", domain="newtools.pro", country="RU"),
]


def _link(name: str, **more: Any) -> tuple[str, str | None]:
    rows = [*REGISTER, _record("p", name, "posting", **more)]
    links = resolve_companies(CORE_COMPANY_RECORDS.from_rows(rows), CORE_JUDGEMENTS.empty()).links.to_pylist()
    (row,) = [row for row in links if row["record_id"] == "p"]
    return row["decision"], row["candidate_record_id"]


@pytest.mark.parametrize(
    ("name", "domain", "expected"),
    [
        ("Fernlow", None, ("match", "alone")),
        ("Fernlow", "fernlow.com", ("match", "alone")),
        ("Fernlow", "getfernlow.com", ("review", "alone")),
        ("Fernlow", "fernlow.support", ("review", "alone")),
        ("Quillmere", None, ("review", "shared")),
        ("Quillmere", "quillmere.com", ("match", "shared")),
        ("Quillmere", "quillmere.support", ("review", "shared")),
        ("Quillmere Foods and Sons", None, ("match", "other")),
        ("Tarnbeck", None, ("review", "addressed")),
        ("Tarnbeck.io", None, ("match", "addressed")),
        ("Zephrane", None, ("match", "sited")),
        ("Zephrane", "zephrane.com", ("match", "sited")),
    ],
)
def test_namesakes_are_asked_about(name: str, domain: str | None, expected: tuple[str, str]) -> None:
    assert _link(name, domain=domain) == expected


def test_the_site_of_its_own_country_is_plain() -> None:
    assert _link("Quillmere", domain="quillmere.co.uk", country="GB")[0] == "match"
    assert _link("Quillmere", domain="quillmere.co.uk", country="SE")[0] == "review"


def test_a_legal_entity_of_the_country_is_no_namesake() -> None:
    assert _link("Pellwick GmbH", country="DE", domain="joinpellwick.com") == ("match", "entity")
    assert _link("Pellwick", country="DE", domain="joinpellwick.com") == ("review", "entity")


def test_a_domain_spelled_like_a_translation_ties_no_name() -> None:
    assert _link("Novo Tools", country="US")[0] != "match"
