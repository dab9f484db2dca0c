"""The line a person watches."""

from collections import Counter

from sqs_workers.totals import Totals


def test_line_says_why_messages_failed_most_frequent_first() -> None:
    totals = Totals(done=1_200, new_fetches=7, records=90, buried=3, retried=1)
    totals.rejected = Counter({"invalid_json": 2, "no_company": 5})
    totals.failures = Counter({"http_500": 2, "timeout": 1, "throttled": 1})
    assert totals.as_line() == (
        "1,200 done, 7 new fetches, 90 records, 1 retried, 3 buried"
        " (5 no_company, 2 http_500, 2 invalid_json, 1 throttled)"
    )


def test_line_of_a_worker_without_failures() -> None:
    assert Totals(done=1).as_line() == "1 done, 0 new fetches, 0 records"
