"""Work spread over processes gives what one process gives."""

import random

import pyarrow as pa
import pytest

from pipeline.entity_resolution import deduplication, distributed_linking, name_reading
from pipeline.entity_resolution.deduplication import dedupe_records
from pipeline.entity_resolution.distributed_linking import resolve_spread
from pipeline.entity_resolution.resolution import ResolutionParams, resolve_records
from pipeline.runners.spread import spread_over

WORDS = ("Brightloom", "Kestrelvale", "Harbor Ridge", "Ossuary", "Thistledown", "Marrowfen", "Quillgate", "Светлица")
KINDS = ("Textiles", "Robotics", "Fund II", "Fund III", "Pickle Works", "Trading", "Energy")
FORMS = ("", " Inc.", " GmbH", " - Careers", " Ltd")


def _records(count: int) -> pa.Table:
    chance = random.Random(5)
    names = [f"{chance.choice(WORDS)} {chance.choice(KINDS)}{chance.choice(FORMS)}" for _ in range(count)]
    domains = [chance.choice(("", "brightloom.com", "kestrelvale.de")) for _ in range(count)]
    return pa.table({"record_id": [f"r{row:04}" for row in range(count)], "name": names, "domain": domains})


def test_clusters_do_not_depend_on_the_number_of_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    records = _records(400)
    expected = dedupe_records(records)
    assert 10 < len(set(expected.column("cluster_id").to_pylist())) < 300
    monkeypatch.setattr(name_reading, "_NAMES_AT_ONCE", 30)
    monkeypatch.setattr(deduplication, "_PAIRS_AT_ONCE", 500)
    told: list[float] = []
    assert dedupe_records(records, progress=told.append, spread=spread_over(2)).equals(expected)
    assert len(told) > 6, "the work was not cut into parts, so it was not spread"
    assert told == sorted(told)
    assert dedupe_records(records, spread=spread_over(1)).equals(expected)


def test_links_do_not_depend_on_the_number_of_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    names = [f"{word} {kind}" for word in WORDS for kind in KINDS]
    registry = pa.table({"company_id": [f"c{row:02}" for row in range(len(names))], "name": names})
    records, params = _records(120), ResolutionParams()
    expected = resolve_records(records, registry, params)
    assert "match" in expected.column("decision").to_pylist()
    monkeypatch.setattr(distributed_linking, "_RECORDS_AT_ONCE", 20)
    told: list[float] = []
    assert resolve_spread(records, registry, params, told.append, spread_over(2)).equals(expected)
    assert len(told) == 7
    assert told == sorted(told)
