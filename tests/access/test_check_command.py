"""`check`: the expectations on a release."""

from __future__ import annotations

import json

from tests.access.small_lake import RELEASES


def test_check_counts_and_shows_what_is_not_met(stacktrail):
    found = stacktrail("check", "--suite", "out_technologies")
    assert found.status == 0
    assert "checked, 0 failed" in found.out
    whole = stacktrail("check", "--output", "json")
    assert whole.status == 1, "the small lake is no real dataset: gates fail on it"
    failed = [row["check_id"] for row in whole.rows if row["severity"] == "gate" and not row["success"]]
    assert f"{len(whole.rows)} checked, {len(failed)} failed" in whole.err
    assert failed


def test_check_takes_a_release_and_writes_validation_results(stacktrail, tmp_path):
    target = tmp_path / "results.json"
    found = stacktrail("check", RELEASES[0], "--suite", "out_technologies", "--validations", target)
    assert found.status == 0
    (written,) = json.loads(target.read_text())
    assert written["suite_name"] == "out_technologies"
    assert written["success"]
    assert written["meta"]["run_id"]["run_name"] == RELEASES[0]


def test_check_of_a_wrong_suite_or_release_is_refused(stacktrail):
    assert stacktrail("check", "--suite", "out_companie").failed_with("no suite", "out_companies")
    assert stacktrail("check", "20190101").failed_with("20190101")
