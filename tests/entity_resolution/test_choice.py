"""What candidates say together: how far the best is ahead, and whether any of them is meant."""

import numpy as np

from pipeline.entity_resolution.choice import CHOICE, choice_levels
from pipeline.entity_resolution.comparisons import COMPARISONS, ComparedPairs
from pipeline.entity_resolution.frequencies import Frequencies
from pipeline.entity_resolution.model_file import load_model
from pipeline.entity_resolution.record_table import RecordTable, make_record_table
from pipeline.entity_resolution.registry import rank_candidates
from pipeline.entity_resolution.scoring import match_weights
from pipeline.entity_resolution.vocabulary import Vocabulary


def _table(names: list[str], cities: list[str]) -> RecordTable:
    blank = [""] * len(names)
    vocabulary = Vocabulary(Frequencies({}, 1000.0))
    return make_record_table(
        [f"r{n}" for n in range(len(names))], [[n] for n in names], blank, blank, cities, vocabulary
    )


def _levels(bits: list[float], city: str = "", written: str = "Alder Mill") -> dict[str, str]:
    registry = _table(["Alder Mill", "Birch Mill", "Cedar Mill"], ["Wexcombe", "Wexcombe", "Toft"])
    record = _table(["Alder Mill"], [city])
    count = len(bits)
    zeros = np.zeros(count, dtype=np.int32)
    right = np.arange(count, dtype=np.int32)
    pairs = ComparedPairs(zeros, right, zeros, right, np.zeros((count, len(COMPARISONS)), dtype=np.int8))
    found = rank_candidates(pairs, np.array(bits), 1)
    rows, levels = choice_levels(record, [written], registry, found.pairs, found.bits, found.first)
    assert rows.tolist() == [0]
    return {name: texts[levels[0, column]] for column, (name, texts) in enumerate(CHOICE.items())}


def test_the_margin_and_the_close_candidates_are_compared() -> None:
    alone, close = _levels([5.0]), _levels([5.0, 4.8, 3.0])
    assert (alone["ahead"], alone["close candidates"]) == ("14 bits and more", "none")
    assert (close["ahead"], close["close candidates"]) == ("under 0.5 bits", "2")


def test_a_town_tells_how_many_companies_it_has() -> None:
    assert _levels([1.0], "Wexcombe")["town"].startswith("2 to 6 registered there")
    assert _levels([1.0], "Nowhere")["town"].startswith("under 1 registered there")
    assert _levels([1.0])["town"].startswith("no city known")


def test_the_way_a_name_is_written_is_compared() -> None:
    assert _levels([1.0])["written"] == "Each Word With a Capital; no legal form"
    assert _levels([1.0], written="ALDER MILL")["written"] == "in capitals; no legal form"


def test_a_lead_makes_the_best_candidate_likelier() -> None:
    weights = load_model().best
    ahead = weights.levels["ahead"]
    assert ahead[-1] > ahead[0]
    assert len(match_weights(np.zeros((1, len(CHOICE)), dtype=np.int8), weights)) == 1


def test_records_without_candidates_have_no_levels() -> None:
    none = np.zeros(0, dtype=np.int32)
    pairs = ComparedPairs(none, none, none, none, np.zeros((0, len(COMPARISONS)), dtype=np.int8))
    found = rank_candidates(pairs, np.zeros(0), 1)
    table = _table(["Alder Mill"], [""])
    rows, levels = choice_levels(table, [""], table, found.pairs, found.bits, found.first)
    assert len(rows) == 0
    assert levels.shape == (0, len(CHOICE))
