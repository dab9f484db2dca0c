"""Records against a registry: which company is it, how sure, and why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
import orjson
import pyarrow as pa
from numpy.typing import NDArray

from pipeline.entity_resolution.blocking.name_index import BlockingParams
from pipeline.entity_resolution.linking.registry import Candidates, Registry, score_candidates
from pipeline.entity_resolution.records.given_records import (
    all_names,
    record_table,
    require_columns,
    require_ids,
    texts,
)
from pipeline.entity_resolution.records.record_table import RecordTable
from pipeline.entity_resolution.records.spread import Spread, in_turn
from pipeline.entity_resolution.weighing.choice import choice_features, naming_score
from pipeline.entity_resolution.weighing.model_file import Model, load_model
from pipeline.entity_resolution.weighing.scoring import explain_levels, pair_probabilities
from pipeline.entity_resolution.weighing.trees import tree_bits

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
        match_probability: from here on a link is made without a person; chosen for a precision of 0.97 on companies
            that the weights had not seen.
        naming_score: where less than this speaks for any company of the registry (`choice.naming_score`), the record
            belongs to none; what is left goes to a person. Chosen likewise, for most companies named at an F1 of 0.65
            of these answers.
        blocking: sizes of blocks.
        threads: threads that look up names; the answer does not depend on it.
    """

    match_probability: float = 0.77
    naming_score: float = 0.61
    blocking: BlockingParams = field(default_factory=BlockingParams)
    threads: int = 1


@dataclass(frozen=True, slots=True)
class _Choices:
    """For each record, is its best candidate right (also in bits), is any company of the registry meant."""

    bits: NDArray[np.float64]
    best: NDArray[np.float64]
    registered: NDArray[np.float64]


def decide(probability: float, registered: float, params: ResolutionParams) -> str:
    """match, review or no_match."""
    if probability >= params.match_probability:
        return "match"
    return "review" if naming_score(probability, registered) >= params.naming_score else "no_match"


def resolve_records(records: pa.Table, registry: pa.Table, params: ResolutionParams | None = None) -> pa.Table:
    """Link each record to at most one company of the registry.

    Args:
        records: record_id, name, and domain, country, city where known.
        registry: company_id, name, and aliases (lists, or JSON lists as text), domain, country, city where known.
    Returns: `RESOLVED`, one row a record in the order of `records`; company_id is null for no_match,
        and the runner-up is then the nearest company.
    Raises: SchemaError: a needed column is missing. UsageError: an id is empty or repeated.
    Source: Fellegi & Sunter 1969 for weights; McFadden 1974 for the choice among candidates.
    """
    params = params or ResolutionParams()
    require_records(records)
    ready = prepare_companies(registry, params)
    return pa.Table.from_batches(link_batches(records.to_batches(), ready, params), RESOLVED)


def require_records(records: pa.Table) -> None:
    """Raises: SchemaError: a column is missing. UsageError: an id is empty."""
    require_columns(records, ("record_id", "name"), "records")
    require_ids(texts(records, "record_id"), "record_id", "records")


def prepare_companies(registry: pa.Table, params: ResolutionParams, spread: Spread = in_turn) -> Registry:
    """The registry of `resolve_records` made ready for linking, whole or, as `encode_registry` writes it, elsewhere.

    Raises: SchemaError: a needed column is missing. UsageError: an id is empty.
    """
    return Registry.from_arrow(registry, params.blocking, load_model().background, spread)


def link_batches(
    batches: Iterable[pa.RecordBatch], registry: Registry, params: ResolutionParams
) -> Iterator[pa.RecordBatch]:
    """Link records batch by batch; the answers are the same however the records are cut into batches.

    Args:
        batches: record_id, name, and domain, country, city where known.
    Yields: `RESOLVED` of each batch, in the order of its records.
    """
    model = load_model()
    for batch in batches:
        records = pa.Table.from_batches([batch])
        ids = texts(records, "record_id")
        names = [all_names(name) for name in texts(records, "name")]
        table = record_table(records, "record_id", names, registry.vocabulary)
        found = score_candidates(table, registry, model.ranking, threads=params.threads)
        choices = _choices(table, texts(records, "name"), registry, found, model)
        rows = [_resolved(row, record_id, found, choices, registry, model, params) for row, record_id in enumerate(ids)]
        columns = [pa.array([row[i] for row in rows], f.type) for i, f in enumerate(RESOLVED)]
        yield pa.RecordBatch.from_arrays(columns, schema=RESOLVED)


def _choices(
    records: RecordTable, written: Sequence[str], registry: Registry, found: Candidates, model: Model
) -> _Choices:
    rows, features = choice_features(records, written, registry.table, found.pairs, found.bits, found.first)
    best, registered = np.zeros(len(records)), np.zeros(len(records))
    best[rows] = tree_bits(features, model.best)
    registered[rows] = tree_bits(features, model.registered)
    return _Choices(best, pair_probabilities(best), pair_probabilities(registered))


def _resolved(
    row: int,
    record_id: str,
    found: Candidates,
    choices: _Choices,
    registry: Registry,
    model: Model,
    params: ResolutionParams,
) -> tuple[str | float | None, ...]:
    start, end = int(found.first[row]), int(found.first[row + 1])
    if start == end:
        return record_id, None, 0.0, "no_match", None, None, "{}"
    probability = float(choices.best[row])
    decision = decide(probability, float(choices.registered[row]), params)
    is_linked = decision != "no_match"
    ids = [registry.table.ids[number] for number in found.pairs.right[start : min(start + 2, end)]]
    second = _share_of_rest(found.probability[start:end]) * (1.0 - probability) if len(ids) > 1 else None
    return (
        record_id,
        ids[0] if is_linked else None,
        probability,
        decision,
        *((ids[1] if len(ids) > 1 else None, second) if is_linked else (ids[0], probability)),
        orjson.dumps(_explained(found, start, end, float(choices.bits[row]), model)).decode(),
    )


def _share_of_rest(probability: NDArray[np.float64]) -> float:
    """The runner-up's share of what is left when the best candidate is wrong."""
    return float(probability[1] / max(1.0 - probability[0], probability[1:].sum(), 1e-12))


def _explained(found: Candidates, start: int, end: int, bits: float, model: Model) -> dict[str, dict[str, str | float]]:
    """The comparison with the best candidate, and what the other candidates add: together the bits of the answer."""
    said = explain_levels(found.pairs.levels[start], model.ranking)
    ahead = f"{found.bits[start] - found.bits[start + 1]:.1f} bits before the next" if start + 1 < end else "no other"
    return {**said, "choice": {"level": ahead, "weight": round(bits - float(found.bits[start]), 2)}}
