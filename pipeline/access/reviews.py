"""Review tasks of a release, with what was decided since: decisions wait in landing for the next build."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any  # rows hold values of every column type

import duckdb
import pyarrow as pa

from pipeline.access.explanation import comparison_of
from pipeline.access.lookups import meant_instead
from pipeline.access.queries import fetch_rows
from pipeline.access.regrouping import Ruling
from pipeline.access.review_sides import runner_up_of, side_of
from pipeline.errors import UsageError
from pipeline.identifiers import make_id
from pipeline.landing.judgements import TERM_VERDICTS, VERDICTS, read_judgements, record_judgement
from pipeline.storage.lake import Lake
from pipeline.verification.tasks import LINK

_NEAR_ENOUGH = 0.02  # of a second best candidate; less likely ones tell nothing
_EVER = datetime.max.replace(tzinfo=UTC)


def latest_judgements(lake: Lake) -> dict[str, dict[str, Any]]:
    """The latest judgement in landing of each task, by task_id."""
    judgements = sorted(
        read_judgements(lake, _EVER).to_pylist(), key=lambda row: (row["decided_at"], row["judgement_id"])
    )
    return {judgement["task_id"]: judgement for judgement in judgements}


def review_list(
    connection: duckdb.DuckDBPyConnection, lake: Lake, *, with_decided: bool, kinds: Sequence[str] = ()
) -> pa.Table:
    """Tasks by priority descending, then id; those decided (by the build, or since) only `with_decided`.

    Args:
        kinds: only tasks of these kinds; empty: of all.
    """
    decided = {task_id: judgement["verdict"] for task_id, judgement in latest_judgements(lake).items()}
    columns = "task_id, priority, match_probability, fact_count, left_label, right_label, kind, status"
    sql = f"SELECT {columns} FROM review_tasks WHERE len($1) = 0 OR kind IN $1 ORDER BY priority DESC, task_id"
    rows: pa.Table = connection.sql(sql, params=[list(kinds)]).to_arrow_table()
    verdicts = pa.array([decided.get(task_id) for task_id in rows.column("task_id").to_pylist()], pa.string())
    rows = rows.append_column("your_verdict", verdicts)
    if with_decided:
        return rows
    is_open = [
        status == "open" and verdict is None
        for status, verdict in zip(rows.column("status").to_pylist(), verdicts.to_pylist(), strict=True)
    ]
    return rows.filter(pa.array(is_open, pa.bool_())).drop_columns(["status", "your_verdict"])


def find_task(connection: duckdb.DuckDBPyConnection, asked: str) -> dict[str, Any]:
    """The task of that id, or the only one whose id begins so, or that is about that record, or company by id or name.

    Raises: UsageError: none or more than one is meant.
    """
    ids = [row["task_id"] for row in fetch_rows(connection, "SELECT task_id FROM review_tasks ORDER BY task_id")]
    meant = [asked] if asked in ids else [task_id for task_id in ids if asked and task_id.startswith(asked)]
    meant = meant or _tasks_about(connection, asked)
    if len(meant) > 1:
        raise UsageError(f"{asked} may be {' or '.join(meant[:3])}: name one, or give more of it")
    if not meant:
        hint = meant_instead(asked, ids) or " `stacktrail review list` lists them"
        raise UsageError(f"no review task {asked} in the current release;{hint}")
    return fetch_rows(connection, "SELECT * FROM review_tasks WHERE task_id = ?", meant[0])[0]


def _tasks_about(connection: duckdb.DuckDBPyConnection, asked: str) -> list[str]:
    rows = fetch_rows(
        connection,
        """WITH sides AS (
            SELECT task_id, unnest([left_id, right_id]) AS record_id FROM review_tasks WHERE kind = 'company_link')
        SELECT DISTINCT task_id FROM sides LEFT JOIN core_company_links USING (record_id)
        LEFT JOIN out_companies USING (company_id)
        WHERE $1 IN (record_id, company_id) OR lower(name) = lower($1) ORDER BY task_id""",
        asked,
    )
    return [row["task_id"] for row in rows]


def first_task(connection: duckdb.DuckDBPyConnection, lake: Lake) -> dict[str, Any] | None:
    """The open task of the highest priority; None where none is open."""
    tasks = review_list(connection, lake, with_decided=False).column("task_id")
    return find_task(connection, tasks[0].as_py()) if len(tasks) else None


def review_page(connection: duckdb.DuckDBPyConnection, lake: Lake, task: dict[str, Any]) -> dict[str, Any]:
    """The task with the latest judgement; of a link also its sides, next best and comparison."""
    judged = {**task, "latest_judgement": latest_judgements(lake).get(task["task_id"])}
    if is_about_term(task):
        return judged
    return {
        **judged,
        "comparison": comparison_of(task["comparison"]),
        "left": side_of(connection, task["left_id"]),
        "right": side_of(connection, task["right_id"]),
        "runner_up": runner_up_of(connection, task["left_id"]),
    }


def is_about_term(task: dict[str, Any]) -> bool:
    """Whether a task asks about a name that the catalogue lacks."""
    return bool(task["kind"] != LINK)


def next_best(connection: duckdb.DuckDBPyConnection, task: dict[str, Any]) -> dict[str, Any]:
    """The question whether the record of the task is its second best candidate.

    Raises: UsageError: the task asks about a term, or the record has no second candidate that is near.
    """
    other = None if is_about_term(task) else runner_up_of(connection, task["left_id"])
    if other is None or not is_near(other):
        raise UsageError(f"{task['task_id']} has no next best candidate; `stacktrail review show` shows what there is")
    task_id = make_id("tsk", LINK, task["left_id"], other["record_id"])
    return {**task, "task_id": task_id, "right_id": other["record_id"], "right_label": other["name"]}


def is_near(runner_up: dict[str, Any] | None) -> bool:
    """Whether a second best candidate (`runner_up_of`) is likely enough to be shown and chosen."""
    return runner_up is not None and (runner_up["match_probability"] or 0) >= _NEAR_ENOUGH


def check_verdict(task: dict[str, Any], verdict: str) -> None:
    """Raises: UsageError: the verdict answers another kind of question."""
    fitting = TERM_VERDICTS if is_about_term(task) else VERDICTS
    if verdict not in fitting:
        raise UsageError(f"{verdict} does not answer {task['question']} Say {' or '.join(fitting)}")


def decide(lake: Lake, task: dict[str, Any], verdict: str, ruling: Ruling, technology_id: str | None = None) -> str:
    """Record a judgement on the task; returns its id. A later one replaces it, even within the same second.

    Args:
        technology_id: what a term was decided to be.
    """
    earlier = latest_judgements(lake).get(task["task_id"])
    is_late = earlier is not None and earlier["decided_at"] >= ruling.decided_at
    decided_at = earlier["decided_at"] + timedelta(microseconds=1) if earlier and is_late else ruling.decided_at
    return record_judgement(
        lake,
        task_id=task["task_id"],
        left_id=task["left_id"],
        right_id=(technology_id or "") if is_about_term(task) else task["right_id"],
        verdict=verdict,
        reviewer=ruling.reviewer,
        reason=ruling.reason,
        decided_at=decided_at,
        expires_at=ruling.expires_at,
        subject_kind="term" if is_about_term(task) else "company_link",
    )
