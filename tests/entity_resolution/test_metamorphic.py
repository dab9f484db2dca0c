"""What must not change the partition of records into companies: order, batching, strangers, judgements taken back."""

import random
from typing import Any

import pyarrow as pa
import pytest

from pipeline.entity_resolution.companies.lake_companies import Resolution, resolve_companies
from pipeline.tables.core import CORE_COMPANY_RECORDS, CORE_JUDGEMENTS
from tests.entity_resolution.companies.test_lake_companies import POSTINGS, REGISTER, START

Row = dict[str, Any]
ROUNDS = 200
ROWS: list[Row] = [
    *REGISTER,
    *POSTINGS,
    {**POSTINGS[0], "record_id": "q1", "name": "Kestrelvale", "clean_name": "Kestrelvale", "domain": "kestrelvale.de"},
    {**POSTINGS[0], "record_id": "q2", "name": "kestrelvale.de", "clean_name": "kestrelvale.de"},
    {**POSTINGS[0], "record_id": "q3", "name": "Tamarindgate", "clean_name": "Tamarindgate"},
    {**POSTINGS[0], "record_id": "q4", "name": "Quernhaven", "clean_name": "Quernhaven"},
    {**POSTINGS[0], "record_id": "q5", "name": "Quernhaven Ltd", "clean_name": "Quernhaven", "domain": "quern.com"},
    {**POSTINGS[0], "record_id": "q6", "name": "Quernhaven", "clean_name": "Quernhaven", "domain": "quernhaven.io"},
]


def resolve(rows: list[Row], judgements: list[Row] | None = None, previous: Resolution | None = None) -> Resolution:
    return resolve_companies(
        pa.Table.from_pylist(rows, schema=CORE_COMPANY_RECORDS.schema),
        CORE_JUDGEMENTS.from_rows(judgements or []),
        previous.links if previous else None,
        previous.companies if previous else None,
    )


def partition(resolution: Resolution) -> set[tuple[str, ...]]:
    return {tuple(row["referents"]) for row in resolution.companies.to_pylist()}


@pytest.fixture(scope="module")
def whole() -> Resolution:
    return resolve(ROWS)


def test_two_hundred_orders_and_batchings_give_one_partition(whole: Resolution) -> None:
    shuffler = random.Random(17)
    others = [row for row in ROWS if row["record_kind"] != "registration"]
    for _ in range(ROUNDS):
        shuffler.shuffle(others)
        cuts = sorted(shuffler.sample(range(1, len(others)), 2))
        before: Resolution | None = None
        for end in (*cuts, len(others)):
            batch = [*REGISTER, *others[:end]]
            shuffler.shuffle(batch)
            before = resolve(batch, previous=before)
        assert before is not None
        assert partition(before) == partition(whole)


@pytest.mark.parametrize("name", ["Zwolfram Oyster Yard", "???", "Confidential Foundry", "x" * 9_000])
def test_a_stranger_changes_no_other_company(whole: Resolution, name: str) -> None:
    stranger = {**POSTINGS[0], "record_id": "z", "name": name, "clean_name": name}
    assert partition(resolve([*ROWS, stranger])) - {("z",)} == partition(whole)
    links = [row for row in resolve([*ROWS, stranger]).links.to_pylist() if row["record_id"] != "z"]
    assert links == whole.links.to_pylist()


@pytest.mark.parametrize(
    ("left", "right", "verdict"),
    [
        ("p1", "g1", "not_same"),
        ("p4", "w1", "not_same"),
        ("p7", "p4", "same"),
        ("q4", "g3", "same"),
        ("q1", "q2", "unsure"),
    ],
)
def test_a_judgement_taken_back_leaves_no_trace(whole: Resolution, left: str, right: str, verdict: str) -> None:
    judgement = {
        "judgement_id": "j", "task_id": "t", "subject_kind": "company_link", "left_id": left, "right_id": right,
        "verdict": verdict, "reviewer": "ada", "decided_at": START,
    }  # fmt: skip
    judged = resolve(ROWS, [judgement], whole)
    together = any(left in members and right in members for members in partition(judged))
    if verdict != "unsure":
        assert together == (verdict == "same")
    again = resolve(ROWS, [], judged)
    assert again.links.equals(whole.links)
    assert partition(again) == partition(whole)
