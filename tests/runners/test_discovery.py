"""From a domain to its jobs, on local servers that stand for the whole web by their Host headers."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import orjson
import pytest

from pipeline.errors import ItemError
from pipeline.fetching.secrets import Secret, no_secret
from pipeline.runners.collect import CollectReport, collect
from pipeline.runners.collect_item import Ports
from pipeline.runners.progress import Silent
from pipeline.settings import Settings
from pipeline.sources.sources_file import parse_sources
from pipeline.storage.lake import Lake
from tests.fetching.clients import FakeTime, web_client
from tests.fetching.local_server import Asked, LocalServer, Reply, serving
from tests.fetching.local_tls import contexts
from tests.runners.test_web_items import board

NOW = datetime(2026, 9, 1, 12, tzinfo=UTC)
HOSTS = ("marl-example.com", "www.marl-example.com", "boards-api.greenhouse.io", "api.lever.co")
TLS = tuple[ssl.SSLContext, ssl.SSLContext]
SOURCES = "sources:\n  - {name: marlwick, kind: company, domain: marl-example.com, company: Marlwick, rate: 100/s}\n"


@pytest.fixture(scope="module")
def tls(tmp_path_factory: pytest.TempPathFactory) -> TLS:
    return contexts(tmp_path_factory.mktemp("tls"), *HOSTS)


@contextmanager
def web(tls: TLS, sites: dict[str, bytes | Reply]) -> Iterator[LocalServer]:
    """Pages by host and path; all else is 404."""

    def answer(asked: Asked) -> Reply:
        found = sites.get(asked.host + asked.path, Reply(b"nothing here", 404))
        return Reply(found, headers=(("Content-Type", "text/html"),)) if isinstance(found, bytes) else found

    with serving(answer, tls[0]) as server:
        yield server


def discovered(
    lake: Lake, tls: TLS, server: LocalServer, lost: tuple[str, ...] = (), secret: Secret = no_secret
) -> CollectReport:
    def resolver(host: str, port: int) -> list[tuple[str, int]]:
        if host in lost:
            raise ItemError("unknown_host", f"there is no host {host}")
        return [("127.0.0.1", server.port)]

    time = FakeTime()
    client = web_client(time, resolver=resolver, trust=tls[1])
    settings = Settings(workers=1)
    ports = Ports(lake, settings, client, time.sleep, secret)
    sources = parse_sources(SOURCES)
    return collect(lake, sources, Path(), now=NOW, settings=settings, progress=Silent(), ports=ports)


def page(*links: str) -> bytes:
    listed = "".join(f'<li><a href="{link}">{link}</a></li>' for link in links)
    return f"<!doctype html><html><head><title>Marlwick</title></head><body><ul>{listed}</ul></body></html>".encode()


@pytest.mark.parametrize(
    "way",
    [
        {"marl-example.com/careers": page("https://job-boards.greenhouse.io/marlwick")},
        {"marl-example.com/careers": b'<p>"https:\\/\\/boards.greenhouse.io\\/embed\\/job_board\\/js?for=marlwick"'},
        {"marl-example.com/careers": Reply(status=302, headers=(("Location", "https://boards-api.greenhouse.io/v1/boards/marlwick/"),)),
         "boards-api.greenhouse.io/v1/boards/marlwick/": page()},
    ],
    ids=["link", "script", "redirect"],
)  # fmt: skip
def test_a_domain_leads_to_its_board(own_lake: Lake, tls: TLS, way: dict[str, bytes | Reply]) -> None:
    api = "boards-api.greenhouse.io/v1/boards/marlwick/jobs?content=true"
    with web(tls, {"marl-example.com/": page("/about", "/careers"), api: board(1, 2), **way}) as server:
        report = discovered(own_lake, tls, server)
    assert report.problems == []
    assert (report.records["greenhouse"], report.records["site"]) == (2, 2)


def test_a_careers_page_is_found_through_robots_and_sitemaps(own_lake: Lake, tls: TLS) -> None:
    sitemap = (
        '<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
        "<url><loc>https://marl-example.com/company/karriere</loc></url></urlset>"
    )
    index = (
        sitemap.replace("urlset", "sitemapindex").replace("url>", "sitemap>").replace("company/karriere", "deep.xml")
    )
    sites: dict[str, bytes | Reply] = {
        "marl-example.com/": page("/about"),
        "marl-example.com/robots.txt": b"Sitemap: https://marl-example.com/index.xml\n",
        "marl-example.com/index.xml": index.encode(),
        "marl-example.com/deep.xml": sitemap.encode(),
        "marl-example.com/company/karriere": page("https://jobs.lever.co/marlwick"),
        "api.lever.co/v0/postings/marlwick?mode=json&limit=100": orjson.dumps([]),
    }
    with web(tls, sites) as server:
        report = discovered(own_lake, tls, server)
    assert [problem.reason_code for problem in report.problems] == ["empty_board"]
    assert (report.records["robots"], report.records["sitemap"]) == (1, 2)


def test_job_pages_of_the_site_itself_count_where_there_is_no_board(own_lake: Lake, tls: TLS) -> None:
    posting = {
        "@context": "https://schema.org",
        "@type": "JobPosting",
        "title": "Engineer",
        "description": "We write Go.",
    }
    posting["hiringOrganization"] = {"@type": "Organization", "name": "Marlwick"}  # type: ignore[assignment]
    job = b'<html><script type="application/ld+json">' + orjson.dumps(posting) + b"</script></html>"
    sites: dict[str, bytes | Reply] = {
        "marl-example.com/": page("/careers"),
        "marl-example.com/careers": page("/careers/engineer", "/careers/culture"),
        "marl-example.com/careers/engineer": job,
        "marl-example.com/careers/culture": page(),
    }
    with web(tls, sites) as server:
        report = discovered(own_lake, tls, server)
    assert (report.records["jsonld"], report.problems) == (1, [])


def test_a_site_without_jobs_says_what_to_do(own_lake: Lake, tls: TLS) -> None:
    with web(tls, {"marl-example.com/": page("/about")}) as server:
        (problem,) = discovered(own_lake, tls, server).problems
    assert problem.reason_code == "no_board"
    assert "name it in SOURCES.yml with `board`" in problem.reason


def test_a_domain_that_lives_at_www_is_found_there(own_lake: Lake, tls: TLS) -> None:
    with web(tls, {"www.marl-example.com/": page()}) as server:
        report = discovered(own_lake, tls, server, lost=("marl-example.com",))
    assert report.records["site"] == 1


def test_a_domain_that_does_not_exist_is_one_problem(own_lake: Lake, tls: TLS) -> None:
    with web(tls, {}) as server:
        (problem,) = discovered(own_lake, tls, server, lost=("marl-example.com", "www.marl-example.com")).problems
    assert problem.reason_code == "unknown_host"


def test_a_second_discovery_at_the_same_time_asks_nobody(own_lake: Lake, tls: TLS) -> None:
    sites: dict[str, bytes | Reply] = {
        "marl-example.com/": page("/careers"),
        "marl-example.com/careers": page(),
    }
    with web(tls, sites) as server:
        discovered(own_lake, tls, server)
        asked = server.paths().count("/")
        report = discovered(own_lake, tls, server)
        assert (server.paths().count("/"), report.new_fetches) == (asked, 0)


def test_links_that_name_secrets_get_none(own_lake: Lake, tls: TLS) -> None:
    with web(tls, {"marl-example.com/": page("/careers?take=${KEY}"), "marl-example.com/careers": page()}) as server:
        discovered(own_lake, tls, server, secret={"KEY": "s3cr3t"}.get)
    assert not [request.path for request in server.asked if "s3cr3t" in request.path]
    assert [request.path for request in server.asked if "take=" in request.path]
