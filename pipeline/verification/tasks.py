"""Review tasks: the company links the machine is unsure of, most worthwhile first."""

from __future__ import annotations

import pyarrow as pa

from pipeline.engine import query_table
from pipeline.identifiers import make_id
from pipeline.tables.review import REVIEW_TASKS


def build_tasks(
    links: pa.Table, records: pa.Table, evidence: pa.Table, judgements: pa.Table, previous: pa.Table
) -> pa.Table:
    """One task an uncertain link, and those already decided.

    Priority is uncertainty, 1 - |2p - 1|, times the bits of one plus the facts that hang on the answer
    (the binary logarithm, rounded up).

    Args:
        links: `CORE_COMPANY_LINKS`; records: `CORE_COMPANY_RECORDS`; evidence: `OUT_EVIDENCE`;
        judgements: `CORE_JUDGEMENTS`; previous: `REVIEW_TASKS` of the release before: decided tasks are kept from it.
    Returns: `REVIEW_TASKS`; the same question keeps its task_id.
    """
    sql = """
        WITH latest AS (
            SELECT left_id, right_id, judgement_id FROM judgements
            QUALIFY row_number() OVER (PARTITION BY left_id, right_id ORDER BY decided_at DESC, judgement_id DESC) = 1),
        facts AS (
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
            l.match_probability, l.comparison, coalesce(f.fact_count, 0) AS fact_count, j.judgement_id
        FROM links l JOIN labels a ON a.record_id = l.record_id JOIN labels b ON b.record_id = l.candidate_record_id
        LEFT JOIN facts f ON f.record_id = l.record_id
        LEFT JOIN latest j ON j.left_id = l.record_id AND j.right_id = l.candidate_record_id
        WHERE l.decision = 'review'
        ORDER BY left_id, right_id
        """
    open_links = query_table(sql, links=links, records=records, evidence=evidence, judgements=judgements)
    tasks: dict[str, dict[str, object]] = {}
    for row in open_links.to_pylist():
        task_id = make_id("tsk", "company_link", row["left_id"], row["right_id"])
        tasks[task_id] = {"task_id": task_id, "kind": "company_link", **row}
    verdicts = {
        (row["left_id"], row["right_id"]): row["judgement_id"]
        for row in judgements.sort_by([("decided_at", "ascending"), ("judgement_id", "ascending")]).to_pylist()
    }
    for row in previous.to_pylist():
        judgement_id = verdicts.get((row["left_id"], row["right_id"]))
        if row["task_id"] not in tasks and judgement_id is not None:
            tasks[row["task_id"]] = {**row, "judgement_id": judgement_id}
    for task in tasks.values():
        task["status"] = "open" if task["judgement_id"] is None else "decided"
        task["priority"] = _priority(task["match_probability"], task["fact_count"])
    return REVIEW_TASKS.from_rows(tasks.values())


def _priority(probability: object, fact_count: object) -> float:
    chance = probability if isinstance(probability, float) else 0.5
    facts = fact_count if isinstance(fact_count, int) else 0
    uncertainty = 1 - abs(2 * chance - 1)
    return round(uncertainty * (1 + facts).bit_length(), 4)
