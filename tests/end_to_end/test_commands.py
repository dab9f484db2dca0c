"""The commands of the README on the replayed samples, as processes."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

import pytest

from tests.end_to_end.commands import SAMPLES, current, done, stacktrail
from tests.end_to_end.conftest import Replayed

pytestmark = [pytest.mark.end_to_end, pytest.mark.slow, pytest.mark.xdist_group("replayed samples")]

DAYS = ("2026-09-01", "2026-09-02", "2026-09-03")


def test_the_summary_tells_each_day_what_happened(replayed: Replayed):
    text = replayed.printed
    *days, _ = re.split(r"^(?=— |Try next)", text.strip(), flags=re.MULTILINE)
    days = [day for day in days if day]
    assert [day.splitlines()[0] for day in days] == [f"— {day} —" for day in DAYS]
    for day in days:
        words = [line.split()[0] for line in day.splitlines()[1:] if line and not line.startswith(" ")]
        for word in ("collected", "parsed", "read", "linked", "found", "changed", "checked", "published"):
            assert word in words, day
        assert re.search(r"^read +[\d,]+ postings, [\d,]+ pages, [\d,]+ register entries", day, re.MULTILINE)
        assert re.search(r"^linked +[\d,]+ companies from", day, re.MULTILINE)
        assert re.search(r"^found +[\d,]+ mentions", day, re.MULTILINE)
        assert re.search(r"^checked +([\d,]+) of \1 checks passed", day, re.MULTILINE)
        assert re.search(r"^published +release \d{8}T235959Z-[0-9a-f]{8}$", day, re.MULTILINE)
    assert "rejected" not in days[0] and "rejected   7 inputs" in days[1] and "rejected   3 inputs" in days[2]


def test_the_three_commands_to_try_work(replayed: Replayed):
    _, _, said = replayed.printed.partition("Try next:\n")
    commands = [shlex.split(line) for line in said.strip().splitlines()]
    assert len(commands) == 3
    assert len({words[1] for words in commands}) == 3
    for program, *words in commands:
        assert Path(program).name == "stacktrail"
        assert done(*words).out.strip()


def test_a_second_run_publishes_nothing(replayed: Replayed):
    before = current(replayed.lake)
    objects = {path: path.stat().st_mtime_ns for path in replayed.lake.rglob("*") if path.is_file()}
    second = done("run", SAMPLES / "SOURCES.yml", "--replay", "--lake", replayed.lake)
    assert "published" not in second.out and "parsed" not in second.out
    assert f"unchanged  nothing has changed; the current release is still {before.release_id}" in second.out
    assert current(replayed.lake) == before
    after = {path: path.stat().st_mtime_ns for path in replayed.lake.rglob("*") if path.is_file()}
    assert {path.name for path in after if after[path] != objects.get(path)} <= {"build.lease"}
    assert done("build", "--lake", replayed.lake).out.startswith("unchanged  nothing has changed")


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("company", "Hollowpine Outdoors"), "hollowpine-example.com"),
        (("company", "hollowpine-example.com"), "Hollowpine Outdoors"),
        (("technology", "PostgreSQL"), "PostgreSQL"),
        (("explain", "hollowpine-example.com", "jQuery"), "jQuery"),
        (("history", "hollowpine-example.com"), "jQuery"),
        (("history", "hollowpine-example.com", "jQuery"), "2026-09-03"),
        (("status",), "20260903T235959Z"),
        (("quarantine", "list"), "invalid_json"),
        (("quarantine", "list", "--reason", "no_posting"), "eastmarrow"),
        (("review", "list", "--limit", "3"), "tsk_"),
        (("releases",), "20260901T235959Z"),
        (("diff", "20260902", "20260903"), "DELETE"),
        (("diff", "20260901"), "ADD"),
        (("verify",), ", 0 not as published"),
        (("verify", "20260901"), ", 0 not as published"),
        (("query", "SELECT count(*) AS companies FROM out_companies"), "companies"),
        (("query", "SHOW TABLES", "--as-of", "2026-09-02"), "out_company_technologies"),
    ],
)
def test_reading_commands(replayed: Replayed, words, expected):
    assert expected in done(*words, "--lake", replayed.lake).out


def test_explain_shows_checked_evidence(replayed: Replayed):
    page = done("explain", "hollowpine-example.com", "jQuery", "--lake", replayed.lake, "--output", "json")
    found = json.loads(page.out)
    assert found["fact"]["is_current"] is False
    assert found["mentions"]
    assert {mention["span_check"] for mention in found["mentions"]} <= {"verified", "no_span"}


def test_diff_says_what_a_dropped_technology_is(replayed: Replayed):
    rows = done("diff", "20260902", "20260903", "--output", "json", "--lake", replayed.lake).rows
    ended = {(row["company_name"], row["technology_name"]) for row in rows if row["cause"] == "ended"}
    assert ("Hollowpine Outdoors", "jQuery") in ended


def test_export_writes_every_table(replayed: Replayed, tmp_path: Path):
    done("export", "--format", "csv", "-o", tmp_path / "out", "--lake", replayed.lake)
    written = {path.stem for path in (tmp_path / "out").glob("*.csv")}
    assert {"out_companies", "out_company_technologies", "out_evidence", "out_history"} <= written


def test_strict_asks_for_exit_status_one(replayed: Replayed):
    """The missing page is a problem of every run."""
    strict = stacktrail("run", SAMPLES / "SOURCES.yml", "--strict", "--replay", "--lake", replayed.lake)
    assert strict.status == 1
    assert "Traceback" not in strict.err


def test_a_release_is_found_by_prefix_and_time(replayed: Replayed):
    sql = "SELECT count(*) AS n FROM core_postings"
    counts = [
        done("query", sql, "--output", "json", option, value, "--lake", replayed.lake).rows[0]["n"]
        for option, value in [("--release", "20260901"), ("--as-of", "2026-09-02"), ("--as-of", "2026-09-03")]
    ]
    assert counts == sorted(set(counts))
