"""Learn `weights.json` and `choice_trees.json` from labelled files, and say how good it is on folds it has not seen.

    python -m pipeline.entity_resolution.learning.training --registry REGISTRY.csv.gz --mentions MENTIONS.csv.gz \\
        --pairs PAIRS.csv.gz --board-pairs BOARD_PAIRS.csv... --board-pairs-drawn BOARD_PAIRS.csv... \\
        --board-pairs-in-doubt BOARD_PAIRS.csv... --texts POSTINGS.jsonl.gz --output pipeline/entity_resolution/model

REGISTRY: company_id, name, aliases, domain, country, city. MENTIONS: record_id, name, domain, city, country,
true_company_id (empty: not in the registry). PAIRS: left_id, left_name, left_domain, left_city, left_country, right_*,
label (0 or 1). BOARD_PAIRS: left_name, right_name, label (same, related, different, unsure). DUPLICATES: record_id,
name, domain, country, city, cluster_id. TEXTS: gzipped JSON Lines with `description`; what is an ordinary
word there ("flow", "segment") names companies that have nothing in common. Folds are made by company, so no company is
in both parts. This is a tool: no stage calls it.

Without `--duplicates` the shipped weights for duplicates stay: the threshold and what rivals take off
(`deduplication.py`, `rivals.py`) were chosen with them; newer ones do worse until those are chosen anew.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute
import pyarrow.csv
from numpy.typing import NDArray

from pipeline.entity_resolution.comparing.comparisons import compare_records
from pipeline.entity_resolution.comparing.names_alone import BOARD
from pipeline.entity_resolution.deduplicating.deduplication import DedupeParams, candidate_pairs
from pipeline.entity_resolution.deduplicating.pair_scoring import in_name_order
from pipeline.entity_resolution.deduplicating.pairs import pair_levels, without_company
from pipeline.entity_resolution.learning.fitting import fit_pairs, folds_of, held_out, weights_as_json
from pipeline.entity_resolution.learning.linking_training import train_linking
from pipeline.entity_resolution.names.frequencies import Frequencies, count_words
from pipeline.entity_resolution.names.name_forms import name_form
from pipeline.entity_resolution.names.vocabulary import Vocabulary
from pipeline.entity_resolution.names.word_background import FREQUENCIES_NAME
from pipeline.entity_resolution.records.given_records import all_names, record_table, texts
from pipeline.entity_resolution.weighing.choice import FEATURES
from pipeline.entity_resolution.weighing.model_file import FILE_NAME, TREES_NAME, shipped_weights
from pipeline.entity_resolution.weighing.scoring import Weights, pair_probabilities
from pipeline.entity_resolution.weighing.trees import trees_as_json

BACKGROUND_COUNT = 5  # rarer words tell so much already that their exact count changes little
ORDINARY_WEIGHT = 3.0  # 1 to 10 gave the same on held-out folds of board names
# How often a pair of names counts: chosen by hand, drawn at random, drawn where a model was in doubt.
CHOSEN, DRAWN, IN_DOUBT = 4, 2, 1  # on held-out folds of the chosen 4, 2, 2 gave half a point of F1 less; 4, 4, 1 too
BOARD_RIDGE = 20.0  # of 12 to 40 the best F1 on held-out folds, by half a point; average precision hardly differs
# What pairs of registers tell little about, and board names much; likenesses of spelling the other way round.
_FREE = {"remainder": 4.0, "remainder words": 4.0, "letters": 4.0, "shared words": 4.0, "acronym": 2.0}
_NEW = {"legal entities": 1.0, "known initials": 1.0}  # few pairs tell, and all but one the same
BOARD_RIDGES = {**_FREE, **_NEW, **dict.fromkeys(("spelling", "edits", "start", "words"), 40.0)}

_BOARD_COLUMNS = ["left_name", "right_name", "label"]
_IN_RUNNING_TEXT = re.compile(r"(?<![\w.@/-])[a-z]{2,}(?![\w@/-]|\.\w)")  # no names, addresses or parts of words


def main(arguments: list[str] | None = None) -> int:
    """Train on the files named, print a report as JSON, write the weights when asked to."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--registry", required=True)
    parser.add_argument("--mentions", required=True)
    parser.add_argument("--pairs", required=True)
    parser.add_argument("--board-pairs", required=True, nargs="+")
    parser.add_argument(
        "--board-pairs-drawn", default=[], nargs="+", help="drawn at random; each counts half of one chosen by hand"
    )
    parser.add_argument(
        "--board-pairs-in-doubt", default=[], nargs="+", help="drawn where a model was in doubt; each counts a quarter"
    )
    parser.add_argument("--duplicates", help="records with their clusters; without it these weights stay as shipped")
    parser.add_argument("--texts", required=True, help="running text in English")
    parser.add_argument("--output", help="folder to write the model's files to; without it only the report is printed")
    options = parser.parse_args(arguments)
    registry, mentions, pairs = (read_strings(path) for path in (options.registry, options.mentions, options.pairs))
    background = learn_background(texts(registry, "name"))
    ordinary = ordinary_words(read_descriptions(options.texts), background)
    board_background = Frequencies({**background.counts, **ordinary}, background.name_count)
    counted = (
        (options.board_pairs, CHOSEN),
        (options.board_pairs_drawn, DRAWN),
        (options.board_pairs_in_doubt, IN_DOUBT),
    )
    board_pairs = pa.concat_tables([_board_pairs(path, count) for paths, count in counted for path in paths])
    linking, trees, linking_report = train_linking(registry, mentions, background)
    pair_weights, pairs_report = train_pairs(pairs, background)
    board_weights, board_report = train_board_names(board_pairs, pair_weights, board_background)
    duplicate_weights, duplicates_report = (
        train_duplicates(read_strings(options.duplicates), background)
        if options.duplicates
        else (shipped_weights("duplicates"), None)
    )
    reports = {
        "linking": linking_report,
        "pairs": pairs_report,
        "board_names": board_report,
        "duplicates": duplicates_report,
    }
    sys.stdout.write(json.dumps(reports, indent=1) + "\n")
    if options.output:
        weights = {
            **linking,
            "pairs": pair_weights,
            "board_names": board_weights,
            "duplicates": duplicate_weights,
        }
        content = {name: weights_as_json(each) for name, each in weights.items()}
        counts = dict(sorted(background.counts.items()))
        frequencies = {"name_count": background.name_count, "counts": counts, "ordinary": ordinary}
        choice = {"features": FEATURES, **{name: trees_as_json(each) for name, each in trees.items()}}
        for name, value in ((FILE_NAME, content), (TREES_NAME, choice), (FREQUENCIES_NAME, frequencies)):
            text = json.dumps(value, separators=(",", ":")) + "\n"
            (Path(options.output) / name).write_text(text, encoding="utf-8")
    return 0


