"""Fit `calibration.csv` on labelled postings, and say what cross-validation finds.

    python -m tests.extraction.train_confidence ../shared/data/postings/gold_dev.jsonl ... [--write]

Files are in the form of `labelled_postings`; the postings labelled here as `tuned` are always added. Five parts, split
by posting: each is judged by what the other four taught. `held_out` is judged by what all taught.
"""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pipeline.extraction
from pipeline.extraction.ambiguity import probability
from pipeline.extraction.calibration import Knots, calibration_error, confidence, fit_knots
from pipeline.extraction.company_names import fold_name
from pipeline.extraction.context_rules import load_weights
from pipeline.extraction.extractor import Extractor
from pipeline.extraction.training import Example
from pipeline.normalization.catalogue_files import load_catalogue
from tests.extraction.labelled_postings import labelled_postings

FOLDER = Path(pipeline.extraction.__file__).parent
PARTS = 5
ACCEPT_AT = 0.5
WEIGHTS = load_weights()

Posting = tuple[list[Example], list[bool]]
"""The ambiguous candidates of a posting, and for each mention of a certain name whether a label says the same."""


def judged(row: dict[str, Any], extractor: Extractor, technology_ids: dict[str, str]) -> Posting:
    labels = row["labels"]

    def named(start: int, end: int) -> list[str]:
        return [label["canonical"] for label in labels if start < label["end"] and label["start"] < end]

    text, title, company = row["description"], row["title"], row["company"]
    examples = [
        Example(features, bool(named(start, end)))
        for start, end, features in extractor.ambiguous_candidates(text, title, company)
    ]
    certain = [
        mention.technology_id in {technology_ids.get(fold_name(name)) for name in named(mention.start, mention.end)}
        for mention in extractor.mentions(text, title, company)
        if mention.method == "dictionary"
    ]
    return examples, certain


def train(postings: Sequence[Posting]) -> dict[str, Knots]:
    scored = [pair for pair in scores(postings) if pair[0] >= ACCEPT_AT]
    certain = [(1.0, is_right) for _, rights in postings for is_right in rights]
    return {"context": fit_knots(scored), "dictionary": fit_knots(certain)}


def scores(postings: Sequence[Posting]) -> list[tuple[float, bool]]:
    return [(probability(e.features, WEIGHTS), e.is_technology) for examples, _ in postings for e in examples]


def report(title: str, postings: Sequence[Posting], knots: dict[str, Knots]) -> str:
    scored = scores(postings)
    said = [(confidence(score, knots["context"]), right) for score, right in scored if score >= ACCEPT_AT]
    certain = [(confidence(1.0, knots["dictionary"]), right) for _, rights in postings for right in rights]
    right, labelled = sum(is_right for _, is_right in said), sum(is_right for _, is_right in scored)
    return (
        f"{title}: ambiguous names {len(scored)}, precision {right / max(1, len(said)):.3f}, recall "
        f"{right / max(1, labelled):.3f}; calibration error {calibration_error(said + certain):.3f} "
        f"(ambiguous names alone {calibration_error(said):.3f})"
    )


def main(paths: Sequence[str], is_writing: bool) -> None:
    catalogue = load_catalogue()
    extractor = Extractor(catalogue)
    technology_ids = {fold_name(alias.surface): alias.technology_id for alias in catalogue.aliases}
    rows = [json.loads(line) for path in paths for line in Path(path).read_text(encoding="utf-8").splitlines()]
    rows += list(labelled_postings("tuned"))
    postings = [judged(row, extractor, technology_ids) for row in sorted(rows, key=lambda row: str(row["id"])[::-1])]
    for part in range(PARTS):
        others = [posting for index, posting in enumerate(postings) if index % PARTS != part]
        print(report(f"part {part + 1} of {PARTS}", postings[part::PARTS], train(others)))
    knots = train(postings)
    print(report("held out", [judged(row, extractor, technology_ids) for row in labelled_postings("held_out")], knots))
    if is_writing:
        rows_of_knots = [(method, *knot) for method in sorted(knots) for knot in knots[method]]
        write("calibration.csv", ("method", "score", "confidence"), rows_of_knots)


def write(name: str, header: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    with (FOLDER / name).open("w", encoding="utf-8", newline="") as out:
        csv.writer(out, lineterminator="\n").writerows([header, *rows])


if __name__ == "__main__":
    arguments = sys.argv[1:]
    main([argument for argument in arguments if argument != "--write"], "--write" in arguments)
