"""From the web into landing: pages, conditions, the log, what is tried again, and a board that came half."""

from __future__ import annotations

import itertools
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import orjson
import pytest

from pipeline.errors import SourceBusyError
from pipeline.landing import archive
from pipeline.landing.requests import read_requests
from pipeline.runners.collect import CollectReport, collect
from pipeline.runners.collect_item import Ports, collect_item
from pipeline.runners.items import WebItem
from pipeline.runners.progress import Silent
from pipeline.runners.run import replay_times
from pipeline.settings import Settings
from pipeline.sources.paging import with_parameter
from pipeline.sources.sources_file import Source
from pipeline.storage.lake import Lake
from tests.fetching.clients import FakeTime, web_client
from tests.fetching.local_server import Asked, Reply, pages, serving
from tests.runners.mortal_store import Killed, MortalStore

NOW = datetime(2026, 9, 1, 12, tzinfo=UTC)
LATER = NOW + timedelta(days=1)


def ports_of(lake: Lake, time: FakeTime | None = None) -> Ports:
    passing = time or FakeTime()
    return Ports(lake, Settings(workers=1), web_client(passing), passing.sleep)


def bring(ports: Ports, now: datetime, url: str | tuple[str, ...], kind: str = "greenhouse") -> CollectReport:
    urls = (url,) if isinstance(url, str) else url
    source = Source("acme", kind, 2, url=urls, rate=100.0)
    return collect(ports.lake, [source], Path(), now=now, settings=ports.settings, progress=Silent(), ports=ports)


def outcomes(lake: Lake) -> list[tuple[str, str]]:
    return [(row["url"].rpartition("/")[2], row["outcome"]) for row in read_requests(lake).to_pylist()]


def board(*numbers: int) -> bytes:
    jobs = [
        {
            "id": number,
            "title": f"Engineer {number}",
            "company_name": "Marlwick",
            "location": {"name": "Leeds"},
            "absolute_url": f"https://jobs.example/{number}",
            "content": "We write Go.",
            "updated_at": "2026-08-01T00:00:00-04:00",
        }
        for number in numbers
    ]
    return orjson.dumps({"jobs": jobs, "meta": {"total": len(jobs)}})


def test_a_board_lands_and_is_parsed(own_lake: Lake) -> None:
    with serving(
        pages(board=Reply(board(1, 2), headers=(("Content-Type", "application/json; charset=utf-8"),)))
    ) as server:
        report = bring(ports_of(own_lake), NOW, server.url("/board"))
    assert (report.items, report.new_fetches, report.records["greenhouse"]) == (1, 1, 2)
    (fetch,) = archive.read_fetches(own_lake, NOW)
    assert (fetch.fetched_at, fetch.is_dated, fetch.media_type) == (NOW, True, "application/json")
    assert outcomes(own_lake) == [("board", "fetched")]


def test_the_same_time_twice_asks_once(own_lake: Lake) -> None:
    """A message delivered twice, or a run that was killed: what is in the log is done."""
    with serving(pages(board=board(1))) as server:
        bring(ports_of(own_lake), NOW, server.url("/board"))
        report = bring(ports_of(own_lake), NOW, server.url("/board"))
        assert (report.items, report.new_fetches) == (1, 0)
        assert server.paths() == ["/board"]


def test_an_unchanged_board_is_one_payload_and_two_observations(own_lake: Lake) -> None:
    def site(asked: Asked) -> Reply:
        if asked.headers.get("if-none-match") == '"v1"' and asked.headers.get("if-modified-since") == "Tue, 1 Sep":
            return Reply(status=304)
        return Reply(board(1), headers=(("ETag", '"v1"'), ("Last-Modified", "Tue, 1 Sep")))

    with serving(site) as server:
        for day in range(3):
            assert bring(ports_of(own_lake), NOW + timedelta(days=day), server.url("/board")).new_fetches == 1
    fetches = archive.read_fetches(own_lake, NOW + timedelta(days=9))
    assert len({fetch.payload_id for fetch in fetches}) == 1
    assert [fetch.fetched_at.day for fetch in fetches] == [1, 2, 3]
    assert [outcome for _, outcome in outcomes(own_lake)] == ["fetched", "unchanged", "unchanged"]


