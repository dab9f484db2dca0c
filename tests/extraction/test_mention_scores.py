"""The scores of confidence and of ambiguous names, on labels small enough to count by hand."""

from tests.extraction.mention_scores import ambiguous_scores, calibration_error

LABELS = [
    {"start": 0, "end": 2, "canonical": "Go", "surface": "Go", "polarity": "used"},
    {"start": 9, "end": 14, "canonical": "Swift", "surface": "Swift", "polarity": "used"},
    {"start": 20, "end": 26, "canonical": "Python", "surface": "Python", "polarity": "used"},
]
MENTIONS = [
    {"start": 0, "end": 2, "name": "Go", "surface": "Go", "polarity": "used", "confidence": 0.95},
    {"start": 20, "end": 26, "name": "Python", "surface": "Python", "polarity": "used", "confidence": 0.95},
    {"start": 40, "end": 44, "name": "Chef", "surface": "Chef", "polarity": "used", "confidence": 0.65},
    {"start": 50, "end": 55, "name": "Swift", "surface": "Swift", "polarity": "negated", "confidence": 0.55},
]
AMBIGUOUS = frozenset({"go", "swift", "chef"})


def equal(one: str, other: str) -> bool:
    return one == other


def test_calibration_is_the_weighted_distance_of_confidence_and_truth() -> None:
    assert abs(calibration_error([(LABELS, MENTIONS)], equal) - (2 * 0.05 + 0.65 + 0.55) / 4) < 1e-9


def test_ambiguous_names_count_by_document_and_only_as_evidence() -> None:
    assert ambiguous_scores([(LABELS, MENTIONS)], AMBIGUOUS, equal) == (1 / 2, 1 / 2, 2)
