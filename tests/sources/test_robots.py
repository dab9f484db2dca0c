"""robots.txt: groups and rules by RFC 9309, and what else comes under that name."""

from __future__ import annotations

import pytest

from pipeline.errors import PayloadError
from pipeline.sources.robots_rules import READ_LIMIT_BYTES, read_robots
from tests.sources.source_samples import FORMATS, codes, parse

RULES = FORMATS / "robots" / "rules.txt"
SITE = "https://www.brightloom.com"


@pytest.mark.parametrize(
    ("agent", "path", "allowed"),
    [
        ("Stacktrail/1.0 (+https://example.com/bot)", "/private/x", False),
        ("stacktrail", "/private/open", True),
        ("STACKTRAIL", "/report.pdf", False),
        ("stacktrail", "/report.pdf?x", True),
        ("stacktrail", "/more/x", False),
        ("stacktrail", "/", True),
        ("otherbot", "/private/x", False),
        ("otherbot", "/more/x", True),
        ("stack", "/", False),
        ("stacktrailer", "/private/open", False),
    ],
)
def test_the_merged_groups_of_a_crawler_decide(agent: str, path: str, allowed: bool) -> None:
    assert read_robots(RULES.read_bytes()).rules_for(agent).allows(SITE + path) is allowed


def test_crawl_delay_and_sitemaps() -> None:
    found = read_robots(RULES.read_bytes())
    assert found.rules_for("stacktrail").crawl_delay_seconds == 2.5
    assert found.rules_for("otherbot").crawl_delay_seconds is None
    assert found.sitemaps(f"{SITE}/robots.txt") == [f"{SITE}/sitemap.xml"]


@pytest.mark.parametrize(
    ("text", "path", "allowed"),
    [
        ("User-agent: *\rDisallow: /a\r", "/a", False),
        ("\ufeffUser-agent: *\nDisallow: /a", "/a", False),
        ("User-agent: *\nDisallow:", "/a", True),
        ("Disallow: /a", "/a", True),
        ("User-agent: *\nDisallow: /a\nAllow: /a", "/a", True),
        ("User-agent: *\nAllow: /p\nDisallow: /", "/page", True),
        ("User-agent: *\nDisallow: /%E2%82%AC", "/€", False),
        ("User-agent: *\nDisallow: /*" + "*a" * 200 + "$", "/" + "a" * 3_000 + "b", True),
        ("User-agent: *\nDisallow: /", "/robots.txt", True),
        ("", "/a", True),
    ],
)
def test_rules_match_as_the_standard_says(text: str, path: str, allowed: bool) -> None:
    for data in (text.encode(), ("\ufeff" + text.lstrip("\ufeff")).encode("utf-16-le")):
        assert read_robots(data).rules_for("stacktrail").allows(SITE + path) is allowed


def test_a_web_page_has_no_rules_and_a_long_file_is_cut_at_a_line() -> None:
    page = read_robots(b"\n<!DOCTYPE html><html>User-agent: *\nDisallow: /</html>")
    assert page.is_html
    assert page.rules_for("x").allows(SITE)
    cut = read_robots(b"User-agent: *\n" + b"Disallow: /abc\n" * (READ_LIMIT_BYTES // 15 + 9))
    assert cut.is_cut
    assert {line.value for line in cut.lines} == {"/abc"}


def test_a_page_instead_of_robots_is_refused_as_a_source() -> None:
    with pytest.raises(PayloadError) as caught:
        parse("<html><body>Not found</body></html>", "robots")
    assert caught.value.reason_code == "unknown_format"
    records, rejections = parse(b"User-agent: *\nAllow: /" + b"a" * 9_000, "robots")
    assert (records, codes(rejections)) == ([], ["too_large"])
