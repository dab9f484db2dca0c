"""What people decided, as constraints: the latest judgement on a pair of records counts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

import pyarrow as pa

from pipeline.errors import SchemaError

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Constraints:
    """Judgements by pair of record ids (smaller id first).

    Attributes:
        same: pair -> judgement id.
        not_same: pair -> judgement id.
        unsure: pair -> judgement id.
        order: judgement id -> its place in time, latest highest.
        by_record: record id -> the judgements on its pairs.
    """

    same: dict[Pair, str] = field(default_factory=dict)
    not_same: dict[Pair, str] = field(default_factory=dict)
    unsure: dict[Pair, str] = field(default_factory=dict)
    order: dict[str, int] = field(default_factory=dict)
    by_record: dict[str, list[str]] = field(default_factory=dict)

    def of(self, record: str) -> list[str]:
        """Every judgement on the record, whatever it says."""
        return self.by_record.get(record, [])

    @property
    def touched(self) -> frozenset[str]:
        """Ids of all records that were judged."""
        return frozenset(
            record for pairs in (self.same, self.not_same, self.unsure) for pair in pairs for record in pair
        )

    def latest(self, judgement_ids: Iterable[str | None]) -> str | None:
        """The latest of some judgements."""
        known = [judgement for judgement in judgement_ids if judgement]
        return max(known, key=lambda judgement: (self.order[judgement], judgement)) if known else None

    def about(self, one: str, other: str) -> str | None:
        """The judgement on a pair, whatever it says."""
        key = pair_of(one, other)
        return self.same.get(key) or self.not_same.get(key) or self.unsure.get(key)


def pair_of(one: str, other: str) -> Pair:
    """A pair of record ids whichever way round it is named."""
    return (one, other) if one <= other else (other, one)


def not_expired(judgements: pa.Table, at: datetime) -> pa.Table:
    """The judgements that count at a time: an expired one counts no more, nor does an older one that it replaced."""
    columns = [judgements.column(name).to_pylist() for name in ("left_id", "right_id", "decided_at", "judgement_id")]
    latest: dict[Pair, tuple[datetime, str]] = {}
    for left, right, decided_at, judgement_id in zip(*columns, strict=True):
        key = pair_of(left, right)
        latest[key] = max(latest.get(key, (decided_at, judgement_id)), (decided_at, judgement_id))
    expired = {
        judgement_id
        for judgement_id, expires_at in zip(columns[3], judgements.column("expires_at").to_pylist(), strict=True)
        if expires_at is not None and expires_at <= at
    }
    pairs = [pair_of(left, right) for left, right in zip(*columns[:2], strict=True)]
    return judgements.filter(pa.array([latest[pair][1] not in expired for pair in pairs], pa.bool_()))


def read_constraints(judgements: pa.Table) -> Constraints:
    """Keep the latest judgement of each pair, by (decided_at, judgement_id).

    Raises: SchemaError: a verdict is none of same, not_same, unsure.
    """
    found = Constraints()
    by_verdict = {"same": found.same, "not_same": found.not_same, "unsure": found.unsure}
    rows = sorted(judgements.to_pylist(), key=lambda row: (row["decided_at"], row["judgement_id"]))
    for place, row in enumerate(rows):
        if row["subject_kind"] != "company_link":
            continue
        if row["verdict"] not in by_verdict:
            raise SchemaError(
                f"judgement {row['judgement_id']}: verdict {row['verdict']!r} is not same, not_same or unsure"
            )
        key = pair_of(row["left_id"], row["right_id"])
        for pairs in by_verdict.values():
            pairs.pop(key, None)
        by_verdict[row["verdict"]][key] = row["judgement_id"]
        found.order[row["judgement_id"]] = place
    for pairs in by_verdict.values():
        for pair, judgement in pairs.items():
            for record in set(pair):
                found.by_record.setdefault(record, []).append(judgement)
    return found