def read_strings(path: str) -> pa.Table:
    """A CSV file, plain or gzipped, every column as text."""
    with pa.csv.open_csv(path) as reader:
        names = reader.schema.names
    types = {name: pa.string() for name in names}
    return pa.csv.read_csv(path, convert_options=pa.csv.ConvertOptions(column_types=types, strings_can_be_null=False))


def read_descriptions(path: str) -> Iterator[str]:
    """The descriptions of a gzipped JSON Lines file."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)["description"]


def learn_background(names: Iterable[str]) -> Frequencies:
    """Words of at least `BACKGROUND_COUNT` names."""
    listed = [name_form(name).tokens for name in names]
    counts = count_words(listed)
    return Frequencies({word: float(n) for word, n in counts.items() if n >= BACKGROUND_COUNT}, float(len(listed)))


def ordinary_words(running_texts: Iterable[str], background: Frequencies) -> dict[str, float]:
    """Words more usual in texts than in names; each text counts as `ORDINARY_WEIGHT` names."""
    counts = count_words(tuple(_IN_RUNNING_TEXT.findall(text)) for text in running_texts)
    weighted = {word: ORDINARY_WEIGHT * n for word, n in counts.items() if ORDINARY_WEIGHT * n >= BACKGROUND_COUNT}
    return {word: n for word, n in sorted(weighted.items()) if n > background.counts.get(word, 0.0)}


def train_pairs(pairs: pa.Table, background: Frequencies) -> tuple[Weights, dict[str, object]]:
    """Weights learned on all pairs, and figures of models that had not seen the left company."""
    compared = pair_levels(pairs, Vocabulary(background))
    label = np.array([value == "1" for value in texts(pairs, "label")])[compared.left]
    fold = folds_of([key.partition("#")[0] for key in texts(pairs, "left_id")])[compared.left]
    bits = held_out(compared.levels, fold, lambda part: fit_pairs(compared.levels[part], label[part]))
    return fit_pairs(compared.levels, label), _pairs_report(bits, label)


def _board_pairs(path: str, count: int) -> pa.Table:
    table = read_strings(path).select(_BOARD_COLUMNS)
    table = table.append_column("file", pa.array([Path(path).name] * len(table), pa.string()))
    return table.append_column("count", pa.array([count] * len(table)))


def train_board_names(pairs: pa.Table, start: Weights, background: Frequencies) -> tuple[Weights, dict[str, object]]:
    """Weights for names alone, from few pairs (same against the rest): they stay near the weights for pairs.

    The report is of each value of `file` by itself, for files may hold pairs of other difficulty.
    """
    pairs = pairs.filter(pa.compute.not_equal(pairs.column("label"), "unsure"))
    compared = pair_levels(pairs, Vocabulary(background), only_names=True)
    label = np.array([value == "same" for value in texts(pairs, "label")])[compared.left]
    fold = folds_of([name.casefold().split()[0] for name in texts(pairs, "left_name")])[compared.left]

    count = pairs.column("count").to_numpy()[compared.left]

    def fit(part: NDArray[np.bool_]) -> Weights:
        rows = np.repeat(np.flatnonzero(part), count[part])
        return fit_pairs(compared.levels[rows], label[rows], start, BOARD_RIDGE, BOARD, BOARD_RIDGES)

    bits = held_out(compared.levels, fold, fit) - without_company(compared.levels)
    files = np.array(texts(pairs, "file"))[compared.left]
    report: dict[str, object] = {name: _pairs_report(bits[files == name], label[files == name]) for name in set(files)}
    return fit(np.ones(len(label), dtype=bool)), dict(sorted(report.items()))


def train_duplicates(records: pa.Table, background: Frequencies) -> tuple[Weights, dict[str, object]]:
    """Weights for records among themselves, from a collection whose clusters are known."""
    vocabulary = Vocabulary(background)
    table = record_table(records, "record_id", [all_names(name) for name in texts(records, "name")], vocabulary)
    left, right = candidate_pairs(table, vocabulary, DedupeParams().blocking, in_name_order(table))
    compared = compare_records(table, table, left, right, vocabulary)
    clusters = texts(records, "cluster_id")
    cluster = np.array(clusters)
    label = cluster[compared.left] == cluster[compared.right]
    fold = folds_of(clusters)[compared.left]
    bits = held_out(compared.levels, fold, lambda part: fit_pairs(compared.levels[part], label[part]))
    return fit_pairs(compared.levels, label), _pairs_report(bits, label)


def _pairs_report(bits: NDArray[np.float64], label: NDArray[np.bool_]) -> dict[str, object]:
    order = np.argsort(-bits, kind="stable")
    hits, same = np.cumsum(label[order]), max(1, int(label.sum()))
    precision, recall = hits / np.arange(1, len(order) + 1), hits / same
    f1 = 2 * precision * recall / np.maximum(precision + recall, 1e-9)
    at_half = pair_probabilities(bits) >= 0.5
    return {
        "pairs": len(label),
        "f1_at_half": _f1((label & at_half).sum() / max(1, at_half.sum()), (label & at_half).sum() / same),
        "best_f1": round(float(f1.max()), 4),
        "average_precision": round(float((precision * label[order]).sum() / same), 4),
    }


def _f1(precision: float, recall: float) -> float:
    return round(2 * float(precision) * float(recall) / max(float(precision + recall), 1e-9), 4)


if __name__ == "__main__":
    sys.exit(main())
