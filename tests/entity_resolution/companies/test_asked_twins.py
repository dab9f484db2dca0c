"""One answer is enough for records of one name that were led to the same registration."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from pipeline.entity_resolution.companies.lake_companies import Resolution, resolve_companies
from pipeline.tables.core import CORE_COMPANY_RECORDS, CORE_JUDGEMENTS

Row = dict[str, Any]


def _record(record_id: str, name: str, kind: str = "posting", **more: Any) -> Row:
    base = {"record_id": record_id, "source": "s", "record_kind": kind, "name": name, "clean_name": name}
    return {**base, "name_kind": "employer", **more}


REGISTER = [
    _record("shared", "Quillmere Inc.", "registration", country="US"),
    _record("other", "Quillmere Foods and Sons", "registration"),
    _record("sited", "Zephlattice Co., Ltd.", "registration", country="JP", domain="zephlattice.co.jp"),
]
TWINS = [
    _record("bare", "Quillmere", country="US", city="Reno"),
    _record("judged", "Quillmere", source="t"),
    _record("abroad", "QUILLMERE SINGAPORE PTE. LTD.", clean_name="Quillmere", country="SG"),
    _record("strange", "Quillmere", country="US", domain="quillmere-lamps.com"),
    _record("elsewhere", "Zephlattice", country="US"),
]


def _run(postings: list[Row], verdicts: dict[str, str] | None = None, previous: Resolution | None = None) -> Resolution:
    judgements = [
        {
            "judgement_id": f"j{number}", "task_id": "t", "subject_kind": "company_link", "left_id": record,
            "right_id": "shared", "verdict": verdict, "reviewer": "ada",
            "decided_at": datetime(2026, 1, 1 + number, tzinfo=UTC),
        }
        for number, (record, verdict) in enumerate((verdicts or {}).items())
    ]  # fmt: skip
    return resolve_companies(
        CORE_COMPANY_RECORDS.from_rows([*REGISTER, *postings]),
        CORE_JUDGEMENTS.from_rows(judgements),
        previous.links if previous else None,
        previous.companies if previous else None,
    )


def _decisions(resolution: Resolution) -> dict[str, str]:
    rows = resolution.links.to_pylist()
    return {row["record_id"]: row["decision"] for row in rows if row["record_id"] in {r["record_id"] for r in TWINS}}


def test_all_are_asked_about_as_long_as_nobody_answers() -> None:
    assert set(_decisions(_run(TWINS)).values()) == {"review"}


def test_one_answer_is_enough_but_for_another_site_or_another_question() -> None:
    resolution = _run(TWINS, {"judged": "same"})
    assert _decisions(resolution) == {
        "bare": "match", "judged": "match", "abroad": "match", "strange": "review", "elsewhere": "review",
    }  # fmt: skip
    links = {row["record_id"]: row for row in resolution.links.to_pylist()}
    assert links["bare"]["company_id"] == links["abroad"]["company_id"] == links["shared"]["company_id"]
    assert json.loads(links["abroad"]["comparison"])["named as a linked record"]["level"].endswith("company (judged)")


@pytest.mark.parametrize("verdict", ["not_same", "unsure"])
def test_a_judged_record_follows_nobody(verdict: str) -> None:
    assert _decisions(_run(TWINS, {"bare": verdict, "judged": "same"}))["bare"] != "match"


def _without_ids(resolution: Resolution) -> tuple[list[list[str]], list[Row]]:
    referents = sorted(row["referents"] for row in resolution.companies.to_pylist())
    return referents, resolution.links.drop_columns("company_id").to_pylist()


def test_continued_runs_give_what_full_runs_give_and_an_answer_taken_back_leaves_no_trace() -> None:
    before, answered = _run(TWINS), _run(TWINS, {"judged": "same"})
    assert _without_ids(_run(TWINS, {"judged": "same"}, before)) == _without_ids(answered)
    assert _without_ids(_run(TWINS, previous=answered)) == _without_ids(before)
    fewer = _run(TWINS[1:], {"judged": "same"})
    assert _without_ids(_run(TWINS, {"judged": "same"}, fewer)) == _without_ids(answered)