def test_pages_are_followed_to_the_last(own_lake: Lake) -> None:
    def site(asked: Asked) -> Reply:
        skip = int(parse_qs(urlsplit(asked.path).query).get("skip", ["0"])[0])
        return Reply(orjson.dumps([{"id": str(n)} for n in range(skip, min(skip + 100, 250))]))

    with serving(site) as server:
        source = Source("acme", "lever", 2, rate=100.0)
        collected = collect_item(ports_of(own_lake), WebItem(source, server.url("/p?limit=100")), NOW)
        assert server.paths()[:3] == ["/p?limit=100", "/p?limit=100&skip=100", "/p?limit=100&skip=200"]
    assert len(collected.fetches) == 3


def test_a_board_that_came_half_is_no_observation_and_goes_on_where_it_stopped(own_lake: Lake) -> None:
    working = False

    def site(asked: Asked) -> Reply:
        if "skip" in asked.path:
            return Reply(b"[]") if working else Reply(status=502)
        return Reply(orjson.dumps([{"id": str(n)} for n in range(100)]))

    with serving(site) as server:
        item = WebItem(Source("acme", "lever", 2, rate=100.0), server.url("/p?limit=100"))
        with pytest.raises(SourceBusyError):
            collect_item(ports_of(own_lake), item, NOW)
        assert archive.read_fetches(own_lake, NOW) == []
        working = True
        assert len(collect_item(ports_of(own_lake), item, NOW).fetches) == 2
        assert server.paths().count("/p?limit=100") == 1


def test_details_are_what_is_observed_where_the_list_is_not_enough(own_lake: Lake) -> None:
    def site(asked: Asked) -> Reply:
        if asked.path.endswith("/jobs"):
            offset = orjson.loads(asked.body)["offset"]
            rows = [{"externalPath": f"/job/Leeds/E_{n}"} for n in range(offset, min(offset + 20, 22))]
            return Reply(orjson.dumps({"total": 22, "jobPostings": rows}))
        return Reply(status=404) if asked.path.endswith("E_21") else Reply(orjson.dumps({"path": asked.path}))

    with serving(site) as server:
        item = WebItem(Source("acme", "workday", 2, rate=100.0), server.url("/wday/cxs/acme/Careers/jobs"))
        collected = collect_item(ports_of(own_lake), item, NOW)
    assert len(collected.fetches) == 21
    assert collected.fetches[0].url.endswith("/wday/cxs/acme/Careers/job/Leeds/E_0")
    assert [(note.reason_code, note.url.rpartition("/")[2]) for note in collected.notes] == [("not_found", "E_21")]
    lists = [page for page, _ in outcomes(own_lake) if page.startswith("jobs#")]
    assert lists == ["jobs#offset=0", "jobs#offset=20"]


def test_a_next_link_that_leads_to_itself_ends(own_lake: Lake) -> None:
    def site(asked: Asked) -> Reply:
        return Reply(orjson.dumps({"data": [{"slug": "a"}], "links": {"next": server.url("/feed")}}))

    with serving(site) as server:
        item = WebItem(Source("feed", "arbeitnow", 2, rate=100.0), server.url("/feed"))
        assert len(collect_item(ports_of(own_lake), item, NOW).fetches) == 1


def test_a_next_link_inside_is_refused(own_lake: Lake) -> None:
    answer = orjson.dumps({"data": [{"slug": "a"}], "links": {"next": "http://10.0.0.1/"}})
    with serving(pages(feed=answer)) as server:
        ports = ports_of(own_lake)
        ports.client.resolver = lambda host, port: [(host, port)]
        (problem,) = bring(ports, NOW, server.url("/feed"), "arbeitnow").problems
    assert problem.reason_code == "refused_address"


