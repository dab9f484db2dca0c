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

from pipeline.sources.employment_types import employment_type
from pipeline.sources.languages import language_of
from pipeline.sources.locations import Location, read_location
from pipeline.sources.pay_prose import read_stated_pay

LABELS = Path(__file__).parent / "labels"
BOOLEANS = {"true": True, "false": False, "": None}
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


def places(half: str) -> tuple[float, float]:
    """(share of locations of which city, region, country and remote are right, share that names something wrong).

    What is left null counts as not right, but not as wrong.
    """
    rows = labels("locations", half)
    pairs = [(read_location(row["location"]), _place(row)) for row in rows]
    names = ("city", "region", "country", "is_remote")
    wrong = [
        any(getattr(found, name) not in (None, getattr(expected, name)) for name in names) for found, expected in pairs
    ]
    return sum(found == expected for found, expected in pairs) / len(rows), sum(wrong) / len(rows)


def _place(row: dict[str, str]) -> Location:
    return Location(row["city"] or None, row["region"] or None, row["country"] or None, BOOLEANS[row["is_remote"]])


def employment_types(half: str) -> float:
    """The share of employment types read as labelled."""
    rows = labels("employment_types", half)
    return sum((employment_type(row["text"]) or "") == row["type"] for row in rows) / len(rows)


def languages(half: str) -> tuple[float, float]:
    """(share of the languages told that are right, share of texts of which one is told)."""
    rows = labels("languages", half)
    postings = postings_by_id({row["posting_id"] for row in rows})
    told = [(language_of(postings[row["posting_id"]]["description"]), row["language"]) for row in rows]
    known = [found == expected for found, expected in told if found is not None]
    return sum(known) / len(known), len(known) / len(rows)


def _report() -> Iterator[str]:
    for half in ("tuned", "held_out"):
        precision, recall = stated_pay(half)
        right, wrong = places(half)
        yield f"{half}: stated pay, precision {precision:.3f}, recall {recall:.3f}"
        yield f"{half}: locations right {right:.3f}, wrong in something {wrong:.3f}"
        yield f"{half}: employment types right {employment_types(half):.3f}"
    precision, share = languages("held_out")
    yield f"held_out: languages right {precision:.3f} where told, told {share:.3f}"


if __name__ == "__main__":
    print("\n".join(_report()))
