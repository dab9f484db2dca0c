"""Floors under what was reached on postings labelled by reading; skipped where their texts are not at hand."""

import pytest

from pipeline.extraction.extractor import Extractor
from tests.extraction.labelled_postings import POSTINGS, labelled_postings

EVIDENCE = ("used", "alternative")


@pytest.mark.skipif(not POSTINGS.exists(), reason="the development postings are not at hand")
@pytest.mark.parametrize(
    ("part", "precision", "recall"), [("tuned", 0.93, 0.88), ("held_out", 0.93, 0.88), ("blind_names", 0.93, 0.93)]
)
def test_technologies_of_a_posting(extractor: Extractor, part: str, precision: float, recall: float) -> None:
    right = found = labelled = 0
    for row in labelled_postings(part):
        mentions = extractor.mentions(row["description"], row["title"], row["company"])
        said = {mention.name for mention in mentions if mention.polarity in EVIDENCE}
        truth = {label["canonical"] for label in row["labels"] if label["polarity"] in EVIDENCE}
        right, found, labelled = right + len(said & truth), found + len(said), labelled + len(truth)
    print(f"{part}: precision {right / found:.3f}, recall {right / labelled:.3f} of {labelled} names")
    assert right / found >= precision
    assert right / labelled >= recall
