"""What bad records cost: processor time as a ratio between two sizes, memory as a limit."""

from __future__ import annotations

import time
import tracemalloc
from collections.abc import Callable

import pyarrow as pa
import pytest

from pipeline.entity_resolution.deduplicating.deduplication import dedupe_records
from pipeline.entity_resolution.linking.resolution import resolve_records
from pipeline.entity_resolution.names.board_names import clean_company_name
from pipeline.entity_resolution.names.name_forms import name_form
from pipeline.entity_resolution.names.name_variants import name_variants
from pipeline.entity_resolution.names.translations import in_english

MEGABYTE = 1_000_000
PIECES = (
    "(",
    ")",
    "a.",
    "formerly ",
    "d/b/a ",
    " - ",
    "|",
    "大学",
    "Universität ",
    "I ",
    "é",
    "@ ",
    "GmbH & Co. ",
    "()",
)
READERS = (name_form, name_variants, clean_company_name, in_english)


def _processor_seconds(work: Callable[[], object]) -> float:
    """The least of three runs."""
    spent = []
    for _ in range(3):
        start = time.process_time()
        work()
        spent.append(time.process_time() - start)
    return min(spent)


def _peak_bytes(work: Callable[[], object]) -> int:
    tracemalloc.start()
    try:
        work()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.__name__)
def test_long_names_cost_no_more_than_their_length(reader: Callable[[str], object]) -> None:
    def read(length: int) -> float:
        names = [(piece * length)[:length] for piece in PIECES]
        return _processor_seconds(lambda: [reader.__wrapped__(name) for name in names])  # type: ignore[attr-defined]

    read(100)
    assert read(80_000) < 40 * read(8_000) + 0.05


def _alike(count: int) -> pa.Table:
    return pa.table({"record_id": [f"r{n:06}" for n in range(count)], "name": ["Brightloom Textiles"] * count})


def test_identical_names_cost_time_in_proportion() -> None:
    dedupe_records(_alike(10))
    small, large = (_processor_seconds(lambda n=count: dedupe_records(_alike(n))) for count in (5_000, 50_000))  # type: ignore[misc]
    assert large < 30 * small


def test_fifty_thousand_identical_names_fit_in_memory() -> None:
    records = _alike(50_000)
    assert _peak_bytes(lambda: dedupe_records(records)) < 100 * MEGABYTE


def test_a_crowded_block_costs_time_in_proportion() -> None:
    """Names that share their one telling word: without a cap, ten times the names were a hundred times the work."""

    def crowd(count: int) -> pa.Table:
        return pa.table(
            {"record_id": [f"r{n:05}" for n in range(count)], "name": [f"Brightloom {n}" for n in range(count)]}
        )

    dedupe_records(crowd(10))
    small, large = (_processor_seconds(lambda n=count: dedupe_records(crowd(n))) for count in (150, 1_500))  # type: ignore[misc]
    assert large < 40 * small


def test_a_registry_of_repeated_ids_costs_time_in_proportion() -> None:
    records = pa.table({"record_id": ["r"], "name": ["Brightloom"]})

    def registry(count: int) -> pa.Table:
        return pa.table({"company_id": ["c"] * count, "name": [f"Brightloom {n}" for n in range(count)]})

    resolve_records(records, registry(10))
    small, large = (_processor_seconds(lambda n=count: resolve_records(records, registry(n))) for count in (300, 3_000))  # type: ignore[misc]
    assert large < 40 * small + 0.05
