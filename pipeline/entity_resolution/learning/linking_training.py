"""Learn the weights for records against a registry, and say how good they are on companies they have not seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from pipeline.entity_resolution.blocking.name_index import BlockingParams
from pipeline.entity_resolution.comparing.comparisons import COMPARISONS, ComparedPairs, compare_records
from pipeline.entity_resolution.comparing.standing import RANKING, with_standing
from pipeline.entity_resolution.learning.boosting import fit_trees
from pipeline.entity_resolution.learning.fitting import FOLDS, Comparisons, fit_choices, folds_of, held_out
from pipeline.entity_resolution.learning.left_out_names import left_out_names
from pipeline.entity_resolution.linking.registry import Registry, rank_candidates
from pipeline.entity_resolution.names.frequencies import Frequencies
from pipeline.entity_resolution.records.given_records import all_names, record_table, texts
from pipeline.entity_resolution.records.record_table import RecordTable
from pipeline.entity_resolution.weighing.choice import choice_features, naming_score
from pipeline.entity_resolution.weighing.scoring import Weights, pair_probabilities
from pipeline.entity_resolution.weighing.trees import Trees, tree_bits

PRECISIONS = (0.95, 0.97, 0.99)

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class _Labelled:
    """Mentions with their compared candidates; `fold` is the company's, so no company is in two folds."""

    records: RecordTable
    written: list[str]
    registry: RecordTable
    pairs: ComparedPairs
    truth: NDArray[np.int64]
    fold: NDArray[np.int64]

    @property
    def is_right(self) -> Flags:
        return np.asarray(self.truth[self.pairs.left] == self.pairs.right)


def train_linking(
    registry: pa.Table, mentions: pa.Table, background: Frequencies
) -> tuple[dict[str, Weights], dict[str, Trees], dict[str, object]]:
    """Weights linking and ranking, trees best and registered, and figures for companies not seen.

    Ranking is also learned from the registry's own names (`left_out_names.py`).
    """
    labelled = _labelled(registry, mentions, background)
    everything = np.ones(len(labelled.is_right), dtype=bool)
    ranked = _joined(
        [labelled, *(_labelled(each.registry, each.mentions, background) for each in left_out_names(registry))]
    )
    bits = held_out(ranked.levels, ranked.fold, lambda part: _fit(ranked, part, RANKING))[: len(everything)]
    choices = _choices(labelled, bits)
    fold = labelled.fold[choices.rows]
    best = _held_out_trees(choices.features, choices.is_right, fold)
    registered = _held_out_trees(choices.features, choices.is_known, fold)
    weights = {
        "linking": _fit(_joined([labelled]), everything, COMPARISONS),
        "ranking": _fit(ranked, np.ones(len(ranked.is_right), dtype=bool), RANKING),
    }
    trees = {
        "best": fit_trees(choices.features, choices.is_right),
        "registered": fit_trees(choices.features, choices.is_known),
    }
    return weights, trees, _report(labelled, choices, best, registered)


def _labelled(registry: pa.Table, mentions: pa.Table, background: Frequencies) -> _Labelled:
    ready = Registry.from_arrow(registry, BlockingParams(), background)
    names = [all_names(name) for name in texts(mentions, "name")]
    table = record_table(mentions, "record_id", names, ready.vocabulary)
    left, right = ready.index.candidates(table)
    row_of = {company: row for row, company in enumerate(ready.table.ids)}
    companies = texts(mentions, "true_company_id")
    keys = [company or record for company, record in zip(companies, texts(mentions, "record_id"), strict=True)]
    return _Labelled(
        table,
        texts(mentions, "name"),
        ready.table,
        with_standing(compare_records(table, ready.table, left, right, ready.vocabulary), table, ready.table),
        np.array([row_of.get(company, -1) for company in companies]),
        folds_of(keys),
    )


@dataclass(frozen=True, slots=True)
class _Choices:
    """Records with candidates: their rows and features, whether the best is right, whether any company is."""

    rows: NDArray[np.int64]
    features: Floats
    is_right: Flags
    is_known: Flags