def test_what_is_busy_is_tried_again_and_then_told(own_lake: Lake) -> None:
    time = FakeTime()
    with serving(pages(board=Reply(status=503, headers=(("Retry-After", "20"),)))) as server:
        (problem,) = bring(ports_of(own_lake, time), NOW, server.url("/board")).problems
        assert server.paths() == ["/board"] * 3
    assert problem.reason_code == "throttled"
    assert sum(time.slept) >= 40
    (fetch,) = archive.read_fetches(own_lake, NOW)
    assert (fetch.payload_id, fetch.failure_code) == (None, "throttled")
    (logged,) = read_requests(own_lake).to_pylist()  # once a time and outcome, however often it was tried
    assert (logged["outcome"], logged["status"], logged["retry_after_seconds"]) == ("throttled", 503, 20.0)


def test_a_host_that_wants_an_hour_is_not_waited_for(own_lake: Lake) -> None:
    time = FakeTime()
    with serving(pages(board=Reply(status=429, headers=(("Retry-After", "3600"),)))) as server:
        (problem,) = bring(ports_of(own_lake, time), NOW, server.url("/board")).problems
    assert (problem.reason_code, sum(time.slept) < 1) == ("throttled", True)


def test_one_bad_address_leaves_the_others_alone(own_lake: Lake) -> None:
    with serving(pages(good=board(1), bad=Reply(status=404))) as server:
        urls = (server.url("/bad", "a.example"), server.url("/good", "b.example"), "http://[::1/")
        report = bring(ports_of(own_lake), NOW, urls)
    assert (report.items, sorted(p.reason_code for p in report.problems)) == (1, ["not_found", "refused_url"])


def test_keys_in_urls_get_into_no_object_of_the_lake(own_lake: Lake) -> None:
    with serving(pages(board=board(1))) as server:
        bring(ports_of(own_lake), NOW, server.url("/board?app_id=7&app_key=s3cr3t"))
        assert server.paths() == ["/board?app_id=7&app_key=s3cr3t"]
        bring(ports_of(own_lake), LATER, server.url("/nowhere?app_key=s3cr3t"))
    for entry in own_lake.store.list("landing/"):
        assert b"s3cr3t" not in (own_lake.store.get(entry.key) or b""), entry.key


def test_a_run_as_of_an_earlier_day_does_not_date_the_web_back(own_lake: Lake) -> None:
    with serving(pages(board=board(1))) as server:
        assert bring(ports_of(own_lake), NOW - timedelta(days=1), server.url("/board")).items == 0
        assert server.asked == []


def test_a_replay_asks_the_web_today(tmp_path: Path) -> None:
    source = Source("acme", "greenhouse", 2, url=("https://jobs.example/board",))
    assert list(replay_times([source], tmp_path, NOW, None)) == [NOW]


def test_a_secret_comes_from_outside_and_goes_to_the_sources_own_address_only(own_lake: Lake) -> None:
    """An answer that names a next page, or a secret in it, gets none."""

    def site(asked: Asked) -> Reply:
        following = server.url("/evil?take=${KEY}", "evil.example")
        links = {"next": following if "mine" in asked.path else None}
        return Reply(orjson.dumps({"data": [{"slug": "a"}], "links": links}))

    with serving(site) as server:
        ports = replace(ports_of(own_lake), secret={"KEY": "s3 cr&t"}.get)
        item = WebItem(Source("feed", "arbeitnow", 2, rate=100.0), server.url("/mine?app_key=${KEY}"))
        collect_item(ports, item, NOW)
        mine, evil = server.paths()
    assert mine == "/mine?app_key=s3%20cr%26t"
    assert "s3" not in evil
    stored = b"".join(own_lake.store.get(entry.key) or b"" for entry in own_lake.store.list("landing/"))
    assert b"cr&t" not in stored and b"cr%26t" not in stored


def test_a_secret_that_is_not_set_is_named(own_lake: Lake) -> None:
    (problem,) = bring(ports_of(own_lake), NOW, "https://api.example/jobs?key=${ACME_KEY}").problems
    assert (problem.reason_code, "STACKTRAIL_SECRET_ACME_KEY" in problem.reason) == ("missing_secret", True)


def test_pages_that_we_count_keep_the_secrets_place() -> None:
    assert with_parameter("https://a.example/?key=${KEY}&page=1", "page", 2) == "https://a.example/?key=${KEY}&page=2"


# Signed URLs


