"""A newcomer's first mistakes: each is made here, and docs/first_mistakes.md shows the message that it gets."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipeline.errors import ConfigurationError
from pipeline.landing import archive
from pipeline.normalization.catalogue_files import load_catalogue
from pipeline.runners.collect import collect
from pipeline.runners.collect_item import Ports
from pipeline.runners.progress import Silent
from pipeline.runners.steps import current_steps
from pipeline.settings import Settings
from pipeline.sources.sources_file import Source, parse_sources
from pipeline.storage.lake import Lake
from tests.fetching.clients import FakeTime, web_client
from tests.fetching.local_server import Asked, Reply, serving

NOW = datetime(2026, 9, 1, 12, tzinfo=UTC)
PAGE = (Path(__file__).parents[2] / "docs" / "first_mistakes.md").read_text(encoding="utf-8")
LOGIN = b"<!doctype html><html><title>Sign in</title><form></form></html>"


def site(asked: Asked) -> Reply:
    """Acme's web: every way to get it wrong."""
    replies = {
        "/private": Reply(b"{}"),
        "/members": Reply(status=302, headers=(("Location", "/login"),)),
        "/login": Reply(LOGIN),
        "/home": Reply(b"<html><title>Hire better</title></html>"),
        "/empty": Reply(b'{"jobs": [], "meta": {"total": 0}}'),
        "/guarded": Reply(status=403),
        "/busy": Reply(status=429, headers=(("Retry-After", "3600"),)),
        "/inside": Reply(status=302, headers=(("Location", "http://10.0.0.1/"),)),
        "/job": Reply(b"<html><title>A job</title><p>Engineer</p></html>"),
        "/": Reply(b"<html><title>Acme</title><a href='/about'>About</a></html>"),
    }
    if asked.path == "/robots.txt":
        return Reply(b"User-agent: *\nDisallow: /private\n")
    return replies.get(asked.path, Reply(status=404))


def is_documented(message: str) -> bool:
    return f"\n{message}\n" in PAGE


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("/wrong-name", "not_found"),
        ("/private", "forbidden_by_robots"),
        ("/members", "html_answer"),
        ("/home", "html_answer"),
        ("/empty", "empty_board"),
        ("/guarded", "forbidden"),
        ("/busy", "throttled"),
        ("/inside", "refused_address"),
        ("/export?X-Amz-Signature=0", "expired_url"),
    ],
)
def test_each_wrong_address_gets_its_message(own_lake: Lake, path: str, code: str) -> None:
    time = FakeTime()
    with serving(site) as server:
        client = web_client(time, resolver=lambda host, port: [("127.0.0.1" if "acme" in host else host, port)])
        ports = Ports(own_lake, Settings(workers=1), client, time.sleep)
        urls = (server.url(path, "acme.example"),)
        source = Source("acme", "greenhouse", 2, url=urls, renew=server.url("/empty", "acme.example"))
        report = collect(own_lake, [source], Path(), now=NOW, settings=ports.settings, progress=Silent(), ports=ports)
        (problem,) = report.problems
        message = problem.reason.replace(f"http://acme.example:{server.port}", "https://acme.example")
    assert problem.reason_code == code
    assert is_documented(message), message


def test_a_page_without_a_posting_gets_its_message(own_lake: Lake) -> None:
    time = FakeTime()
    with serving(site) as server:
        ports = Ports(own_lake, Settings(workers=1), web_client(time), time.sleep)
        source = Source("acme", "jsonld", 2, url=(server.url("/job"),))
        collect(own_lake, [source], Path(), now=NOW, settings=ports.settings, progress=Silent(), ports=ports)
    fetches = [fetch.fetch_id for fetch in archive.read_fetches(own_lake, NOW)]
    (row,) = archive.read_rejected(own_lake, fetches, current_steps(load_catalogue()).parsing).to_pylist()
    assert is_documented(row["reason"]), row["reason"]


@pytest.mark.parametrize(
    "entry",
    [
        "{name: acme, kind: greenhose, board: acme}",
        "{name: acme, kind: remotive, board: acme}",
        "{name: acme, kind: workday, board: acme}",
        "{name: acme, kind: company, url: 'https://acme.com/'}",
        "{name: acme, kind: greenhouse}",
    ],
)
def test_each_wrong_entry_gets_its_message(entry: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        parse_sources(f"sources:\n  - {entry}\n")
    for line in str(caught.value).splitlines():
        message = line.partition("; kinds are")[0]  # the list of kinds grows
        assert is_documented(message), message