def _choices(labelled: _Labelled, bits: Floats) -> _Choices:
    found = rank_candidates(labelled.pairs, bits, len(labelled.records))
    rows, features = choice_features(
        labelled.records, labelled.written, labelled.registry, found.pairs, found.bits, found.first
    )
    best = found.pairs.right[found.first[rows]]
    return _Choices(rows, features, labelled.truth[rows] == best, labelled.truth[rows] >= 0)


@dataclass(frozen=True, slots=True)
class _Candidates:
    """Candidates of all mentions to learn from: levels of `RANKING`, number of the mention, fold of its company."""

    levels: NDArray[np.int8]
    left: NDArray[np.int32]
    is_right: Flags
    fold: NDArray[np.int64]


def _joined(parts: Sequence[_Labelled]) -> _Candidates:
    offsets = np.cumsum([0, *(len(part.truth) for part in parts)])
    return _Candidates(
        np.concatenate([part.pairs.levels for part in parts]),
        np.concatenate([part.pairs.left + np.int32(offset) for part, offset in zip(parts, offsets, strict=False)]),
        np.concatenate([part.is_right for part in parts]),
        np.concatenate([part.fold[part.pairs.left] for part in parts]),
    )


def _fit(candidates: _Candidates, part: Flags, comparisons: Comparisons) -> Weights:
    levels = candidates.levels[part][:, : len(comparisons)]
    return fit_choices(levels, candidates.left[part], candidates.is_right[part], comparisons)


def _held_out_trees(features: Floats, is_true: Flags, fold: NDArray[np.int64]) -> Floats:
    """Bits of each row by trees learned without its fold."""
    bits = np.zeros(len(fold))
    for number in range(FOLDS):
        learned = fit_trees(features[fold != number], is_true[fold != number])
        bits[fold == number] = tree_bits(features[fold == number], learned)
    return bits


def _report(labelled: _Labelled, choices: _Choices, best: Floats, registered: Floats) -> dict[str, object]:
    known = int((labelled.truth >= 0).sum())
    return {
        "mentions": len(labelled.truth),
        "blocking_recall": round(float(labelled.is_right.sum()) / known, 4),
        "top_1": round(float(choices.is_right.sum()) / known, 4),
        "calibration_error": _calibration_error(pair_probabilities(best), choices.is_right),
        **_at_precisions(pair_probabilities(best), choices.is_right, known),
        "no_match": _no_match(pair_probabilities(best), pair_probabilities(registered), labelled.truth, choices),
    }


def _at_precisions(probability: Floats, right: Flags, known: int) -> dict[str, object]:
    ranked = np.argsort(-probability, kind="stable")
    hits = np.cumsum(right[ranked])
    precision = hits / np.arange(1, len(ranked) + 1)
    report: dict[str, object] = {}
    for wanted in PRECISIONS:
        reached = np.flatnonzero(precision >= wanted)
        if len(reached):
            threshold, recall = float(probability[ranked[reached[-1]]]), float(hits[reached[-1]]) / known
            report[f"at_precision_{wanted}"] = {"threshold": round(threshold, 3), "recall": round(recall, 4)}
    return report


def _no_match(best: Floats, registered: Floats, truth: NDArray[np.int64], choices: _Choices) -> dict[str, float]:
    """The threshold under which "no registered company" has its best F1; records without candidates are such."""
    none = int((truth < 0).sum())
    without = np.setdiff1d(np.arange(len(truth)), choices.rows)
    found = []
    for threshold in np.arange(0.3, 1.2, 0.01):
        said = naming_score(best, registered) < threshold
        count = int(said.sum()) + len(without)
        right = int((said & ~choices.is_known).sum()) + int((truth[without] < 0).sum())
        f1 = 2 * right / max(count + none, 1)
        kept = float((choices.is_right & ~said).sum()) / max(1, int((truth >= 0).sum()))
        found.append((round(f1, 4), round(float(threshold), 2), round(kept, 4)))
    f1, threshold, kept = max(found)
    return {"f1": f1, "threshold": threshold, "guess": kept}


def _calibration_error(probability: Floats, right: Flags) -> float:
    place = np.minimum((probability * 10).astype(int), 9)
    gaps = [abs(float((probability - right)[place == number].sum())) for number in range(10)]
    return round(sum(gaps) / max(1, len(right)), 4)
