"""`history` and `diff`."""

from __future__ import annotations

from tests.access.small_lake import RELEASES


def intervals(found):
    return [(row["technology_id"], row["valid_to"], row["cause"]) for row in found.rows]


def test_history_is_what_is_believed_now(stacktrail):
    found = stacktrail("history", "brackwater", "--output", "json")
    assert intervals(found) == [
        ("go", None, "adopted"),
        ("kubernetes", "2026-09-02T06:00:00Z", "ended_removed"),
        ("nomad", None, "adopted"),
    ]


def test_history_known_at_a_time_is_what_was_believed_then(stacktrail):
    words = ("history", "brackwater", "kubernetes", "--output", "json", "--known-at")
    assert intervals(stacktrail(*words, "2026-09-02")) == [("kubernetes", None, "adopted")]
    assert intervals(stacktrail(*words, "2026-09-03T05:59:59Z")) == [("kubernetes", None, "adopted")]
    assert intervals(stacktrail(*words, "2026-09-03T06:00:00Z")) == [
        ("kubernetes", "2026-09-02T06:00:00Z", "ended_removed")
    ]
    assert intervals(stacktrail(*words, "2026-08-31")) == []


def test_history_with_what_was_superseded(stacktrail):
    found = stacktrail("history", "brackwater", "k8s", "--all", "--output", "json")
    assert [row["recorded_to"] for row in found.rows] == ["2026-09-03T06:00:00Z", None]
    text = stacktrail("history", "brackwater", "k8s", "--all").out
    assert "superseded" in text and "ended removed" in text


def test_history_without_an_interval_says_so(stacktrail):
    found = stacktrail("history", "brackwater", "zig")
    assert (found.status, "No interval is known." in found.out) == (0, True)


def test_history_of_a_wrong_time_or_company_is_refused(stacktrail):
    assert stacktrail("history", "brackwater", "--known-at", "soon").failed_with("is no time")
    assert stacktrail("history", "brackwatr").failed_with("did you mean")


def test_diff_counts_and_names_what_changed(stacktrail):
    out = stacktrail("diff", RELEASES[0], RELEASES[2]).out
    for words in ("company Tallow Finch GmbH", "merged", "Brackwater Logistics uses Kubernetes", "ended", "is_current"):
        assert words in out
    assert "\x1b" not in out


def test_diff_rows_carry_keys_causes_and_names(stacktrail):
    rows = stacktrail("diff", "20260901", "20260903", "--output", "json").rows
    assert len(rows) == 9
    added = next(row for row in rows if row["technology_name"] == "Nomad")
    assert (added["change"], added["company_name"]) == ("ADD", "Brackwater Logistics")
    assert added["row_key"] == '{"company_id":"cmp_brack","technology_id":"nomad"}'


def test_diff_backwards_turns_adds_into_deletes(stacktrail):
    rows = stacktrail("diff", "20260903", "20260902", "--output", "json").rows
    assert [row["change"] for row in rows if row["technology_name"] == "Nomad"] == ["DELETE"]


def test_diff_is_cut_on_request_and_against_the_current_release_by_default(stacktrail):
    out = stacktrail("diff", "20260901", "--limit", "2").out
    assert "and 7 more" in out
    assert "Nothing changed." in stacktrail("diff", "20260903").out


def test_diff_of_a_release_that_is_not_there_is_refused(stacktrail):
    assert stacktrail("diff", "20260901", "20270101").failed_with("no release 20270101")
