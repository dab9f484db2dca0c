"""A registry made ready for linking, and the scored candidates of records."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from pipeline.entity_resolution.blocking.name_index import BlockingIndex, BlockingParams, FeatureIndex
from pipeline.entity_resolution.comparing.comparisons import ComparedPairs, compare_records
from pipeline.entity_resolution.comparing.standing import with_standing
from pipeline.entity_resolution.names.frequencies import Frequencies, learned_share, with_registry
from pipeline.entity_resolution.names.vocabulary import Vocabulary
from pipeline.entity_resolution.records.given_records import (
    alias_lists,
    merge_rows,
    require_columns,
    require_ids,
    texts,
    unnamed_records,
    with_names,
)
from pipeline.entity_resolution.records.name_reading import begin_reading
from pipeline.entity_resolution.records.record_table import RecordTable
from pipeline.entity_resolution.records.spread import Spread, in_turn
from pipeline.entity_resolution.weighing.scoring import Weights, choice_probabilities, match_weights


@dataclass(frozen=True, slots=True)
class Candidates:
    """Scored candidates of records, best first within each record; ties by registry id.

    Attributes:
        pairs: the compared pairs.
        bits: match weight of each.
        probability: probability of each among its record's candidates.
        first: for each record, where its candidates begin; one more entry than records.
    """

    pairs: ComparedPairs
    bits: NDArray[np.float64]
    probability: NDArray[np.float64]
    first: NDArray[np.int64]


class Registry:
    """A registry made ready: its record table, word weights and blocking keys. Rows are in order of id."""

    def __init__(
        self,
        table: RecordTable,
        vocabulary: Vocabulary,
        params: BlockingParams,
        features: FeatureIndex | None = None,
    ) -> None:
        self.table = table
        self.vocabulary = vocabulary
        self.index = BlockingIndex(table, len(vocabulary.words), params, features)

    @classmethod
    def from_arrow(
        cls, rows: pa.Table, params: BlockingParams, background: Frequencies, spread: Spread = in_turn
    ) -> Registry:
        """From a table of company_id, name, aliases, domain, country, city.

        Rows of one id are one company: their names are put together, the longest name first; the rest is the first
        row's.
        """
        require_columns(rows, ("company_id", "name"), "registry")
        require_ids(texts(rows, "company_id"), "company_id", "registry")
        rows = _by_id_and_name(rows)
        written = [[name, *others] for name, others in zip(texts(rows, "name"), alias_lists(rows), strict=True)]
        first, merged = merge_rows(texts(rows, "company_id"), written)
        rows = rows.take(pa.array(first, pa.int64()))
        reading = begin_reading(merged, spread)
        unnamed = unnamed_records(rows, "company_id")
        read = list(reading)
        counted = with_registry(background, _main_words(read, rows.num_rows))
        vocabulary = Vocabulary(counted.scaled(learned_share(background, rows.num_rows)))
        return cls(with_names(unnamed, read, vocabulary), vocabulary, params)


def _main_words(read: Sequence[pa.RecordBatch], count: int) -> list[tuple[str, ...]]:
    """Words of the main names of `count` companies, none of an unreadable name."""
    names = pa.Table.from_batches(read)
    words = names.filter(pc.equal(names.column("rank"), 0)).column("tokens").to_pylist()
    return [*map(tuple, words), *[()] * (count - len(words))]


def _by_id_and_name(rows: pa.Table) -> pa.Table:
    columns = [texts(rows, name) for name in ("company_id", "name", "domain", "country", "city")]
    keys = [(company, -len(name), name, *place) for company, name, *place in zip(*columns, strict=True)]
    return rows.take(pa.array(sorted(range(len(keys)), key=keys.__getitem__), pa.int64()))


def score_candidates(
    records: RecordTable,
    registry: Registry,
    weights: Weights,
    rows: NDArray[np.int32] | None = None,
    threads: int = 1,
) -> Candidates:
    """Find, compare and score, by weights of `RANKING`, the candidates of all records, or of the given rows."""
    left, right = registry.index.candidates(records, rows, threads)
    compared = compare_records(records, registry.table, left, right, registry.vocabulary)
    pairs = with_standing(compared, records, registry.table)
    return rank_candidates(pairs, match_weights(pairs.levels, weights), len(records))


def rank_candidates(pairs: ComparedPairs, bits: NDArray[np.float64], record_count: int) -> Candidates:
    """Candidates in order of their match weight within each record."""
    probability = choice_probabilities(pairs.left, bits, record_count)
    order = np.lexsort((pairs.right, -bits, pairs.left))
    ranked = pairs.take(order)
    first = np.searchsorted(ranked.left, np.arange(record_count + 1))
    return Candidates(ranked, bits[order], probability[order], first)
