"""Fitting the weights of ambiguous names."""

from pipeline.extraction.extractor import Extractor
from pipeline.extraction.training import Example, fit_weights

EXAMPLES = [Example(["bias", "neighbour"], True)] * 40 + [Example(["bias"], False)] * 40


def test_what_comes_with_technologies_gains_weight() -> None:
    weights = fit_weights(EXAMPLES, {"bias": 0.0, "neighbour": 0.0})
    assert weights["neighbour"] > 1
    assert weights["bias"] < 0


def test_fixed_weights_stay_and_nothing_learned_is_the_prior() -> None:
    assert fit_weights(EXAMPLES, {"bias": -1.5}, fixed={"bias"})["bias"] == -1.5
    assert fit_weights([], {"bias": 0.25}) == {"bias": 0.25}


def test_candidates_come_with_their_features(extractor: Extractor) -> None:
    ((start, end, features),) = extractor.ambiguous_candidates("We like Go and PostgreSQL")
    assert (start, end) == (8, 10)
    assert "strong_neighbour" in features
