"""When a company began and ceased to use a technology, as far as the evidence says."""

from __future__ import annotations

from datetime import timedelta

import pytest

from pipeline.history.intervals import INTERVALS, record_history
from pipeline.tables.out import OUT_HISTORY
from tests.history.worlds import World, day


def test_a_posting_opens_an_interval_at_its_posting_date(world: World) -> None:
    world.posting("2026-09-02", "Rust", posted="2026-08-20")
    assert world.intervals("2026-09-03") == [("rust", "2026-08-20", None, "adopted")]


@pytest.mark.parametrize("posted", ["2099-01-01", "1970-01-01"])
def test_an_impossible_posting_date_counts_as_the_day_it_was_seen(world: World, posted: str) -> None:
    world.posting("2026-09-02", "Rust", posted=posted)
    assert world.intervals("2026-09-03") == [("rust", "2026-09-02", None, "adopted")]


def test_what_an_edit_adds_begins_with_the_edit(world: World) -> None:
    """The edited posting keeps its old date, at which it did not say so."""
    world.posting("2026-09-01", "Rust", posted="2026-08-20", number_at_source="7")
    world.posting("2026-09-02", "Rust", "Zig", posted="2026-08-20", number_at_source="7")
    world.posting("2026-09-03", "Elm", posted="2026-08-21")
    world.posting("2026-09-04", "Ada", posted="2026-08-21")
    assert world.intervals("2026-09-04") == [
        ("ada", "2026-08-21", None, "adopted"),
        ("elm", "2026-08-21", None, "adopted"),
        ("rust", "2026-08-20", None, "adopted"),
        ("zig", "2026-09-02", None, "adopted"),
    ]


def test_old_evidence_expires(world: World) -> None:
    world.posting("2024-01-01", "Rust", last="2024-02-01")
    assert world.intervals("2026-09-03", current_days=30) == [("rust", "2024-01-01", "2024-03-02", "ended_expired")]


def test_touching_evidence_is_one_interval_and_a_gap_makes_two(world: World) -> None:
    world.posting("2025-01-01", "Rust")
    world.posting("2025-01-20", "Rust")
    world.posting("2025-06-01", "Rust")
    assert world.intervals("2026-01-01", current_days=30) == [
        ("rust", "2025-01-01", "2025-02-19", "ended_expired"),
        ("rust", "2025-06-01", "2025-07-01", "ended_expired"),
    ]


def test_a_page_that_no_longer_shows_it_ends_the_interval(world: World) -> None:
    world.page("https://a.example/", "2026-09-01", "Segment", "React", last="2026-09-02")
    world.page("https://a.example/", "2026-09-03", "React")
    assert world.intervals("2026-09-03") == [
        ("react", "2026-09-01", None, "adopted"),
        ("segment", "2026-09-01", "2026-09-03", "ended_removed"),
    ]


def test_another_page_of_the_site_proves_nothing(world: World) -> None:
    world.page("https://a.example/", "2026-09-01", "Segment")
    world.page("https://a.example/about", "2026-09-03", "React")
    assert ("segment", "2026-09-01", None, "adopted") in world.intervals("2026-09-03")


def test_leaving_a_technology_ends_older_evidence_only(world: World) -> None:
    world.posting("2026-01-01", "MongoDB")
    world.posting("2026-03-01", "MongoDB", polarity="negated")
    assert world.intervals("2026-04-01") == [("mongodb", "2026-01-01", "2026-03-01", "ended_replaced")]
    world.posting("2026-05-01", "MongoDB")
    assert world.intervals("2026-06-01")[-1] == ("mongodb", "2026-05-01", None, "adopted")


@pytest.mark.parametrize("polarity", ["negated", "employer_product", "boilerplate", "not_evidence"])
def test_other_polarities_are_no_evidence(world: World, polarity: str) -> None:
    world.posting("2026-01-01", "Slack", polarity=polarity)
    assert world.evidence().num_rows == 0
    assert world.intervals("2026-02-01") == []


def test_an_alternative_counts_half(world: World) -> None:
    world.posting("2026-01-01", "Kotlin", polarity="alternative")
    assert world.evidence().column("confidence").to_pylist() == [0.4]


@pytest.mark.parametrize("kind", ["staffing_agency", "job_board", "not_a_company"])
def test_what_a_recruiter_asks_for_is_no_evidence(world: World, kind: str) -> None:
    world.posting("2026-01-01", "Java")
    world.name_kind = kind
    assert world.evidence().num_rows == 0


def test_the_quote_holds_the_span_by_code_points(world: World) -> None:
    text = "🚀 Élan — " * 20 + "we run Kubernetes in production, " + "ça va " * 40
    world.posting("2026-01-01", "Kubernetes", text=text)
    row = world.evidence().to_pylist()[0]
    start = text.index("Kubernetes")
    assert row["quote"] == text[max(0, start - 80) : start + len("Kubernetes") + 80]


def test_history_keeps_what_was_believed(world: World) -> None:
    monday, tuesday = day("2026-09-01"), day("2026-09-02")
    world.posting("2026-09-01", "Rust")
    first = intervals_of(("rust", "2026-09-01", None, "adopted"))
    history = record_history(first, OUT_HISTORY.empty(), monday)
    second = intervals_of(("rust", "2026-09-01", "2026-09-02", "ended_removed"), ("go", "2026-09-02", None, "adopted"))
    history = record_history(second, history, tuesday)
    rows = {(r["technology_id"], r["is_believed"]): r for r in history.to_pylist()}
    assert rows["rust", False]["recorded_to"] == tuesday
    assert rows["rust", False]["valid_to"] is None
    assert rows["rust", True]["recorded_from"] == tuesday
    assert rows["rust", True]["valid_to"] == tuesday
    assert rows["go", True]["recorded_from"] == tuesday


def test_an_unchanged_belief_keeps_its_recorded_time() -> None:
    same = intervals_of(("rust", "2026-09-01", None, "adopted"))
    first = record_history(same, OUT_HISTORY.empty(), day("2026-09-01"))
    assert record_history(same, first, day("2026-09-02")).equals(first)


def test_history_never_loses_a_row() -> None:
    history = OUT_HISTORY.empty()
    believed = [("rust", "2026-09-01", None, "adopted"), ("go", "2026-09-01", None, "adopted")]
    seen: set[tuple[object, ...]] = set()
    for number in range(6):
        now = day("2026-09-01") + timedelta(days=number)
        history = record_history(intervals_of(*believed[: 1 + number % 2]), history, now)
        keys = {tuple(row[name] for name in OUT_HISTORY.key) for row in history.to_pylist()}
        assert seen <= keys
        assert len(keys) == history.num_rows
        seen = keys
        assert sum(row["is_believed"] for row in history.to_pylist()) == 1 + number % 2


def intervals_of(*rows: tuple[str, str, str | None, str]):
    return INTERVALS.empty_table().from_pylist(
        [
            {
                "company_id": "com_a",
                "technology_id": technology,
                "valid_from": day(start),
                "valid_to": day(end) if end else None,
                "cause": cause,
            }
            for technology, start, end, cause in rows
        ],
        schema=INTERVALS,
    )
