"""Review tasks: most worthwhile first, the same question under the same id, decided ones kept."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pyarrow as pa
import pytest

from pipeline.tables.core import CORE_COMPANY_LINKS, CORE_COMPANY_RECORDS, CORE_JUDGEMENTS
from pipeline.tables.out import OUT_EVIDENCE
from pipeline.tables.review import REVIEW_TASKS, TERM_QUESTIONS
from pipeline.tables.schema import Table
from pipeline.verification.tasks import build_tasks

NOON = datetime(2026, 9, 1, 12, tzinfo=UTC)
NAMES = {"rec_a": "Marlwick", "rec_b": "Pellburn", "rec_c": "Ruskavel", "reg_a": "Marlwick Ltd", "reg_b": "Pellburn AG"}
NAMES |= {"reg_c": "Ruskavel Oy"}


def records() -> pa.Table:
    rows = [
        {
            "record_id": record_id,
            "source": "register" if record_id.startswith("reg") else "board",
            "record_kind": "registration" if record_id.startswith("reg") else "posting",
            "name": name,
            "name_kind": "employer",
            "domain": "marlwick-example.com" if record_id == "rec_a" else None,
            "country": "GB" if record_id == "reg_a" else None,
        }
        for record_id, name in NAMES.items()
    ]
    return CORE_COMPANY_RECORDS.from_rows(rows)


def link(left: str, right: str, probability: float | None, decision: str = "review") -> dict[str, Any]:
    return {
        "record_id": left,
        "candidate_record_id": right,
        "company_id": "com_x",
        "decision": decision,
        "match_probability": probability,
        "comparison": "{}",
    }


def judgement(left: str, right: str, verdict: str = "same", minutes: int = 0, name: str = "jud_1") -> dict[str, Any]:
    row = {"judgement_id": name, "task_id": "tsk", "subject_kind": "company_link", "left_id": left, "right_id": right}
    return {**row, "verdict": verdict, "reviewer": "ada", "decided_at": NOON + timedelta(minutes=minutes)}


def evidence(**facts: int) -> pa.Table:
    """So many technologies hang on each record."""
    columns: dict[str, list[Any]] = {name: [] for name in ("record_id", "technology_id")}
    for record_id, count in facts.items():
        columns["record_id"] += [record_id] * (2 * count)
        columns["technology_id"] += [f"tech-{number}" for number in range(count)] * 2
    rows = len(columns["record_id"])
    arrays = {
        field.name: pa.array(columns[field.name], field.type) if field.name in columns else pa.nulls(rows, field.type)
        for field in OUT_EVIDENCE.schema
    }
    return pa.table(arrays)


def tasks(
    links: list[dict[str, Any]],
    judgements: list[dict[str, Any]] | None = None,
    previous: pa.Table | None = None,
    facts: pa.Table | None = None,
    terms: list[dict[str, Any]] | None = None,
) -> pa.Table:
    return build_tasks(
        CORE_COMPANY_LINKS.from_rows(links),
        records(),
        evidence() if facts is None else facts,
        pa.Table.from_pylist(terms or [], schema=TERM_QUESTIONS),
        CORE_JUDGEMENTS.from_rows(judgements or []),
        REVIEW_TASKS.empty() if previous is None else previous,
    )


def by_left(found: pa.Table) -> dict[str, dict[str, Any]]:
    return {row["left_id"]: row for row in found.to_pylist()}


def test_only_uncertain_links_are_asked_about() -> None:
    found = tasks(
        [link("rec_a", "reg_a", 0.5), link("rec_b", "reg_b", 0.99, "match"), link("rec_c", "reg_c", 0.1, "no_match")]
    )
    (row,) = found.to_pylist()
    assert (row["left_id"], row["right_id"], row["status"], row["judgement_id"]) == ("rec_a", "reg_a", "open", None)
    assert row["question"] == 'Is "Marlwick" the company "Marlwick Ltd"?'
    assert row["left_label"] == "Marlwick · marlwick-example.com (posting, board)"
    assert row["right_label"] == "Marlwick Ltd · GB (registration, register)"


@pytest.mark.parametrize(
    ("probability", "fact_count", "priority"),
    [(0.5, 0, 1.0), (0.5, 1, 2.0), (0.5, 3, 3.0), (0.9, 3, 0.6), (0.1, 3, 0.6), (1.0, 100, 0.0), (None, 1, 2.0)],
)
def test_priority_is_uncertainty_times_the_bits_of_what_hangs_on_it(
    probability: float | None, fact_count: int, priority: float
) -> None:
    (row,) = tasks([link("rec_a", "reg_a", probability)], facts=evidence(rec_a=fact_count)).to_pylist()
    assert (row["fact_count"], row["priority"]) == (fact_count, priority)


def test_the_less_certain_and_the_more_consequential_come_first() -> None:
    links = [link("rec_a", "reg_a", 0.9), link("rec_b", "reg_b", 0.5), link("rec_c", "reg_c", 0.5)]
    found = tasks(links, facts=evidence(rec_a=1, rec_b=1, rec_c=9)).to_pylist()
    first_to_last = sorted(found, key=lambda row: (-row["priority"], row["task_id"]))
    assert [row["left_id"] for row in first_to_last] == ["rec_c", "rec_b", "rec_a"]


def test_the_same_question_keeps_its_id_whatever_else_changes() -> None:
    (first,) = tasks([link("rec_a", "reg_a", 0.5)]).to_pylist()
    again = by_left(tasks([link("rec_b", "reg_b", 0.4), link("rec_a", "reg_a", 0.7)], facts=evidence(rec_a=5)))
    assert again["rec_a"]["task_id"] == first["task_id"]
    other = by_left(tasks([link("rec_a", "reg_b", 0.5)]))
    assert other["rec_a"]["task_id"] != first["task_id"]


def test_a_judgement_decides_the_task_and_the_latest_counts() -> None:
    decided = [
        judgement("rec_a", "reg_a", "unsure", 5, "jud_late"),
        judgement("rec_a", "reg_a", "same", 0, "jud_early"),
    ]
    (row,) = tasks([link("rec_a", "reg_a", 0.5)], decided).to_pylist()
    assert (row["status"], row["judgement_id"]) == ("decided", "jud_late")


def test_of_two_judgements_of_one_moment_the_higher_id_counts() -> None:
    decided = [judgement("rec_a", "reg_a", name="jud_b"), judgement("rec_a", "reg_a", "not_same", name="jud_a")]
    for order in (decided, decided[::-1]):
        assert tasks([link("rec_a", "reg_a", 0.5)], order).to_pylist()[0]["judgement_id"] == "jud_b"


def test_decided_tasks_stay_after_their_link_is_certain() -> None:
    open_tasks = tasks([link("rec_a", "reg_a", 0.5), link("rec_b", "reg_b", 0.5)])
    obeyed = [link("rec_a", "reg_a", 1.0, "match"), link("rec_b", "reg_b", 0.99, "match")]
    found = tasks(obeyed, [judgement("rec_a", "reg_a")], previous=open_tasks)
    (row,) = found.to_pylist()
    before = by_left(open_tasks)["rec_a"]
    assert row == {**before, "status": "decided", "judgement_id": "jud_1"}, "undecided ones go with their question"
    assert tasks(obeyed, [judgement("rec_a", "reg_a")], previous=found).equals(found)


def test_a_later_judgement_replaces_the_one_a_kept_task_names() -> None:
    kept = tasks(
        [link("rec_a", "reg_a", 1.0, "match")], [judgement("rec_a", "reg_a")], tasks([link("rec_a", "reg_a", 0.5)])
    )
    both = [judgement("rec_a", "reg_a"), judgement("rec_a", "reg_a", "not_same", 1, "jud_2")]
    (row,) = tasks([link("rec_a", "reg_b", 0.2, "no_match")], both, previous=kept).to_pylist()
    assert (row["status"], row["judgement_id"]) == ("decided", "jud_2")


def test_the_order_of_rows_changes_nothing() -> None:
    links = [link("rec_a", "reg_a", 0.5), link("rec_b", "reg_b", 0.6), link("rec_c", "reg_c", 0.4)]
    facts = evidence(rec_a=2, rec_b=3)
    assert tasks(links, facts=facts).equals(tasks(links[::-1], facts=facts.take(list(range(facts.num_rows))[::-1])))


def test_nothing_uncertain_gives_an_empty_table() -> None:
    table: Table = REVIEW_TASKS
    assert tasks([]).equals(table.empty())


def term(key: str, near: str | None = None, companies: int = 3) -> dict[str, Any]:
    return {
        "term_key": key,
        "term": key.title(),
        "technology_id": near and near.casefold(),
        "technology_name": near,
        "document_count": 7,
        "company_count": companies,
        "spellings": [key.title(), key],
        "examples": [f"Python, {key}, Kafka"],
    }


def test_a_term_asks_whether_it_is_new_or_another_name() -> None:
    found = {row["left_label"]: row for row in tasks([], terms=[term("seacat"), term("kafkah", "Kafka")]).to_pylist()}
    new, alias = found["Seacat"], found["Kafkah"]
    assert (new["kind"], new["right_id"], new["question"]) == (
        "new_technology",
        None,
        'Is "Seacat" a technology that the catalogue lacks?',
    )
    assert (alias["kind"], alias["right_id"], alias["question"]) == (
        "technology_alias",
        "kafka",
        'Is "Kafkah" another name of "Kafka"?',
    )
    assert (new["fact_count"], new["document_count"], new["priority"]) == (3, 7, 2.0)
    assert new["examples"] == ["Python, seacat, Kafka"]


def test_a_judged_term_is_decided_whatever_it_was_said_to_be_and_stays() -> None:
    asked = tasks([], terms=[term("seacat"), term("rowboat")])
    left_id = {row["left_label"]: row["left_id"] for row in asked.to_pylist()}["Seacat"]
    said = {**judgement(left_id, "sea-cat", "alias"), "subject_kind": "term"}
    found = {row["left_label"]: row for row in tasks([], [said], previous=asked).to_pylist()}
    assert list(found) == ["Seacat"], "the open one is no question any more"
    assert (found["Seacat"]["status"], found["Seacat"]["judgement_id"]) == ("decided", "jud_1")
    again = {**judgement(left_id, "", "no_technology", 1, "jud_2"), "subject_kind": "term"}
    (row,) = tasks([], [said, again], previous=asked, terms=[term("seacat")]).to_pylist()
    assert (row["status"], row["judgement_id"]) == ("decided", "jud_2")
