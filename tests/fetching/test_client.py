"""The client on well-behaved servers: what it asks, what it follows, how it waits, what it answers."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from pipeline.errors import ItemError, SourceBusyError
from pipeline.fetching.client import WebRequest
from tests.fetching.clients import FakeTime, web_client
from tests.fetching.local_server import Asked, Reply, pages, serving
from tests.fetching.local_tls import contexts


def test_a_page_comes_with_its_headers_and_the_request_names_a_contact() -> None:
    with serving(pages(jobs=Reply(b"{}", headers=(("Content-Type", "application/json"),)))) as server:
        answer = web_client().fetch(WebRequest(server.url("/jobs?b=2&a=%20", "jobs.marlwick.example")))
    assert (answer.status, answer.data, answer.header("content-type")) == (200, b"{}", "application/json")
    robots, jobs = server.asked
    assert (robots.path, jobs.path) == ("/robots.txt", "/jobs?b=2&a=%20")
    assert jobs.host == f"jobs.marlwick.example:{server.port}"
    assert jobs.headers["user-agent"] == "stacktrail (+mailto:operator@marlwick.example)"


def test_gzip_is_undone_and_anything_else_is_refused() -> None:
    packed = Reply(gzip.compress(b"text" * 100, mtime=0), headers=(("Content-Encoding", "gzip"),))
    other = Reply(b"text", headers=(("Content-Encoding", "br"),))
    with serving(pages(packed=packed, other=other)) as server:
        assert web_client().fetch(WebRequest(server.url("/packed"))).data == b"text" * 100
        with pytest.raises(ItemError, match="encoded as 'br'"):
            web_client().fetch(WebRequest(server.url("/other")))


def test_redirects_are_followed_and_keys_stay_with_their_host() -> None:
    def site(asked: Asked) -> Reply:
        if asked.path == "/old":
            return Reply(status=301, headers=(("Location", f"http://other.example:{server.port}/new"),))
        return Reply(b"here") if asked.path == "/new" else Reply(status=404)

    with serving(site) as server:
        request = WebRequest(server.url("/old", "one.example"), headers=(("Authorization-Key", "k3y"),))
        answer = web_client().fetch(request)
    assert (answer.data, answer.url) == (b"here", f"http://other.example:{server.port}/new")
    assert answer.hops == (f"http://one.example:{server.port}/old",)
    asked = {entry.path: entry.headers.get("authorization-key") for entry in server.asked}
    assert (asked["/old"], asked["/new"]) == ("k3y", None)


def test_a_post_that_is_redirected_with_303_becomes_a_get() -> None:
    site = pages(form=Reply(status=303, headers=(("Location", "/done"),)), done=b"ok")
    with serving(site) as server:
        assert web_client().fetch(WebRequest(server.url("/form"), "POST", body=b"{}")).data == b"ok"
    assert [(entry.method, entry.body) for entry in server.asked[1:]] == [("POST", b"{}"), ("GET", b"")]


def test_an_unchanged_page_says_so() -> None:
    with serving(pages(jobs=Reply(status=304))) as server:
        request = WebRequest(server.url("/jobs"), headers=(("If-None-Match", '"v1"'),))
        answer = web_client().fetch(request)
    assert answer.is_unchanged
    assert server.asked[-1].headers["if-none-match"] == '"v1"'


@pytest.mark.parametrize(
    ("status", "code", "advice"),
    [
        (404, "not_found", "check the board's name"),
        (410, "not_found", "remove the source"),
        (403, "forbidden", "STACKTRAIL_CONTACT"),
        (401, "forbidden", "login"),
        (418, "unexpected_answer", "check the address"),
    ],
)
def test_a_refusal_is_permanent_and_says_what_to_do(status: int, code: str, advice: str) -> None:
    with serving(pages(jobs=Reply(status=status))) as server, pytest.raises(ItemError, match=advice) as caught:
        web_client().fetch(WebRequest(server.url("/jobs")))
    assert caught.value.reason_code == code


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ((("Retry-After", "90"),), 90),
        ((("Retry-After", "Tue, 01 Sep 2026 12:02:00 GMT"),), 120),
        ((("Retry-After", "soon"),), 30),
        ((), 30),
    ],
)
@pytest.mark.parametrize("status", [429, 503])
def test_a_throttling_host_is_left_alone_for_as_long_as_it_says(
    status: int, headers: tuple[tuple[str, str], ...], seconds: float
) -> None:
    time = FakeTime()
    client = web_client(time)
    with serving(pages(jobs=Reply(status=status, headers=headers), other=b"ok")) as server:
        with pytest.raises(SourceBusyError) as caught:
            client.fetch(WebRequest(server.url("/jobs")))
        assert (caught.value.reason_code, caught.value.retry_after_seconds) == ("throttled", seconds)
        before = len(server.asked)
        if seconds > 60:
            with pytest.raises(SourceBusyError, match="not to be asked"):
                client.fetch(WebRequest(server.url("/other")))
            assert len(server.asked) == before
        time.seconds += seconds
        assert client.fetch(WebRequest(server.url("/other"))).data == b"ok"


@pytest.mark.parametrize("status", [500, 502, 408])
def test_a_failing_server_is_transient(status: int) -> None:
    with serving(pages(jobs=Reply(status=status))) as server, pytest.raises(SourceBusyError) as caught:
        web_client().fetch(WebRequest(server.url("/jobs")))
    assert caught.value.reason_code == "source_busy"


def test_one_host_is_asked_at_its_rate_and_another_does_not_wait() -> None:
    time = FakeTime()
    client = web_client(time)
    with serving(pages(jobs=b"ok")) as server:
        for _ in range(3):
            client.fetch(WebRequest(server.url("/jobs", "a.example"), rate=2))
        assert time.slept == [0.5, 0.5, 0.5]
        client.fetch(WebRequest(server.url("/jobs", "b.example"), rate=2))
        assert time.slept == [0.5] * 4  # its robots.txt took its first turn


# robots.txt


def robots(text: str, status: int = 200) -> Reply:
    return Reply(text.encode(), status)


def test_what_robots_txt_forbids_is_not_asked_for() -> None:
    rules = robots("User-agent: *\nDisallow: /private/\nAllow: /private/jobs\n")
    with serving(pages(**{"robots.txt": rules, "private/jobs": b"ok"})) as server:
        client = web_client()
        assert client.fetch(WebRequest(server.url("/private/jobs"))).data == b"ok"
        with pytest.raises(ItemError, match="ask the site's owner") as caught:
            client.fetch(WebRequest(server.url("/private/other")))
    assert caught.value.reason_code == "forbidden_by_robots"
    assert server.paths() == ["/private/jobs"]
    assert len(server.asked) == 2  # robots.txt is asked for once a day


def test_a_group_for_this_client_counts_and_its_delay_is_kept() -> None:
    rules = robots("User-agent: *\nDisallow: /\n\nUser-agent: Stacktrail\nCrawl-delay: 7\nDisallow: /x\n")
    time = FakeTime()
    client = web_client(time)
    with serving(pages(**{"robots.txt": rules, "jobs": b"ok"})) as server:
        for _ in range(2):
            client.fetch(WebRequest(server.url("/jobs"), rate=10))
    assert time.slept == [0.1, 7.0]


@pytest.mark.parametrize("reply", [Reply(status=404), Reply(status=403), robots("<html>Not here</html>"), robots("")])
def test_no_robots_txt_allows_everything(reply: Reply) -> None:
    with serving(pages(**{"robots.txt": reply, "jobs": b"ok"})) as server:
        assert web_client().fetch(WebRequest(server.url("/jobs"))).data == b"ok"


def test_a_robots_txt_that_fails_forbids_everything_until_it_works() -> None:
    broken = {"robots.txt": robots("", 500), "jobs": b"ok"}
    time = FakeTime()
    client = web_client(time)
    with serving(lambda asked: pages(**broken)(asked)) as server:
        with pytest.raises(SourceBusyError, match=r"robots\.txt cannot be had") as caught:
            client.fetch(WebRequest(server.url("/jobs")))
        assert caught.value.retry_after_seconds == 600, "nobody asks before it is asked again"
        broken["robots.txt"] = robots("User-agent: *\nAllow: /\n")
        time.seconds += 700
        assert client.fetch(WebRequest(server.url("/jobs"))).data == b"ok"


def test_a_long_robots_txt_counts_up_to_its_limit() -> None:
    rules = robots("User-agent: *\nDisallow: /private\n" + "# padding\n" * 60_000)
    with serving(pages(**{"robots.txt": rules})) as server, pytest.raises(ItemError) as caught:
        web_client().fetch(WebRequest(server.url("/private")))
    assert caught.value.reason_code == "forbidden_by_robots"


# Signed URLs


def test_an_expired_signed_url_is_renewed_after_a_head_says_so() -> None:
    def site(asked: Asked) -> Reply:
        return Reply(b"rows") if "new" in asked.path else Reply(status=403)

    with serving(site) as server:

        def signed(name: str) -> WebRequest:
            url = server.url(f"/export?X-Amz-Signature={name}")
            return WebRequest(url, renew=lambda expired: expired.replace("old", "new"))

        client = web_client()
        answer = client.fetch(signed("old"))
        assert (answer.data, answer.hops) == (b"rows", (server.url("/export?X-Amz-Signature=old"),))
        assert [entry.method for entry in server.asked] == ["GET", "HEAD", "GET"]
        assert client.fetch(signed("new2")).hops == ()


def test_robots_txt_that_shuts_out_crawlers_binds_all_but_who_may_ignore_it() -> None:
    rules = robots("User-agent: *\nDisallow: /\nCrawl-delay: 7\n")
    with serving(pages(**{"robots.txt": rules, "jobs": b"ok"})) as server:
        time = FakeTime()
        client = web_client(time)
        with pytest.raises(ItemError) as caught:
            client.fetch(WebRequest(server.url("/jobs")))
        assert caught.value.reason_code == "forbidden_by_robots"
        for _ in range(2):
            assert client.fetch(WebRequest(server.url("/jobs"), ignores_robots=True)).data == b"ok"
        assert max(time.slept) >= 7


# TLS


def test_a_certificate_counts_for_its_host_name_though_an_address_is_contacted(tmp_path: Path) -> None:
    server_side, client_side = contexts(tmp_path, "jobs.marlwick.example")
    with serving(pages(jobs=b"ok"), server_side) as server:
        client = web_client(trust=client_side, resolver=lambda host, port: [("127.0.0.1", server.port)])
        assert client.fetch(WebRequest("https://jobs.marlwick.example/jobs")).data == b"ok"
        with pytest.raises(ItemError) as caught:
            client.fetch(WebRequest("https://other.example/jobs"))
        assert caught.value.reason_code == "bad_certificate"
        unknown = web_client(resolver=lambda host, port: [("127.0.0.1", server.port)])
        with pytest.raises(ItemError) as caught:
            unknown.fetch(WebRequest("https://jobs.marlwick.example/jobs"))
        assert caught.value.reason_code == "bad_certificate"
