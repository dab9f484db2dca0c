"""Of the registered names that are near a record's by their words, those of companies in its country first.

A frequent word is near hundreds of names by itself. Where the record tells its country, a company there is the likelier
one, so it is compared although names of other countries are a little nearer.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from pipeline.entity_resolution.records.name_table import Texts
from pipeline.entity_resolution.records.record_table import RecordTable

Ints = NDArray[np.int32]
Floats = NDArray[np.float64]

_SAME_COUNTRY, _OTHER_COUNTRY = 1.5, 0.7  # 1.2 and 0.8, or 2 and 0.5, found as many of the right companies


def nearest_at_home(
    records: RecordTable, registry: RecordTable, li: Ints, ri: Ints, nearness: Floats, count: int
) -> tuple[Ints, Ints]:
    """Of pairs (record's name, registered name) the best `count` of each of the record's names.

    Args:
        li: each name's pairs stand together, the nearest first.
        nearness: of each pair, above 0; a country on both sides raises or lowers it.
    """
    here, there = _numbered(records.country, registry.country)
    one, other = here[records.names.owner[li]], there[registry.names.owner[ri]]
    told = (one > 0) & (other > 0)
    liking = nearness * np.where(told, np.where(one == other, _SAME_COUNTRY, _OTHER_COUNTRY), 1.0)
    group = np.cumsum(np.diff(li, prepend=-1) != 0)
    order = np.lexsort((-liking, group))  # stable: of pairs liked alike the nearer first
    first = np.searchsorted(group, group)  # sorted or not, a group's pairs stand at the same places
    kept = order[np.arange(len(order)) - first < count]
    return li[kept], ri[kept]


def _numbered(one: Texts, other: Texts) -> tuple[Ints, Ints]:
    """Both columns with a number for each text, 0 for none."""
    texts = pa.array(np.concatenate([[""], one, other]), pa.string())
    numbers = texts.dictionary_encode().indices.to_numpy().astype(np.int32)
    return numbers[1 : len(one) + 1], numbers[len(one) + 1 :]
