"""The guard: nothing inside is contacted, whatever URL, redirect or name server leads there."""

from __future__ import annotations

import pytest

from pipeline.errors import ItemError
from pipeline.fetching.addresses import refusal_of_address
from pipeline.fetching.client import WebRequest
from pipeline.fetching.web_urls import read_url, redacted
from tests.fetching.clients import web_client
from tests.fetching.local_server import Reply, pages, serving


@pytest.mark.parametrize(
    "address",
    [
        *("0.0.0.0", "10.1.2.3", "100.64.0.1", "100.100.100.200", "127.0.0.1", "127.8.8.8", "169.254.169.254"),
        *("172.16.0.1", "172.31.255.255", "192.0.0.170", "192.0.2.1", "192.168.1.1", "198.18.0.1", "198.51.100.1"),
        *("203.0.113.5", "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255", "192.88.99.1"),
        *("::", "::1", "::7f00:1", "::ffff:127.0.0.1", "::ffff:8.8.8.8", "64:ff9b::7f00:1", "64:ff9b:1::1"),
        *("2002:7f00:1::", "2001:0:4136:e378::", "2001:db8::1", "fc00::1", "fd00:ec2::254", "fe80::1%eth0", "ff02::1"),
        *("fec0::1", "100::1", "4000::1", "not an address", ""),
    ],
)
def test_addresses_that_lead_inside_are_refused(address: str) -> None:
    assert refusal_of_address(address) is not None


@pytest.mark.parametrize("address", ["1.1.1.1", "93.184.215.14", "172.32.0.1", "2606:4700::1111", "2a00:1450::1"])
def test_public_addresses_are_fine(address: str) -> None:
    assert refusal_of_address(address) is None


def test_the_allowance_is_for_loopback_and_nothing_else() -> None:
    assert refusal_of_address("127.0.0.1", allow_loopback=True) is None
    assert refusal_of_address("::1", allow_loopback=True) is None
    for address in ("10.0.0.1", "169.254.169.254", "::ffff:127.0.0.1"):
        assert refusal_of_address(address, allow_loopback=True) is not None


@pytest.mark.parametrize(
    "url",
    [
        *(
            "ftp://jobs.example/",
            "file:///etc/passwd",
            "gopher://jobs.example/",
            "javascript:alert(1)",
            "//jobs.example/",
        ),
        *("https://user:pass@jobs.example/", "https://user@jobs.example/", "https://", "https:///x", "jobs.example"),
        *(
            "https://jobs.example/a b",
            "https://jobs.example/\r\nX: y",
            "https://jobs.example\\@10.0.0.1/",
            "https://[::1",
        ),
        *(
            "https://jobs.example:99999/",
            "https://jobs.example:x/",
            "https://a\x00b.example/",
            "https://" + "a" * 9_000,
        ),
    ],
)
def test_urls_that_are_no_plain_web_addresses_are_refused(url: str) -> None:
    with pytest.raises(ItemError) as caught:
        read_url(url)
    assert caught.value.reason_code == "refused_url"


def test_a_url_is_read_as_it_goes_over_the_wire() -> None:
    url = read_url("HTTPS://Jobs.Bücher.example/stellen/a/../ü?q=ä#part")
    assert (url.scheme, url.host, url.port) == ("https", "jobs.xn--bcher-kva.example", 443)
    assert url.target == "/stellen/%C3%BC?q=%C3%A4"


@pytest.mark.parametrize("url", ["http://127.0.0.1/", "http://[::1]/", "http://2130706433/", "http://0x7f.1/"])
def test_this_machine_is_not_contacted_by_default(url: str) -> None:
    from pipeline.fetching.connections import resolve

    client = web_client(allow_loopback=False, resolver=resolve)
    with pytest.raises(ItemError) as caught:
        client.fetch(WebRequest(url))
    assert caught.value.reason_code in ("refused_address", "unknown_host")


@pytest.mark.parametrize("answers", [["10.0.0.7"], ["93.184.215.14", "10.0.0.7"], ["169.254.169.254"]])
def test_a_name_that_leads_inside_is_refused_though_it_leads_outside_too(answers: list[str]) -> None:
    client = web_client(allow_loopback=False, resolver=lambda host, port: [(answer, port) for answer in answers])
    with pytest.raises(ItemError, match="leads inside") as caught:
        client.fetch(WebRequest("https://rebind.example/"))
    assert caught.value.reason_code == "refused_address"


@pytest.mark.parametrize(
    "location",
    [
        *(
            "http://10.0.0.1/",
            "http://169.254.169.254/latest/meta-data/",
            "http://[fd00:ec2::254]/",
            "http://inside.example/",
        ),
        *("ftp://jobs.example/", "file:///etc/passwd", "https://u:p@jobs.example/", "http://jobs.example:22/"),
    ],
)
def test_a_redirect_inside_is_not_followed(location: str) -> None:
    def resolver(host: str, port: int) -> list[tuple[str, int]]:
        known = {"inside.example": "192.168.0.9", "start.example": "127.0.0.1", "jobs.example": "93.184.215.14"}
        return [(known.get(host, host.strip("[]")), port)]

    site = pages(jobs=Reply(status=302, headers=(("Location", location),)))
    with serving(site) as server, pytest.raises(ItemError) as caught:
        web_client(resolver=resolver).fetch(WebRequest(server.url("/jobs", "start.example")))
    assert caught.value.reason_code in ("refused_address", "refused_url")
    assert server.paths() == ["/jobs"]


def test_the_address_that_was_checked_is_the_one_contacted() -> None:
    """A name server that answers once with a good address and then with a bad one gains nothing."""
    answers = iter(["127.0.0.1"] * 3 + ["10.0.0.1"] * 9)
    client = web_client(resolver=lambda host, port: [(next(answers), port)])
    with serving(pages(jobs=b"ok")) as server:
        assert client.fetch(WebRequest(server.url("/jobs", "rebind.example"))).data == b"ok"  # url, robots, request
        with pytest.raises(ItemError) as caught:
            client.fetch(WebRequest(server.url("/jobs", "rebind.example")))
    assert caught.value.reason_code == "refused_address"
    assert server.paths() == ["/jobs"]


def test_only_web_ports_are_contacted_but_on_loopback() -> None:
    client = web_client(resolver=lambda host, port: [("93.184.215.14", port)])
    with pytest.raises(ItemError, match="uses port 6379"):
        client.fetch(WebRequest("http://jobs.example:6379/"))


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://a.example/?app_key=1&page=2", "https://a.example/?app_key=REDACTED&page=2"),
        ("https://a.example/?X-Amz-Signature=ab&x=1", "https://a.example/?X-Amz-Signature=REDACTED&x=1"),
        ("https://a.example/?q=monkey&x", "https://a.example/?q=monkey&x"),
    ],
)
def test_secrets_in_urls_stay_out_of_logs_and_datasets(url: str, shown: str) -> None:
    assert redacted(url) == shown
