"""`review`: list, show, decide."""

from __future__ import annotations

import json
import shutil
from importlib.resources import files

import pytest

from tests.access.small_lake import EVIL_NAME, SmallLake


def judgements(lake: SmallLake) -> list[dict]:
    found = [json.loads(path.read_bytes()) for path in (lake.folder / "landing" / "judgements").glob("*.json")]
    return sorted(found, key=lambda judgement: judgement["decided_at"])


def test_open_tasks_come_by_priority(stacktrail):
    rows = stacktrail("review", "list", "--output", "json").rows
    assert [row["task_id"] for row in rows] == ["tsk_evil", "tsk_low", "tsk_term", "tsk_alias"]
    assert [row["task_id"] for row in stacktrail("review", "list", "--limit", "1", "--output", "json").rows] == [
        "tsk_evil"
    ]
    everything = stacktrail("review", "list", "--all", "--output", "json").rows
    assert [row["task_id"] for row in everything] == ["tsk_done", "tsk_evil", "tsk_low", "tsk_term", "tsk_alias"]


def test_the_list_for_people_is_a_line_a_task(stacktrail):
    lines = {line.split()[0]: line for line in stacktrail("review", "list").out.splitlines()[2:]}
    assert list(lines) == ["tsk_evil", "tsk_low", "tsk_term", "tsk_alias"]
    assert "60%" in lines["tsk_low"] and "registration" not in lines["tsk_low"]
    assert lines["tsk_term"].rstrip().endswith("a new technology")


def test_page_shows_both_sides_and_the_comparison(stacktrail):
    out = stacktrail("review", "show", "tsk_low").out
    for words in ("rec_tallow", "rec_tallow2", "registration", "Backend developer, Kiel", "+9.2 bits", "60.0% same"):
        assert words in out
    assert "review decide tsk_low same|not_same|unsure" in out
    found = stacktrail("review", "show", "tsk_low", "--output", "json").value
    assert (found["left"]["name"], found["right"]["record_kind"]) == ("Tallow & Finch", "registration")


def test_reasons_come_heaviest_first_and_say_which_way_they_speak(stacktrail):
    lines = stacktrail("review", "show", "tsk_low").out.splitlines()
    (reason,) = (line for line in lines if "same words" in line)
    assert reason.split()[:4] == ["for,", "very", "strongly", "+9.2"]


def test_page_tells_what_a_side_does_the_next_best_and_what_follows(stacktrail):
    out = stacktrail("review", "show", "tsk_low").out
    first, second = ("“Tallow & Finch is a chandler of Kiel.”", "“At Tallow & Finch we write Go and like it.”")
    assert 0 < out.index(first) < out.index(second)
    for words in ("tallowfinch.invalid", "next best, 3.0%, 4.3 bits behind", "not the candidate, but Brackwater"):
        assert words in out
    assert "the record and its 1 fact count for Tallow Finch GmbH" in out
    assert "together +9.2 bits, 99.8% were it the only candidate; beside the others 60.0%" in out


def test_without_an_id_the_first_open_task_is_shown(stacktrail):
    assert stacktrail("review", "show", "--output", "json").value["task_id"] == "tsk_evil"


def test_one_decision_leads_to_the_next_task_until_none_is_open(own_lake: SmallLake, stacktrail):
    answers = {"tsk_evil": "not_same", "tsk_low": "same", "tsk_term": "unsure", "tsk_alias": "no_technology"}
    for task_id, following in zip(answers, [*list(answers)[1:], None], strict=True):
        words = ("review", "decide", task_id, answers[task_id], "--reviewer", "Ada", "--next")
        found = stacktrail(*words, lake=own_lake.folder)
        assert found.status == 0
        assert (f"review decide {following}" in found.out) if following else ("No review task is open" in found.err)


def test_next_best_says_not_the_candidate_but_the_other(own_lake: SmallLake, stacktrail):
    words = ("review", "decide", "tsk_low", "next_best", "--reviewer", "Ada", "--reason", "Kiel")
    assert stacktrail(*words, lake=own_lake.folder).status == 0
    said = {(row["left_id"], row["right_id"]): row["verdict"] for row in judgements(own_lake)}
    assert said == {("rec_tallow", "rec_tallow2"): "not_same", ("rec_tallow", "rec_brack"): "same"}
    assert "tsk_low" not in stacktrail("review", "list", lake=own_lake.folder).out


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
    assert [row["task_id"] for row in left] == ["tsk_evil", "tsk_term", "tsk_alias"]
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


