from __future__ import annotations

import pytest

from pipeline.sources.employment_types import EMPLOYMENT_TYPES, employment_type
from tests.sources.labelled_values import labels

LABELLED = [*labels("employment_types", "tuned"), *labels("employment_types", "held_out")]


@pytest.mark.parametrize("row", LABELLED, ids=lambda row: row["text"])
def test_an_employment_type_is_told_by_its_words(row: dict[str, str]) -> None:
    assert (employment_type(row["text"]) or "") == row["type"]


def test_names_of_schema_org_are_types() -> None:
    assert [employment_type(name) for name in EMPLOYMENT_TYPES] == list(EMPLOYMENT_TYPES)