def signed_export(asked: Asked) -> Reply:
    """An export whose old signature has expired, and a listing that names its address of today."""
    query = parse_qs(urlsplit(asked.path).query)
    if asked.path.startswith("/export"):
        return Reply(board(1, 2)) if query.get("X-Amz-Signature") == ["new"] else Reply(b"expired", status=403)
    if asked.path == "/listing":
        host = dict(asked.headers)["host"]
        urls = [f"http://{host}/{name}?X-Amz-Date=1&X-Amz-Signature=new" for name in ("other", "export")]
        return Reply(orjson.dumps({"files": urls}).replace(b"/", b"\\/"))
    return Reply(status=404)


@pytest.mark.parametrize(
    ("renew", "outcome"), [("/listing", "fetched"), ("/nothing", "not_found"), (None, "forbidden")]
)
def test_an_expired_signed_url_is_renewed_where_the_source_says(
    own_lake: Lake, renew: str | None, outcome: str
) -> None:
    with serving(signed_export) as server:
        expired = server.url("/export?X-Amz-Date=0&X-Amz-Signature=0ld")
        place = None if renew is None else server.url(renew)
        source = Source("acme", "greenhouse", 2, url=(expired,), rate=100.0, renew=place)
        ports = ports_of(own_lake)
        report = collect(own_lake, [source], Path(), now=NOW, settings=ports.settings, progress=Silent(), ports=ports)
    assert report.records["greenhouse"] == (2 if outcome == "fetched" else 0)
    (request,) = read_requests(own_lake).to_pylist()
    assert request["outcome"] == outcome
    assert "0ld" not in str(request) and "=new" not in str(request)
    assert all("HEAD" in entry.method for entry in server.asked if "0ld" in entry.path and renew)


@pytest.mark.parametrize("etag", [None, '"v1"'])
def test_two_deliveries_at_once_that_see_two_versions_leave_one_fetch(own_lake: Lake, etag: str | None) -> None:
    """Two workers, one lake; each has asked before either is answered, with a page each or a 304 and a page."""
    both_asked, versions = threading.Barrier(2), itertools.count(1)

    def site(asked: Asked) -> Reply:
        if asked.path != "/board":
            return Reply(status=404)
        version = next(versions)
        if version > 1 or etag is None:
            both_asked.wait(10)
        if version == 2 and etag is not None:
            return Reply(status=304)
        return Reply(board(version), headers=(("ETag", etag or ""),))

    with serving(site) as server:
        item = WebItem(Source("acme", "greenhouse", 2, rate=100.0), server.url("/board"))
        if etag is not None:
            collect_item(ports_of(own_lake), item, NOW - timedelta(days=1))
        two = (ports_of(own_lake), ports_of(own_lake))
        with ThreadPoolExecutor(2) as pool:
            both = list(pool.map(lambda ports: collect_item(ports, item, NOW), two))
        assert len(server.paths()) == (2 if etag is None else 3)
    assert both[0].fetches == both[1].fetches
    assert both[0].new_count + both[1].new_count == 1
    assert [fetch for fetch in archive.read_fetches(own_lake, NOW) if fetch.fetched_at == NOW] == list(both[0].fetches)
    assert len([row for row in read_requests(own_lake).to_pylist() if row["requested_at"] == NOW]) == 1


@pytest.mark.parametrize("lives", range(3))
def test_a_worker_killed_between_asking_and_landing_loses_no_page(own_lake: Lake, lives: int) -> None:
    """Every answer is another version, so what stands was seen once, by whoever recorded it first."""

    assert own_lake.folder is not None
    store, versions = MortalStore(own_lake.folder, lives), itertools.count(1)
    with serving(lambda asked: Reply(board(next(versions)), 200 if asked.path == "/board" else 404)) as server:
        item = WebItem(Source("acme", "greenhouse", 2, rate=100.0), server.url("/board"))
        with pytest.raises(Killed):
            collect_item(ports_of(Lake(store, own_lake.folder)), item, NOW)
        collected = collect_item(ports_of(own_lake), item, NOW)
    assert archive.read_fetches(own_lake, NOW) == list(collected.fetches)
    assert len(collected.fetches) == 1
    archive.read_payload(own_lake, collected.fetches[0].payload_id or "")
