"""Records against a registry: which company is it, how sure, and why."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import orjson
import pyarrow as pa
from numpy.typing import NDArray

from pipeline.entity_resolution.blocking import BlockingIndex, BlockingParams
from pipeline.entity_resolution.comparisons import ComparedPairs, compare_records
from pipeline.entity_resolution.model_file import Model, load_model
from pipeline.entity_resolution.record_table import RecordTable
from pipeline.entity_resolution.records import (
    alias_lists,
    all_names,
    merge_rows,
    record_table,
    registry_vocabulary,
    require_columns,
    require_ids,
    texts,
)
from pipeline.entity_resolution.scoring import choice_probabilities, explain_levels, match_weights
from pipeline.entity_resolution.vocabulary import Vocabulary

MODEL_VERSION = load_model().version

RESOLVED = pa.schema(
    [
        pa.field("record_id", pa.string()),
        pa.field("company_id", pa.string()),
        pa.field("match_probability", pa.float64()),
        pa.field("decision", pa.string()),
        pa.field("runner_up_id", pa.string()),
        pa.field("runner_up_probability", pa.float64()),
        pa.field("comparison", pa.string()),
    ]
)


@dataclass(frozen=True, slots=True)
class ResolutionParams:
    """When a candidate is taken.

    Attributes:
        match_probability: from here on a link is made without a person; chosen for a precision of 0.96 on held-out
            folds.
        review_probability: from here on a person is asked; below, the record belongs to no registered company.
        blocking: sizes of blocks.
    """

    match_probability: float = 0.55
    review_probability: float = 0.12
    blocking: BlockingParams = field(default_factory=BlockingParams)


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

    def __init__(self, table: RecordTable, vocabulary: Vocabulary, params: BlockingParams) -> None:
        self.table = table
        self.vocabulary = vocabulary
        self.index = BlockingIndex(table, len(vocabulary.words), params)

    @classmethod
    def from_arrow(cls, rows: pa.Table, params: BlockingParams, model: Model) -> Registry:
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
        names = [all_names(each[0], each[1:]) for each in merged]
        vocabulary = registry_vocabulary(names, model.background)
        return cls(record_table(rows, "company_id", names, vocabulary), vocabulary, params)


def _by_id_and_name(rows: pa.Table) -> pa.Table:
    names = texts(rows, "name")
    keys = [(company, -len(name), name) for company, name in zip(texts(rows, "company_id"), names, strict=True)]
    return rows.take(pa.array(sorted(range(len(keys)), key=keys.__getitem__), pa.int64()))


def score_candidates(
    records: RecordTable, registry: Registry, model: Model, rows: NDArray[np.int32] | None = None
) -> Candidates:
    """Find, compare and score the candidates of all records, or of the given rows."""
    left, right = registry.index.candidates(records, rows)
    pairs = compare_records(records, registry.table, left, right, registry.vocabulary)
    bits = match_weights(pairs.levels, model.linking)
    probability = choice_probabilities(pairs.left, bits, len(records))
    order = np.lexsort((pairs.right, -bits, pairs.left))
    ranked = ComparedPairs(
        pairs.left[order], pairs.right[order], pairs.left_name[order], pairs.right_name[order], pairs.levels[order]
    )
    first = np.searchsorted(ranked.left, np.arange(len(records) + 1))
    return Candidates(ranked, bits[order], probability[order], first)


def decide(probability: float, params: ResolutionParams) -> str:
    """match, review or no_match."""
    if probability >= params.match_probability:
        return "match"
    return "review" if probability >= params.review_probability else "no_match"


def resolve_records(records: pa.Table, registry: pa.Table, params: ResolutionParams | None = None) -> pa.Table:
    """Link each record to at most one company of the registry.

    Args:
        records: record_id, name, and domain, country, city where known.
        registry: company_id, name, and aliases (lists, or JSON lists as text), domain, country, city where known.
    Returns: `RESOLVED`, one row a record in the order of `records`; company_id is null for no_match.
    Raises: SchemaError: a needed column is missing. UsageError: an id is empty or repeated.
    Source: Fellegi & Sunter 1969 for weights; McFadden 1974 for the choice among candidates.
    """
    params = params or ResolutionParams()
    model = load_model()
    require_columns(records, ("record_id", "name"), "records")
    ids = texts(records, "record_id")
    require_ids(ids, "record_id", "records")
    ready = Registry.from_arrow(registry, params.blocking, model)
    names = [all_names(name) for name in texts(records, "name")]
    table = record_table(records, "record_id", names, ready.vocabulary)
    found = score_candidates(table, ready, model)
    rows = [_resolved(row, record_id, found, ready, model, params) for row, record_id in enumerate(ids)]
    return pa.table({f.name: [row[i] for row in rows] for i, f in enumerate(RESOLVED)}, schema=RESOLVED)


def _resolved(
    row: int, record_id: str, found: Candidates, registry: Registry, model: Model, params: ResolutionParams
) -> tuple[str | float | None, ...]:
    start, end = int(found.first[row]), int(found.first[row + 1])
    if start == end:
        return record_id, None, 0.0, "no_match", None, None, "{}"
    probability = float(found.probability[start])
    decision = decide(probability, params)
    best = registry.table.ids[found.pairs.right[start]]
    second = start + 1 < end
    return (
        record_id,
        best if decision != "no_match" else None,
        probability,
        decision,
        registry.table.ids[found.pairs.right[start + 1]] if second else None,
        float(found.probability[start + 1]) if second else None,
        comparison_text(found.pairs.levels[start], model),
    )


def comparison_text(levels: NDArray[np.int8], model: Model) -> str:
    """The comparison of one pair as a JSON object."""
    return orjson.dumps(explain_levels(levels, model.linking)).decode()
