"""Which site of those that texts name is a company's own."""

from __future__ import annotations

import time

import pyarrow as pa
import pytest

from pipeline.entity_resolution.companies.told_sites import named_sites, own_site


def _site(name: str, *texts: str) -> str | None:
    count = len(texts)
    columns = {"record_id": ["r"] * count, "company_domain": pa.nulls(count, pa.string()), "description": texts}
    return own_site(name, named_sites(pa.table(columns)).get("r", {}))


@pytest.mark.parametrize(
    ("name", "text", "site"),
    [
        ("Fernlow", "Fernlow | https://fernlow.io | Full time", "fernlow.io"),
        ("Fernlow Inc.", "Apply at www.fernlow.co.uk/jobs, or write.", "fernlow.co.uk"),
        ("Fernlow", "Fernlow (getfernlow.com) | Remote", "getfernlow.com"),
        ("Fernlow Tools", "Fernlow Tools, fernlow.com, is hiring", "fernlow.com"),
        ("Harbor Ridge Insurance", "Harbor Ridge Insurance | hri.com", "hri.com"),
        ("Fernlow", "Fernlow | Remote | We use fernlowgraph.dev and fernlow.com", "fernlow.com"),
        ("Fernlow", "Fernlow is a maker of tools." + " More." * 80 + " We know usefernlow.com.", None),
        ("Boston Harbor Tools", "Boston Harbor Tools, known from boston.com", None),
        ("Fernlow", "Write to jobs@fernlow.com or see example.com/fernlow.com.", None),
        ("Fernlow", "Fernlow.Then we grow. fernlow.notasuffix", None),
        ("Fernlow", "See fernlow.jobs and fernlow.greenhouse.io", None),
        ("Ox", "ox.com", None),
        ("", "fernlow.com", None),
    ],
)
def test_the_site_spelled_like_the_name_or_named_ahead(name: str, text: str, site: str | None) -> None:
    assert _site(name, text) == site


def test_of_several_sites_the_one_named_most_often_counts_in_any_order() -> None:
    texts = ["fernlow.com", "fernlow.org and fernlow.org", "fernlow.net"]
    assert _site("Fernlow", *texts) == _site("Fernlow", *texts[::-1]) == "fernlow.org"


def test_long_texts_of_dots_are_read_in_linear_time() -> None:
    start = time.process_time()
    assert _site("Fernlow", "a." * 200_000, "a-" * 200_000 + ".com", "https://" * 50_000) is None
    assert time.process_time() - start < 2.0