@pytest.mark.parametrize("asked", ["rec_evil", "cmp_evil", EVIL_NAME])
def test_a_task_is_found_by_its_record_or_company(stacktrail, asked):
    assert stacktrail("review", "show", asked, "--output", "json").value["task_id"] == "tsk_evil"


def test_verdicts_may_be_spelled_as_people_do(own_lake: SmallLake, stacktrail):
    for verdict in ("not-same", "Not same", "SAME"):
        assert stacktrail("review", "decide", "tsk_low", verdict, "--reviewer", "Ada", lake=own_lake.folder).status == 0
    assert [row["verdict"] for row in judgements(own_lake)] == ["not_same", "not_same", "same"]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("decide", "tsk_lowe", "same"), "did you mean tsk_low?"),
        (("show", "cmp_tallow"), "tsk_done or tsk_evil or tsk_low"),
        ((), "say what to do: decide, list, merge, records, show, unmerge (try"),
        (("decide", "xyz", "same"), "review list"),
        (("decide", "tsk_", "same"), "give more of it"),
        (("decide", "", "same"), "no review task"),
        (("decide", "tsk_low", "maybe"), "'maybe'"),
        (("decide", "tsk_low", "same", "--reviewer", " "), "--reviewer"),
        (("show", "nothing"), "no review task nothing"),
        (("decide", "tsk_evil", "next_best"), "no next best candidate"),
        (("decide", "tsk_term", "next_best"), "no next best candidate"),
        (("decide", "tsk_low", "alias"), "Say same or not_same or unsure"),
        (("decide", "tsk_term", "same"), "Say technology or alias or no_technology or unsure"),
        (("decide", "tsk_term", "technology", "--category", "Databank", "--accept"), "is no category"),
        (("decide", "tsk_term", "alias", "--alias-of", "Nothing at all"), "no technology 'Nothing at all'"),
    ],
)
def test_wrong_decisions_are_refused(own_lake: SmallLake, stacktrail, words, told):
    assert stacktrail("review", *words, lake=own_lake.folder).failed_with(told)
    assert judgements(own_lake) == []


def test_only_tasks_of_a_kind_are_listed(stacktrail):
    rows = stacktrail("review", "list", "--kind", "technology_alias", "--output", "json").rows
    assert [(row["task_id"], row["right_label"]) for row in rows] == [("tsk_alias", "PostgreSQL")]


def test_page_of_a_term_shows_how_often_how_written_and_where_and_is_plain(stacktrail):
    out = stacktrail("review", "show", "tsk_term").out
    assert "3 postings of 2 companies" in out and "such as" in out and "=HYPERLINK(1)" in out
    assert "review decide tsk_term technology|alias|no_technology|unsure" in out
    assert "\x1b" not in out and "\u202e" not in out
    assert "PostgreSQL (postgresql)" in stacktrail("review", "show", "tsk_alias").out


def test_terms_are_no_formulas_in_csv(stacktrail):
    rows = stacktrail(
        "query", "SELECT spellings[2] AS term FROM review_tasks WHERE task_id = 'tsk_term'", "--output", "csv"
    )
    assert "\n=" not in rows.out


def test_a_term_is_rejected_for_the_next_build(own_lake: SmallLake, stacktrail):
    assert stacktrail("review", "decide", "tsk_term", "no_technology", lake=own_lake.folder).status == 0
    (judgement,) = judgements(own_lake)
    assert (judgement["subject_kind"], judgement["left_id"], judgement["right_id"]) == ("term", "trm_one", "")


def test_accepting_a_term_shows_what_it_does_before_its_line_is_written(own_lake: SmallLake, stacktrail, tmp_path):
    catalogue = tmp_path / "catalogue"
    shutil.copytree(files("pipeline.normalization") / "catalogue", catalogue)
    words = ("review", "decide", "tsk_alias", "alias", "--folder", catalogue, "--reviewer", "Ada")
    shown = stacktrail(*words, lake=own_lake.folder)
    assert "mentions added" in shown.out and "--accept" in shown.out
    line = "Tallowbase,postgresql,\n"
    assert line not in (catalogue / "aliases.csv").read_text(encoding="utf-8")
    assert judgements(own_lake) == []
    assert stacktrail(*words, "--accept", lake=own_lake.folder).status == 0
    assert line in (catalogue / "aliases.csv").read_text(encoding="utf-8")
    (judgement,) = judgements(own_lake)
    assert (judgement["verdict"], judgement["right_id"]) == ("alias", "postgresql")
