"""Confidences rise with scores and say how many are right."""

import pytest

from pipeline.extraction.calibration import calibration_error, confidence, fit_knots
from pipeline.extraction.context_rules import load_calibration

KNOTS = ((0.5, 0.6), (0.9, 0.8))


@pytest.mark.parametrize(("score", "expected"), [(0.1, 0.6), (0.5, 0.6), (0.7, 0.7), (0.9, 0.8), (1.0, 0.8)])
def test_confidence_lies_on_the_line(score: float, expected: float) -> None:
    assert confidence(score, KNOTS) == pytest.approx(expected)


def test_fit_says_what_share_is_right() -> None:
    scored = [(0.55, True)] * 60 + [(0.55, False)] * 40 + [(0.999, True)] * 90 + [(0.999, False)] * 10
    fitted = dict(fit_knots(scored))
    assert fitted[0.55] == pytest.approx(0.6, abs=0.02)
    assert fitted[0.999] == pytest.approx(0.9, abs=0.02)


def test_fit_never_falls_and_hardly_moves_on_few_labels() -> None:
    falling = [(0.55, True)] * 50 + [(0.75, False)] * 50
    (only,) = fit_knots(falling)
    assert 0.4 < only[1] < 0.6
    ((_, few),) = fit_knots([(0.75, False)])
    assert few > 0.6


def test_error_is_the_mean_gap() -> None:
    assert calibration_error([(0.8, True)] * 8 + [(0.8, False)] * 2) == pytest.approx(0.0)
    assert calibration_error([(0.9, False)] * 10) == pytest.approx(0.9)


def test_packaged_knots_rise() -> None:
    for knots in load_calibration().values():
        assert sorted(knots, key=lambda knot: knot[1]) == list(knots)
        assert all(0 < value < 1 for _, value in knots)
