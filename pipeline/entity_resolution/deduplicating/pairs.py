"""Pairs of records: are both one company?"""

from __future__ import annotations

import numpy as np
import orjson
import pyarrow as pa
from numpy.typing import NDArray

from pipeline.entity_resolution.comparing.comparisons import COMPARISONS, KIND, ComparedPairs, compare_records
from pipeline.entity_resolution.comparing.names_alone import compare_names_alone
from pipeline.entity_resolution.names.board_names import clean_company_name
from pipeline.entity_resolution.names.vocabulary import Vocabulary
from pipeline.entity_resolution.records.given_records import all_names, require_columns, texts
from pipeline.entity_resolution.records.record_table import RecordTable, make_record_table
from pipeline.entity_resolution.weighing.model_file import load_model
from pipeline.entity_resolution.weighing.scoring import explain_levels, match_weights, pair_probabilities

UNREADABLE_BITS = 20.0  # a side without a readable name: practically never a match
_PLACES = ("domain", "country", "city")


def compare_pairs(pairs: pa.Table) -> pa.Table:
    """Add match_probability, match_weight (bits) and comparison (JSON) to each row.

    When no row of the table has a domain, city or country, the names are taken for names of job boards: they are
    compared without decorations, by the weights learned for such names.

    Args:
        pairs: left_name, right_name, and left_/right_ domain, city, country where known; other columns are kept.
    Raises: SchemaError: a name column is missing.
    """
    model = load_model()
    only_names = has_only_names(pairs)
    weights = model.board_names if only_names else model.pairs
    background = model.board_background if only_names else model.background
    compared = pair_levels(pairs, Vocabulary(background), only_names=only_names)
    bits = np.full(pairs.num_rows, weights.prior - UNREADABLE_BITS)
    bits[compared.left] = match_weights(compared.levels, weights) - without_company(compared.levels)
    texts_by_row = ["{}"] * pairs.num_rows
    for row, levels in zip(compared.left.tolist(), compared.levels, strict=True):
        texts_by_row[row] = orjson.dumps(explain_levels(levels, weights)).decode()
    kept = pairs.select([n for n in pairs.column_names if n not in ("match_probability", "match_weight", "comparison")])
    return (
        kept.append_column("match_probability", pa.array(pair_probabilities(bits)))
        .append_column("match_weight", pa.array(bits))
        .append_column("comparison", pa.array(texts_by_row, pa.string()))
    )


def without_company(levels: NDArray[np.int8]) -> NDArray[np.float64]:
    """Bits to take off each pair. Two roles or places are never one company, however alike they are."""
    kind = levels[:, list(COMPARISONS).index("kind")]
    return np.where(kind == KIND.index("neither a company"), UNREADABLE_BITS, 0.0)


def has_only_names(pairs: pa.Table) -> bool:
    """No row says anything but names."""
    return not any(any(texts(pairs, f"{side}_{place}")) for side in ("left", "right") for place in _PLACES)


def pair_levels(pairs: pa.Table, vocabulary: Vocabulary, *, only_names: bool = False) -> ComparedPairs:
    """Comparison levels of each pair; pairs with an unreadable name are left out (`left` holds the row number).

    With `only_names` they are those of `BOARD`.
    """
    require_columns(pairs, ("left_name", "right_name"), "pairs")
    sides = [_side(pairs, side, vocabulary, only_names) for side in ("left", "right")]
    rows = np.arange(pairs.num_rows, dtype=np.int32)
    compared = compare_records(sides[0], sides[1], rows, rows, vocabulary)
    return compare_names_alone(compared, sides[0], sides[1], vocabulary) if only_names else compared


def _side(pairs: pa.Table, side: str, vocabulary: Vocabulary, only_names: bool) -> RecordTable:
    written = texts(pairs, f"{side}_name")
    cleaned = [clean_company_name(name) for name in written] if only_names else []
    names = [all_names(c.clean_name or c.name, [c.name]) for c in cleaned] or [all_names(name) for name in written]
    return make_record_table(
        [str(row) for row in range(pairs.num_rows)],
        names,
        texts(pairs, f"{side}_domain"),
        texts(pairs, f"{side}_country"),
        texts(pairs, f"{side}_city"),
        vocabulary,
        [c.kind for c in cleaned] or None,
    )
