"""Values read from development postings against labels made by reading them.

    python -m tests.sources.labelled_values

`tuned` was looked at while rules were made; `held_out` was labelled afterwards, and its figures in docs/accuracy.md are
those from before anything was changed for it. Labels hold values only, the texts stay with the development data.
"""

from __future__ import annotations

import csv
import gzip
import json
from collections.abc import Iterator
from pathlib import Path

from pipeline.sources.locations import read_location
from pipeline.sources.pay_prose import read_stated_pay

LABELS = Path(__file__).parent / "labels"
POSTINGS = Path(__file__).resolve().parents[3] / "shared" / "data" / "postings" / "postings_dev.jsonl.gz"


def labels(name: str, half: str) -> list[dict[str, str]]:
    """The rows of a label file that belong to a half."""
    with (LABELS / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        return [row for row in csv.DictReader(stream) if row["half"] == half]


def postings_by_id(ids: set[str]) -> dict[str, dict[str, str]]:
    """Development postings with these ids."""
    with gzip.open(POSTINGS, "rt", encoding="utf-8") as lines:
        return {row["id"]: row for row in map(json.loads, lines) if row["id"] in ids}


def stated_pay(half: str) -> tuple[float, float]:
    """(precision, recall) of pay read from descriptions: low, high, currency and period right.

    A labelled posting stands for `weight` postings of its kind (pay was found in it or not), by which it counts.
    """
    rows = labels("stated_pay", half)
    postings = postings_by_id({row["posting_id"] for row in rows})
    right = said = true = 0.0
    for row in rows:
        posting, weight = postings[row["posting_id"]], float(row["weight"])
        found = read_stated_pay(posting["description"], read_location(posting["location"]).country)
        expected = tuple(float(row[name]) if row[name] else None for name in ("low", "high"))
        read = (found.low, found.high) if found else (None, None)
        period, currency = (found.period, found.currency or "") if found else ("", "")
        said += weight * (found is not None)
        true += weight * bool(row["period"])
        is_right = found is not None and (*read, period, currency) == (*expected, row["period"], row["currency"])
        right += weight * is_right
    return right / said, right / true


def _report() -> Iterator[str]:
    for half in ("tuned", "held_out"):
        precision, recall = stated_pay(half)
        yield f"{half}: stated pay, precision {precision:.3f}, recall {recall:.3f}"


if __name__ == "__main__":
    print("\n".join(_report()))
