"""Floors under what was reached on labelled data; skipped where the data are not at hand."""

import csv
import gzip
import re
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from pipeline.entity_resolution.deduplicating.pairs import compare_pairs
from pipeline.entity_resolution.names.board_names import clean_company_name

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
KINDS = DATA / "postings" / "company_kinds_dev.csv"
PAIRS = DATA / "companies" / "pairs_dev.csv.gz"
PAIR_COUNT = 3_000


@pytest.mark.skipif(not KINDS.exists(), reason="labelled company names are not at hand")
def test_board_names_are_read_as_people_read_them() -> None:
    with KINDS.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    found = [clean_company_name(row["company"]) for row in rows]

    def folded(text: str | None) -> str:
        return re.sub(r"\W|_", "", (text or "").casefold())

    kinds = sum(name.kind == row["kind"] for name, row in zip(found, rows, strict=True))
    names = sum(folded(name.clean_name) == folded(row["clean_name"]) for name, row in zip(found, rows, strict=True))
    assert kinds / len(rows) >= 0.94
    assert names / len(rows) >= 0.89


@pytest.mark.skipif(not PAIRS.exists(), reason="labelled company pairs are not at hand")
def test_pairs_are_told_apart() -> None:
    with gzip.open(PAIRS, "rt", encoding="utf-8", newline="") as lines:
        rows = [row for row, _ in zip(csv.DictReader(lines), range(PAIR_COUNT), strict=False)]
    found = compare_pairs(pa.Table.from_pylist(rows))
    says = np.array(found.column("match_probability").to_pylist()) >= 0.5
    truth = np.array([row["label"] == "1" for row in rows])
    precision, recall = (says & truth).sum() / says.sum(), (says & truth).sum() / truth.sum()
    assert 2 * precision * recall / (precision + recall) >= 0.82
