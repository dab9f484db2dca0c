"""Review tasks: company links the machine is unsure of and names the catalogue lacks, most worthwhile first."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any  # rows hold values of every column type

import pyarrow as pa

from pipeline.engine import query_table
from pipeline.identifiers import make_id
from pipeline.tables.review import REVIEW_TASKS

LINK = "company_link"
_TERM_CHANCE = 1 / 3  # of the terms of real postings that were read, about the share that were technologies


def build_tasks(
    links: pa.Table,
    records: pa.Table,
    evidence: pa.Table,
    terms: pa.Table,
    judgements: pa.Table,
    previous: pa.Table,
) -> pa.Table:
    """One task an uncertain link and one an unlisted term, and those already decided.

    Priority is uncertainty, 1 - |2p - 1|, times the bits of one plus the facts that hang on the answer
    (the binary logarithm, rounded up).

    Args:
        links: `CORE_COMPANY_LINKS`; records: `CORE_COMPANY_RECORDS`; evidence: `OUT_EVIDENCE`;
        terms: `TERM_QUESTIONS`; judgements: `CORE_JUDGEMENTS`;
        previous: `REVIEW_TASKS` of the release before: decided tasks are kept from it.
    Returns: `REVIEW_TASKS`; the same question keeps its task_id.
    """
    latest = _latest_judgements(judgements)
    tasks: dict[str, dict[str, Any]] = {
        task["task_id"]: task for task in (*_link_tasks(links, records, evidence), *map(_term_task, terms.to_pylist()))
    }
    for task in previous.to_pylist():
        if task["task_id"] not in tasks and _subject(task) in latest:
            tasks[task["task_id"]] = task
    for task in tasks.values():
        task["judgement_id"] = latest.get(_subject(task))
        task["status"] = "open" if task["judgement_id"] is None else "decided"
        task["priority"] = _priority(task)
    return REVIEW_TASKS.from_rows(tasks.values())


def _subject(task: dict[str, Any]) -> tuple[str, str | None]:
    """What judgements are about: a pair of records, or a term whatever it is said to be."""
    return task["left_id"], task["right_id"] if task["kind"] == LINK else None


def _latest_judgements(judgements: pa.Table) -> dict[tuple[str, str | None], str]:
    """The latest judgement_id on each subject."""
    rows = judgements.sort_by([("decided_at", "ascending"), ("judgement_id", "ascending")]).to_pylist()
    return {
        (row["left_id"], row["right_id"] if row["subject_kind"] == LINK else None): row["judgement_id"] for row in rows
    }


def _term_task(term: dict[str, Any]) -> dict[str, Any]:
    near = term["technology_name"]
    asked = f'another name of "{near}"?' if near else "a technology that the catalogue lacks?"
    return {
        "task_id": make_id("tsk", "term", term["term_key"]),
        "kind": "technology_alias" if near else "new_technology",
        "question": f'Is "{term["term"]}" {asked}',
        "left_id": make_id("trm", term["term_key"]),
        "right_id": term["technology_id"],
        "left_label": term["term"],
        "right_label": near,
        "fact_count": term["company_count"],
        **{name: term[name] for name in ("document_count", "spellings", "examples")},
    }


def _link_tasks(links: pa.Table, records: pa.Table, evidence: pa.Table) -> Iterator[dict[str, Any]]:
    sql = """
        WITH facts AS (
            SELECT record_id, count(DISTINCT technology_id) AS fact_count FROM evidence GROUP BY record_id),
        labels AS (
            SELECT record_id, name
                || CASE WHEN domain IS NULL THEN '' ELSE ' · ' || domain END
                || CASE WHEN city IS NULL THEN '' ELSE ' · ' || city END
                || CASE WHEN country IS NULL THEN '' ELSE ' · ' || country END
                || ' (' || record_kind || ', ' || source || ')' AS label, name
            FROM records)
        SELECT l.record_id AS left_id, l.candidate_record_id AS right_id, a.label AS left_label, b.label AS right_label,
            'Is "' || a.name || '" the company "' || b.name || '"?' AS question,
            l.match_probability, l.comparison, coalesce(f.fact_count, 0) AS fact_count
        FROM links l JOIN labels a ON a.record_id = l.record_id JOIN labels b ON b.record_id = l.candidate_record_id
        LEFT JOIN facts f ON f.record_id = l.record_id
        WHERE l.decision = 'review'
        ORDER BY left_id, right_id
        """
    open_links = query_table(sql, links=links, records=records, evidence=evidence)
    for row in open_links.to_pylist():
        yield {"task_id": make_id("tsk", LINK, row["left_id"], row["right_id"]), "kind": LINK, **row}


def _priority(task: dict[str, Any]) -> float:
    chance: float | None = task.get("match_probability")
    if chance is None:
        chance = 0.5 if task["kind"] == LINK else _TERM_CHANCE
    facts: int = task["fact_count"]
    return round((1 - abs(2 * chance - 1)) * (1 + facts).bit_length(), 4)
