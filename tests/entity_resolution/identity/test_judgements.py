"""The latest judgement on a pair counts."""

from datetime import UTC, datetime, timedelta

from pipeline.entity_resolution.identity.judgements import not_expired, pair_of, read_constraints
from pipeline.tables.core import CORE_JUDGEMENTS

_START = datetime(2026, 1, 1, tzinfo=UTC)


def _rows(*judged: tuple[str, str, str]) -> list[dict[str, object]]:
    return [
        {
            "judgement_id": f"j{place}",
            "task_id": "t",
            "subject_kind": "company_link",
            "left_id": left,
            "right_id": right,
            "verdict": verdict,
            "reviewer": "ada",
            "decided_at": _START + timedelta(minutes=place // 2),
        }
        for place, (left, right, verdict) in enumerate(judged)
    ]


def test_the_latest_counts_whichever_way_round_the_pair_is_named() -> None:
    rows = _rows(("a", "b", "same"), ("c", "d", "same"), ("b", "a", "not_same"), ("a", "c", "unsure"))
    for order in (rows, rows[::-1]):
        found = read_constraints(CORE_JUDGEMENTS.from_rows(order))
        assert found.same == {("c", "d"): "j1"}
        assert found.not_same == {("a", "b"): "j2"}
        assert found.unsure == {("a", "c"): "j3"}
        assert found.touched == {"a", "b", "c", "d"}
        assert sorted(found.of("a")) == ["j2", "j3"]
        assert found.latest(["j1", None, "j2"]) == "j2"
        assert found.about("b", "a") == "j2"


def test_of_two_at_one_time_the_later_id_counts() -> None:
    found = read_constraints(CORE_JUDGEMENTS.from_rows(_rows(("a", "b", "same"), ("a", "b", "not_same"))))
    assert found.not_same == {pair_of("b", "a"): "j1"}
    assert not found.same


def test_the_time_counts_before_the_id() -> None:
    early, late = _rows(("a", "b", "same"), ("a", "b", "not_same"))
    late |= {"judgement_id": "i", "decided_at": _START + timedelta(days=1)}
    found = read_constraints(CORE_JUDGEMENTS.from_rows([late, early]))
    assert (found.same, found.not_same) == ({}, {("a", "b"): "i"})
    assert found.latest(["i", "j0"]) == "i"


def test_no_judgements_touch_nothing() -> None:
    found = read_constraints(CORE_JUDGEMENTS.empty())
    assert not found.touched
    assert found.latest([]) is None


def test_an_expired_judgement_counts_no_more_nor_does_the_one_it_replaced() -> None:
    (base,) = _rows(("a", "b", "same"))
    rows = [
        {**base, "judgement_id": "j1", "verdict": "not_same", "decided_at": _START},
        {
            **base,
            "judgement_id": "j2",
            "verdict": "same",
            "decided_at": _START + timedelta(days=1),
            "expires_at": _START + timedelta(days=30),
        },
    ]
    table = CORE_JUDGEMENTS.from_rows(rows)
    before = not_expired(table, _START + timedelta(days=29))
    assert read_constraints(before).same == {("a", "b"): "j2"}
    assert not_expired(table, _START + timedelta(days=30)).num_rows == 0
