"""`review`: list, show, decide."""

from __future__ import annotations

import json

import pytest

from tests.access.small_lake import SmallLake


def judgements(lake: SmallLake) -> list[dict]:
    found = [json.loads(path.read_bytes()) for path in (lake.folder / "landing" / "judgements").glob("*.json")]
    return sorted(found, key=lambda judgement: judgement["decided_at"])


def test_open_tasks_come_by_priority(stacktrail):
    rows = stacktrail("review", "list", "--output", "json").rows
    assert [row["task_id"] for row in rows] == ["tsk_evil", "tsk_low"]
    assert [row["task_id"] for row in stacktrail("review", "list", "--limit", "1", "--output", "json").rows] == [
        "tsk_evil"
    ]
    everything = stacktrail("review", "list", "--all", "--output", "json").rows
    assert [row["task_id"] for row in everything] == ["tsk_done", "tsk_evil", "tsk_low"]


def test_page_shows_both_sides_and_the_comparison(stacktrail):
    out = stacktrail("review", "show", "tsk_low").out
    for words in ("rec_tallow", "rec_tallow2", "registration", "Backend developer, Kiel", "+9.2 bits", "60.0% same"):
        assert words in out
    assert "review decide tsk_low same|not_same|unsure" in out
    found = stacktrail("review", "show", "tsk_low", "--output", "json").value
    assert (found["left"]["name"], found["right"]["record_kind"]) == ("Tallow & Finch", "registration")


def test_reasons_come_heaviest_first_and_say_which_way_they_speak(stacktrail):
    lines = stacktrail("review", "show", "tsk_low").out.splitlines()
    (reason,) = (line for line in lines if "+9.2 bits" in line)
    assert reason.split()[0] == "for"


def test_page_of_a_hostile_record_is_plain(stacktrail):
    out = stacktrail("review", "show", "tsk_evil").out
    assert "\x1b" not in out and "\u202e" not in out and "[bold]Red[/bold]" in out


def test_decision_is_kept_for_the_next_build_and_leaves_the_list(own_lake: SmallLake, stacktrail):
    words = ("review", "decide", "tsk_low", "same", "--reason", "same address", "--reviewer", "Ada")
    found = stacktrail(*words, lake=own_lake.folder)
    assert found.status == 0 and "next build" in found.out
    (judgement,) = judgements(own_lake)
    assert (judgement["task_id"], judgement["left_id"], judgement["right_id"]) == (
        "tsk_low",
        "rec_tallow",
        "rec_tallow2",
    )
    assert (judgement["verdict"], judgement["reviewer"], judgement["reason"]) == ("same", "Ada", "same address")
    left = stacktrail("review", "list", "--output", "json", lake=own_lake.folder).rows
    assert [row["task_id"] for row in left] == ["tsk_evil"]
    assert "Ada decided same" in stacktrail("review", "show", "tsk_low", lake=own_lake.folder).out


def test_latest_decision_counts_even_within_a_second(own_lake: SmallLake, stacktrail):
    for verdict in ("same", "not_same", "same", "unsure"):
        assert stacktrail("review", "decide", "tsk_low", verdict, "--reviewer", "Ada", lake=own_lake.folder).status == 0
    assert [judgement["verdict"] for judgement in judgements(own_lake)] == ["same", "not_same", "same", "unsure"]
    rows = stacktrail("review", "list", "--all", "--output", "json", lake=own_lake.folder).rows
    assert {row["task_id"]: row["your_verdict"] for row in rows}["tsk_low"] == "unsure"


def test_reviewer_comes_from_the_setting_then_the_login_name(own_lake: SmallLake, stacktrail, monkeypatch):
    monkeypatch.setenv("LOGNAME", "login")
    stacktrail("review", "decide", "tsk_low", "same", lake=own_lake.folder)
    monkeypatch.setenv("STACKTRAIL_REVIEWER", "Grace")
    stacktrail("review", "decide", "tsk_low", "not_same", lake=own_lake.folder)
    assert [judgement["reviewer"] for judgement in judgements(own_lake)] == ["login", "Grace"]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("decide", "tsk_lowe", "same"), "did you mean tsk_low?"),
        (("decide", "xyz", "same"), "review list"),
        (("decide", "tsk_", "same"), "give more of it"),
        (("decide", "", "same"), "no review task"),
        (("decide", "tsk_low", "maybe"), "'maybe'"),
        (("decide", "tsk_low", "same", "--reviewer", " "), "--reviewer"),
        (("show", "nothing"), "no review task nothing"),
    ],
)
def test_wrong_decisions_are_refused(own_lake: SmallLake, stacktrail, words, told):
    assert stacktrail("review", *words, lake=own_lake.folder).failed_with(told)
    assert judgements(own_lake) == []
