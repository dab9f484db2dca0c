"""Splink on DuckDB: `python -m tests.benchmarks.peers.splink_peer link REGISTRY MENTIONS OUT`, or `dedupe RECORDS OUT`.

Blocked by cleaned name, domain, first six letters and the two rarest words; a name comparison of nine levels, domain
with term frequencies, country and city; u from five million random pairs, m by expectation maximisation on three
blocks. It did better without term frequencies on whole names, and with true matches among the random pairs taken out
of u.
"""

from __future__ import annotations

import logging
import sys

import pandas as pd
import splink.comparison_level_library as cll
import splink.comparison_library as cl
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

from tests.benchmarks.peers.peer_names import clean, count_words, read, with_keys

_LEAST_M = 0.005
_RULE_RECALL = 0.4
_MOST_OFF = 20
_CLUSTER_PROBABILITY = 0.5
_COLUMNS = ["unique_id", "name", "domain", "country", "city"]

_NAME = cl.CustomComparison(
    output_column_name="name",
    comparison_levels=[
        cll.NullLevel("name"),
        cll.ExactMatchLevel("name"),
        cll.CustomLevel("in_order_l = in_order_r", "same words"),
        cll.CustomLevel(
            "damerau_levenshtein(name_l, name_r) <= 1 or jaro_winkler_similarity(name_l, name_r) >= 0.97", "one edit"
        ),
        cll.CustomLevel("list_has_all(words_l, words_r) or list_has_all(words_r, words_l)", "words within"),
        cll.CustomLevel("jaro_winkler_similarity(name_l, name_r) >= 0.92", "0.92"),
        cll.CustomLevel("jaro_winkler_similarity(name_l, name_r) >= 0.88", "0.88"),
        cll.CustomLevel("jaro_winkler_similarity(in_order_l, in_order_r) >= 0.88", "0.88 in order"),
        cll.CustomLevel("jaro_winkler_similarity(name_l, name_r) >= 0.8", "0.8"),
        cll.ElseLevel(),
    ],
)


def trained(tables: list[pd.DataFrame], link_type: str) -> Linker:
    """A linker of these tables with its parameters estimated."""
    settings = SettingsCreator(
        link_type=link_type,
        comparisons=[
            _NAME,
            cl.ExactMatch("domain").configure(term_frequency_adjustments=True),
            cl.ExactMatch("country"),
            cl.JaroWinklerAtThresholds("city", [0.9]),
        ],
        blocking_rules_to_generate_predictions=[
            block_on("name"),
            block_on("domain"),
            block_on("start"),
            block_on("rare", arrays_to_explode=["rare"]),
        ],
        retain_intermediate_calculation_columns=False,
        retain_matching_columns=False,
    )
    linker = Linker(tables, settings, DuckDBAPI())
    linker.training.estimate_probability_two_random_records_match(["l.name = r.name"], recall=_RULE_RECALL)
    linker.training.estimate_u_using_random_sampling(max_pairs=5e6, seed=1)
    for column in ("name", "domain", "start"):
        linker.training.estimate_parameters_using_expectation_maximisation(block_on(column))
    _corrected(linker)
    return linker


def _corrected(linker: Linker) -> None:
    """Take true matches out of the random pairs that u comes from, and give m a floor; there is no public way."""
    settings = linker._settings_obj
    matching = settings._probability_two_random_records_match
    for comparison in settings.comparisons:
        for level in comparison.comparison_levels:
            if not level.is_null_level:
                level.m_probability = max(level.m_probability or 0.0, _LEAST_M)
                level.u_probability = max(
                    level.u_probability - matching * level.m_probability, level.u_probability / _MOST_OFF
                )


def prepared(path: str, id_column: str) -> pd.DataFrame:
    """Rows of a file with cleaned names."""
    rows = read(path).rename(columns={id_column: "unique_id"})[_COLUMNS]
    return rows.assign(name=[clean(name) for name in rows["name"]])


def link(registry: str, mentions: str, out: str) -> None:
    """The best company of every mention with its probability."""
    companies, asked = prepared(registry, "company_id"), prepared(mentions, "record_id")
    counts = count_words(companies)
    linker = trained([with_keys(asked, counts, 1), with_keys(companies, counts, 1)], "link_only")
    found = linker.inference.predict(threshold_match_probability=0.001).as_pandas_dataframe()
    found = found.sort_values(["match_weight", "unique_id_r"], ascending=[False, True])
    flipped = ~found["unique_id_l"].isin(set(asked["unique_id"]))
    found.loc[flipped, ["unique_id_l", "unique_id_r"]] = found.loc[flipped, ["unique_id_r", "unique_id_l"]].to_numpy()
    best = found.drop_duplicates("unique_id_l")[["unique_id_l", "unique_id_r", "match_probability"]]
    best.columns = ["record_id", "company_id", "match_probability"]
    best.to_csv(out, index=False)


def dedupe(records: str, out: str) -> None:
    """Connected components of what is likely enough."""
    rows = prepared(records, "record_id")
    linker = trained([with_keys(rows, count_words(rows), 2)], "dedupe_only")
    pairs = linker.inference.predict(threshold_match_probability=_CLUSTER_PROBABILITY)
    clusters = linker.clustering.cluster_pairwise_predictions_at_threshold(pairs, _CLUSTER_PROBABILITY)
    found = clusters.as_pandas_dataframe()[["unique_id", "cluster_id"]]
    found.rename(columns={"unique_id": "record_id"}).to_csv(out, index=False)


if __name__ == "__main__":
    logging.getLogger("splink").setLevel(logging.ERROR)
    {"link": link, "dedupe": dedupe}[sys.argv[1]](*sys.argv[2:])
