"""The best registration of each record, as judgements allow."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.entity_resolution.companies.link_reasons import comparison_text
from pipeline.entity_resolution.companies.linkable_records import CompanyRecord
from pipeline.entity_resolution.comparing.comparisons import ComparedPairs
from pipeline.entity_resolution.identity.judgements import Constraints, pair_of
from pipeline.entity_resolution.linking.registry import Registry
from pipeline.entity_resolution.weighing.model_file import Model
from pipeline.entity_resolution.weighing.scoring import choice_probabilities

TWINS_LOOKED_AT = 5


@dataclass(frozen=True, slots=True)
class RegistryLink:
    """The best registration for a record, and the second best; None where there is none."""

    registration_id: str | None = None
    probability: float = 0.0
    bits: float | None = None
    runner_up_id: str | None = None
    runner_up_probability: float | None = None
    comparison: str = "{}"
    judgement_id: str | None = None


class Chooser:
    """Picks the registration of each record from its compared candidates.

    A company that is registered twice is linked to its better registration with the probability of both. A registration
    judged not to be a record's is no candidate. One judged the same is the best with probability 1.
    """

    def __init__(
        self,
        pairs: ComparedPairs,
        bits: NDArray[np.float64],
        added: Mapping[str, NDArray[np.float64]],
        registry: Registry,
        constraints: Constraints,
        model: Model,
        record_count: int,
    ) -> None:
        """Order candidates by `bits`; `added`: what these hold beside the comparisons, by reason."""
        order = np.lexsort((pairs.right, -bits, pairs.left))
        self._left, self._right, self._levels = pairs.left[order], pairs.right[order], pairs.levels[order]
        self._bits = bits[order]
        self._added = {name: values[order] for name, values in added.items()}
        self._probability = choice_probabilities(self._left, self._bits, record_count)
        self._first = np.searchsorted(self._left, np.arange(record_count + 1))
        self._table = registry.table
        self._ids = registry.table.ids
        self._known = frozenset(registry.table.ids)
        self._constraints = constraints
        self._touched = constraints.touched
        self._model = model

    def choose(self, record: CompanyRecord, row: int) -> RegistryLink:
        """The best registration of a record whose candidates were compared as those of `row`."""
        start, end = int(self._first[row]), int(self._first[row + 1])
        rows = list(range(start, end))
        judgement = None
        probability = self._probability
        if record.record_id in self._touched:
            forced = self._forced(record.record_id, rows)
            if forced:
                return forced
            rows, judgement = self._allowed(record.record_id, rows)
            probability = np.zeros(len(self._bits))
            kept = np.array(rows, dtype=np.int64)
            probability[kept] = choice_probabilities(np.zeros(len(kept), dtype=np.int32), self._bits[kept], 1)
        if not rows:
            return RegistryLink(judgement_id=judgement)
        best = rows[0]
        twins = [
            row for row in rows[1:TWINS_LOOKED_AT] if self._are_twins(int(self._right[best]), int(self._right[row]))
        ]
        second = next((row for row in rows[1:] if row not in twins), None)
        best_id = self._ids[self._right[best]]
        return RegistryLink(
            best_id,
            min(1.0, float(probability[[best, *twins]].sum())),
            float(self._bits[best]),
            self._ids[self._right[second]] if second is not None else None,
            float(probability[second]) if second is not None else None,
            self._comparison(best),
            self._constraints.latest([judgement, self._constraints.unsure.get(pair_of(record.record_id, best_id))]),
        )

    def _comparison(self, row: int) -> str:
        added = {name: float(values[row]) for name, values in self._added.items()}
        return comparison_text(self._levels[row], self._model, added)

    def _are_twins(self, one: int, other: int) -> bool:
        """One company registered twice: the same main name, and neither country nor domain against it."""
        table = self._table
        names = [table.names.spaceless[table.first_name(row)] for row in (one, other)]
        return names[0] == names[1] and all(
            not values[one] or not values[other] or values[one] == values[other]
            for values in (table.country, table.domain)
        )

    def _forced(self, record_id: str, rows: list[int]) -> RegistryLink | None:
        judged = [
            (judgement, other)
            for pair, judgement in self._constraints.same.items()
            for one, other in (pair, pair[::-1])
            if one == record_id and other in self._known
        ]
        if not judged:
            return None
        by_id = dict(judged)
        judgement = self._constraints.latest(by_id)
        assert judgement is not None
        registration = by_id[judgement]
        row = next((row for row in rows if self._ids[self._right[row]] == registration), None)
        return RegistryLink(
            registration,
            1.0,
            float(self._bits[row]) if row is not None else None,
            comparison=self._comparison(row) if row is not None else "{}",
            judgement_id=judgement,
        )

    def _allowed(self, record_id: str, rows: list[int]) -> tuple[list[int], str | None]:
        kept: list[tuple[int, str | None]] = []
        removed: list[tuple[int, str | None]] = []
        for row in rows:
            judgement = self._constraints.not_same.get(pair_of(record_id, self._ids[self._right[row]]))
            (removed if judgement else kept).append((row, judgement))
        return [row for row, _ in kept], self._constraints.latest(judgement for _, judgement in removed)
