"""Technologies of invented pages."""

import csv
import io
import re
import time
from importlib.resources import files

import pytest

from pipeline.errors import ConfigurationError
from pipeline.extraction.backtracking import may_backtrack
from pipeline.extraction.site_detection import Detector
from pipeline.extraction.site_rules import read_rules
from pipeline.tables.technologies import Catalogue

RULES = (files("pipeline.extraction") / "site_rules.csv").read_text(encoding="utf-8")


def names(detector: Detector, html: str, headers: list[tuple[str, str]] | None = None) -> set[str]:
    return {found.name for found in detector.detect(html, headers or [])}


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ('<img src="https://track.adform.net/p?pm=1">', {"Adform"}),
        ('<p>See <a class="x" href="https://track.adform.net/demo">their page</a></p>', set()),
        ("<link href='/wp-content/plugins/wordfence/a.css'>", {"Wordfence", "WordPress"}),
        ('<script src="/lib/splide-4.1.3.min.js"></script>', {"Splide"}),
        ('<script src="/lib/splider/index.js"></script>', set()),
        ('<script src="/js/jquery-3.6.0.min.js"></script>', {"jQuery"}),
        ('<meta name="generator" content="WordPress 6.5">', {"WordPress", "PHP", "MySQL"}),
        ("<link href='/wp-content/plugins/contact-form-7/style.css'>", {"Contact Form 7", "WordPress"}),
        ('<script async src="https://www.googletagmanager.com/gtm.js?id=GTM-1"></script>', {"Google Tag Manager"}),
        ('<div id="app" data-reactroot=""></div>', {"React"}),
        ('<script id="__NEXT_DATA__" type="application/json">{}</script>', {"Next.js", "React", "Node.js"}),
        ('<app-root ng-version="17.1.0"></app-root>', {"Angular", "TypeScript"}),
        ('<link href="//fonts.googleapis.com/css?family=X">', {"Google Fonts"}),
        ('<script src="https://js.stripe.com/v3/"></script>', {"Stripe"}),
        ('<script>window.intercomSettings={app_id:"x"}</script>', {"Intercom"}),
        ("<p>We love WordPress, React and jQuery.</p>", set()),
        ("", set()),
    ],
)
def test_markup(detector: Detector, html: str, expected: set[str]) -> None:
    found = names(detector, html)
    assert expected <= found
    if not expected:
        assert found == set()


def test_headers_and_cookies(detector: Detector) -> None:
    headers = [("Server", "Microsoft-IIS/10.0"), ("X-Powered-By", "ASP.NET"), ("Set-Cookie", "PHPSESSID=1")]
    assert {"Internet Information Services", "ASP.NET", "Windows Server", "PHP"} <= names(detector, "", headers)


def test_implied_technologies_are_less_certain_and_say_why(detector: Detector) -> None:
    found = {d.technology_id: d for d in detector.detect('<meta name="generator" content="WordPress 6.5">')}
    assert found["php"].confidence < found["wordpress"].confidence
    assert (found["php"].where, found["php"].rule) == ("implied", "wordpress")


def test_detections_are_ordered_and_short(detector: Detector) -> None:
    html = '<script src="https://code.jquery.com/jquery.js"></script>' + "x" * 5000 + "/wp-content/"
    found = detector.detect(html)
    assert found == sorted(found, key=lambda d: (-d.confidence, d.technology_id))
    assert all(len(d.evidence) <= 200 for d in found)


def test_at_least_400_rules_and_every_pattern_holds_only_with_its_needle() -> None:
    rows = list(csv.DictReader(io.StringIO(RULES)))
    assert len(rows) >= 400
    assert all(0 < float(row["confidence"]) < 1 for row in rows)


def test_no_pattern_backtracks_on_hostile_text() -> None:
    hostile = ["a" * 300, "/" * 300, "-." * 150, '"' * 300, "jquery" * 50, " \n" * 150, "slick " * 50, "0" * 300]
    patterns = [re.compile(row["pattern"]) for row in csv.DictReader(io.StringIO(RULES)) if row["pattern"]]
    for pattern in patterns:
        started = time.perf_counter()
        for text in hostile:
            pattern.search(text)
        assert time.perf_counter() - started < 0.25, pattern.pattern


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("no-such,html,needle,,0.9,", "unknown technology_id 'no-such'"),
        ("jquery,footer,needle,,0.9,", "unknown place 'footer'"),
        ("jquery,html,Ab,,0.9,", "give at least 3 characters in lower case"),
        ("jquery,html,needle,,0.9,no-such", "unknown technology_id 'no-such'"),
        ("jquery,html,needle,needle(a+)+,0.9,", "repeats a repetition"),
    ],
)
def test_wrong_rules_are_refused(catalogue: Catalogue, row: str, expected: str) -> None:
    with pytest.raises(ConfigurationError, match=r"site_rules.csv, line 2: ") as caught:
        list(read_rules("technology_id,where,needle,pattern,confidence,implies\n" + row + "\n", catalogue))
    assert expected in str(caught.value)


def test_sentry_is_told_by_either_of_its_loaders(detector: Detector) -> None:
    for host in ("browser", "js"):
        page = f'<script src="https://{host}.sentry-cdn.com/8AB1.min.js"></script>'
        assert "sentry" in [found.technology_id for found in detector.detect(page)]


@pytest.mark.parametrize("pattern", ["(a+)+", "(?:a|b+)*", r"(\w*,?)*", "(?:[a-z]{1,40}x){20}", "((?:ab)*c){2,}"])
def test_patterns_that_repeat_a_repetition_are_told(pattern: str) -> None:
    assert may_backtrack(pattern)


@pytest.mark.parametrize(
    "pattern", ["(?:abc)+", r"[a-z]+\d{1,4}", "(?:a|b){0,4}", r"\(a+\)+", "[(a+)]+", "x(?:-min)?\\.js"]
)
def test_other_patterns_are_not_suspected(pattern: str) -> None:
    assert not may_backtrack(pattern)
