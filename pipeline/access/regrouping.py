"""Taking records out of a company, and putting companies together: judgements that the next build obeys."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any  # rows hold values of every column type

import duckdb

from pipeline.access.explanation import strongest_reasons
from pipeline.access.queries import fetch_rows
from pipeline.entity_resolution.identity.judgements import not_expired, pair_of, read_constraints
from pipeline.errors import UsageError
from pipeline.identifiers import make_id
from pipeline.landing.judgements import read_judgements, record_judgement
from pipeline.storage.lake import Lake

JUDGEMENT_LIMIT = 2_000  # pairs of one command; a larger split is a question of the register or of the source


@dataclass(frozen=True, slots=True)
class Ruling:
    """Who decided, why, when, and until when it counts (None: it stays)."""

    reviewer: str
    reason: str | None
    decided_at: datetime
    expires_at: datetime | None = None


def records_of(connection: duckdb.DuckDBPyConnection, company_id: str) -> list[dict[str, Any]]:
    """The records of a company, registrations first, then by id: what each says, to which it was joined, and why.

    Returns: record_id, record_kind, source, name, domain, city, country, decision, and of a match match_probability,
        joined_to (a name) and because, the comparisons that weighed most, in bits, or who judged it so. The others are
        of no registered company: they found this one, or joined it by what they say of themselves.
    """
    rows = fetch_rows(
        connection,
        """SELECT r.record_id, r.record_kind, r.source, r.name, r.domain, r.city, r.country, l.decision,
            CASE WHEN l.decision = 'match' THEN l.match_probability END AS match_probability, j.name AS joined_to,
            CASE WHEN l.decision = 'match' THEN l.comparison END AS because, s.reviewer
        FROM core_company_records r JOIN core_company_links l USING (record_id)
        LEFT JOIN core_company_records j ON j.record_id = l.candidate_record_id AND j.record_id <> r.record_id
            AND l.decision = 'match'
        LEFT JOIN core_judgements s ON s.judgement_id = l.judgement_id AND s.verdict = 'same'
        WHERE l.company_id = ? ORDER BY r.record_kind <> 'registration', r.record_id""",
        company_id,
    )
    for row in rows:
        row["because"] = _because(row["because"], row.pop("reviewer"))
    return rows


def _because(comparison: str | None, reviewer: str | None) -> str | None:
    return f"{reviewer} said so" if reviewer else strongest_reasons(comparison)


def unmerge(
    lake: Lake, connection: duckdb.DuckDBPyConnection, company_id: str, taken: Sequence[str], ruling: Ruling
) -> int:
    """Judge each of the taken records not the same as every record that stays; returns the number of judgements.

    Raises: UsageError: a record is not the company's, none stays, or the pairs are too many.
    """
    records = [row["record_id"] for row in records_of(connection, company_id)]
    strangers = sorted(set(taken) - set(records))
    if strangers:
        raise UsageError(f"{strangers[0]} is no record of {company_id}; `stacktrail review records` lists them")
    staying = [record for record in records if record not in set(taken)]
    if not staying:
        raise UsageError("no record would stay; name those to take out, not all of them")
    pairs = [(record, other) for record in sorted(set(taken)) for other in staying]
    return _judge(lake, pairs, "not_same", ruling)


def merge(lake: Lake, connection: duckdb.DuckDBPyConnection, one: str, other: str, ruling: Ruling) -> int:
    """Judge two companies the same: by their registrations or first records, and where they were judged apart.

    Returns: the number of judgements.
    Raises: UsageError: they are one company already, or both are registered: the register holds them apart.
        IntegrityError: a judgement is damaged.
    """
    if one == other:
        raise UsageError(f"both are {one} already")
    first, second = records_of(connection, one), records_of(connection, other)
    if first[0]["record_kind"] == second[0]["record_kind"] == "registration":
        raise UsageError("both companies are registered: only the register's source can make them one")
    if second[0]["record_kind"] == "registration":
        first, second = second, first
    judgements = not_expired(read_judgements(lake, ruling.decided_at), ruling.decided_at)
    apart = read_constraints(judgements).not_same
    pairs = [
        (mine["record_id"], theirs["record_id"])
        for mine in second
        for number, theirs in enumerate(first)
        if number == 0 or pair_of(mine["record_id"], theirs["record_id"]) in apart
    ]
    return _judge(lake, pairs, "same", ruling)


def _judge(lake: Lake, pairs: Sequence[tuple[str, str]], verdict: str, ruling: Ruling) -> int:
    if len(pairs) > JUDGEMENT_LIMIT:
        raise UsageError(f"{len(pairs):,} pairs of records, at most {JUDGEMENT_LIMIT:,}: take fewer at a time")
    for left, right in pairs:
        record_judgement(
            lake,
            task_id=make_id("tsk", "company_link", left, right),
            left_id=left,
            right_id=right,
            verdict=verdict,
            reviewer=ruling.reviewer,
            reason=ruling.reason,
            decided_at=ruling.decided_at,
            expires_at=ruling.expires_at,
        )
    return len(pairs)
