"""What candidates say together: how far the best is ahead, and whether any of them is meant."""

import numpy as np

from pipeline.entity_resolution.comparing.comparisons import ComparedPairs
from pipeline.entity_resolution.comparing.standing import RANKING
from pipeline.entity_resolution.linking.registry import rank_candidates
from pipeline.entity_resolution.names.frequencies import Frequencies
from pipeline.entity_resolution.names.vocabulary import Vocabulary
from pipeline.entity_resolution.names.writing_style import STYLES
from pipeline.entity_resolution.records.record_table import RecordTable, make_record_table
from pipeline.entity_resolution.weighing.choice import FEATURES, choice_features, naming_score
from pipeline.entity_resolution.weighing.held_words import held_words
from pipeline.entity_resolution.weighing.model_file import load_model
from pipeline.entity_resolution.weighing.trees import tree_bits


def _table(names: list[str], cities: list[str]) -> RecordTable:
    blank = [""] * len(names)
    vocabulary = Vocabulary(Frequencies({}, 1000.0))
    return make_record_table(
        [f"r{n}" for n in range(len(names))], [[n] for n in names], blank, blank, cities, vocabulary
    )


def _features(bits: list[float], city: str = "", written: str = "Alder Mill") -> dict[str, float]:
    registry = _table(["Alder Mill", "Birch Mill", "Cedar Mill"], ["Wexcombe", "Wexcombe", "Toft"])
    record = _table(["Alder Mill"], [city])
    count = len(bits)
    zeros = np.zeros(count, dtype=np.int32)
    right = np.arange(count, dtype=np.int32)
    pairs = ComparedPairs(zeros, right, zeros, right, *(np.zeros((count, n), dtype=np.int8) for n in (len(RANKING), 2)))
    found = rank_candidates(pairs, np.array(bits), 1)
    rows, features = choice_features(record, [written], registry, found.pairs, found.bits, found.first)
    assert rows.tolist() == [0]
    return dict(zip(FEATURES, features[0].tolist(), strict=True))


def test_the_margin_and_the_close_candidates_are_features() -> None:
    alone, close = _features([5.0]), _features([5.0, 4.8, 3.0])
    assert (alone["ahead"], alone["close"], alone["bits of all"]) == (35.0, 0.0, 5.0)
    assert (close["ahead"], close["close"]) == (0.2, 2.0)
    assert close["bits 2"] == 4.8
    assert close["bits of others"] == round(float(np.log2(2**4.8 + 2**3.0)), 6)


def test_a_town_tells_how_many_companies_it_has() -> None:
    assert [_features([1.0], city)["town"] for city in ("", "Nowhere", "Toft", "Wexcombe")] == [0, 1, 2, 3]


def test_the_way_a_name_is_written_is_a_feature() -> None:
    assert _features([1.0])["style"] == STYLES.index("Each Word With a Capital")
    assert _features([1.0], written="ALDER MILL")["style"] == STYLES.index("in capitals")


def test_words_that_the_candidate_has_are_features() -> None:
    registry = _table(["Birch Mill"], [""])
    names = held_words(registry.names, registry.names, *[np.zeros(1, dtype=np.int32)] * 2)
    assert (names.share.tolist(), names.holds_rarest.tolist(), names.count.tolist()) == ([1.0], [1.0], [2.0])


def test_what_the_trees_say_follows_the_candidates() -> None:
    model = load_model()
    near, far = (np.array([list(_features(bits).values())]) for bits in ([9.0], [-9.0, -9.0, -9.0]))
    for trees in (model.best, model.registered):
        assert tree_bits(near, trees)[0] > tree_bits(far, trees)[0]


def test_a_likely_best_candidate_speaks_for_naming_it() -> None:
    assert naming_score(0.8, 0.5) > naming_score(0.2, 0.5)


def test_records_without_candidates_have_no_features() -> None:
    none = np.zeros(0, dtype=np.int32)
    pairs = ComparedPairs(none, none, none, none, *(np.zeros((0, n), dtype=np.int8) for n in (len(RANKING), 2)))
    found = rank_candidates(pairs, np.zeros(0), 1)
    table = _table(["Alder Mill"], [""])
    rows, features = choice_features(table, [""], table, found.pairs, found.bits, found.first)
    assert len(rows) == 0
    assert features.shape == (0, len(FEATURES))
    assert tree_bits(features, load_model().best).tolist() == []
