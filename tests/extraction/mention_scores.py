"""How far confidence can be believed, and how well ambiguous names are told, on a labelled set.

    stacktrail extract gold_dev.jsonl -o predicted.jsonl
    python -m tests.extraction.mention_scores gold_dev.jsonl predicted.jsonl

Calibration error: over ten bins of confidence, the mean distance between the mean confidence of a bin and the share of
its mentions that overlap a label of the same technology, weighted by the mentions. Ambiguous names: as the scorers'
figure by document, for technologies written with a surface of `ambiguous.csv` alone. Names are compared as scorers do.
"""

from __future__ import annotations

import csv
import json
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any  # decoded JSON

SHARED = Path(__file__).resolve().parents[3] / "shared"
EVIDENCE = ("used", "alternative")
Same = Callable[[str, str], bool]
Document = tuple[list[dict[str, Any]], list[dict[str, Any]]]


def calibration_error(documents: Iterable[Document], same: Same) -> float:
    """Mean distance of confidence and share of right mentions, 0 to 1; documents are (labels, mentions)."""
    bins: defaultdict[int, list[tuple[float, bool]]] = defaultdict(list)
    for labels, mentions in documents:
        for mention in mentions:
            confidence = mention["confidence"]
            bins[min(9, int(confidence * 10))].append((confidence, is_right(mention, labels, same)))
    total = sum(map(len, bins.values()))
    return sum(abs(sum(c for c, _ in found) - sum(right for _, right in found)) for found in bins.values()) / total


def is_right(mention: dict[str, Any], labels: list[dict[str, Any]], same: Same) -> bool:
    """Whether a label of the same technology overlaps the mention."""
    return any(
        label["start"] < mention["end"]
        and mention["start"] < label["end"]
        and same(label["canonical"], mention["name"])
        for label in labels
    )


def ambiguous_scores(documents: Iterable[Document], surfaces: frozenset[str], same: Same) -> tuple[float, float, int]:
    """Precision and recall by document of technologies written with one of the surfaces, and how many were wanted."""
    right = said = hit = wanted = 0
    for labels, mentions in documents:
        gold, found = evidence_names(labels, "canonical"), evidence_names(mentions, "name")
        for name, written in distinct(found, same):
            if written & surfaces:
                said += 1
                right += any(same(name, other) for other, _ in gold)
        for name, written in distinct(gold, same):
            if written & surfaces:
                wanted += 1
                hit += any(same(name, other) for other, _ in found)
    return right / max(said, 1), hit / max(wanted, 1), wanted


def evidence_names(rows: list[dict[str, Any]], column: str) -> list[tuple[str, str]]:
    """Name and case-folded surface of what counts as evidence."""
    return [(row[column], row["surface"].casefold()) for row in rows if row["polarity"] in EVIDENCE]


def distinct(names: list[tuple[str, str]], same: Same) -> Iterator[tuple[str, set[str]]]:
    """Each technology once, with its surfaces."""
    left = names
    while left:
        name = left[0][0]
        yield name, {written for other, written in left if same(name, other)}
        left = [entry for entry in left if not same(name, entry[0])]


def read_documents(gold: str, predicted: str) -> list[Document]:
    """(labels, mentions) of each labelled document."""
    lines = [json.loads(line) for line in Path(predicted).read_text(encoding="utf-8").splitlines() if line]
    mentions = {row["id"]: row["mentions"] for row in lines}
    labelled = (json.loads(line) for line in Path(gold).read_text(encoding="utf-8").splitlines() if line)
    return [(row["labels"], mentions[row["id"]]) for row in labelled]


def main(gold: str, predicted: str) -> None:
    """Print the figures."""
    sys.path.insert(0, str(SHARED / "score"))
    from names import load_equivalents, same  # type: ignore[import-not-found]

    technologies = SHARED / "data" / "technologies"
    table = load_equivalents(str(technologies / "catalogue_facts.csv.gz"))
    with (technologies / "ambiguous.csv").open(encoding="utf-8", newline="") as rows:
        surfaces = frozenset(row["name"].casefold() for row in csv.DictReader(rows))
    documents = read_documents(gold, predicted)
    precision, recall, wanted = ambiguous_scores(documents, surfaces, lambda one, other: same(one, other, table))
    error = calibration_error(documents, lambda one, other: same(one, other, table))
    print(f"calibration error {error:.3f}")
    print(f"ambiguous names, {wanted} labels: precision {precision:.3f}, recall {recall:.3f}")


if __name__ == "__main__":
    main(*sys.argv[1:])
