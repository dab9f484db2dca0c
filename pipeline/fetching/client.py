"""The client: the rules of the URL, its addresses, robots.txt and the pace, then the request; for redirects again."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from pipeline.errors import ItemError, PayloadError, SourceBusyError
from pipeline.fetching.addresses import is_loopback, refusal_of_address
from pipeline.fetching.connections import Limits, RawAnswer, Wire, resolve, send
from pipeline.fetching.pace import DEFAULT_RATE, Pace
from pipeline.fetching.retry_after import retry_after_seconds
from pipeline.fetching.robots import AGENT, LIMIT_BYTES, Permission, RobotsAnswer, RobotsMemory
from pipeline.fetching.statuses import NOT_MODIFIED, REDIRECTS, error_of_status
from pipeline.fetching.web_urls import PORTS, WebUrl, is_signed, join_url, read_url, redacted
from pipeline.sources.text import undo_gzip

_ROBOTS_SECONDS = 24 * 3_600.0
_CLOSED_SECONDS = 600.0  # a robots.txt that cannot be had is tried again sooner
_THROTTLED_SECONDS = 30.0  # where a 429 or 503 does not say how long
_EXPIRED = frozenset({400, 401, 403, 404, 410})


@dataclass(frozen=True, slots=True)
class WebRequest:
    """What to fetch.

    Attributes:
        rate: requests per second the source may get at most; robots.txt may ask for fewer.
        headers: besides those of the client; (name, value).
        renew: a fresh URL for a signed one that has expired; raises as `WebClient.fetch`.
        ignores_robots: for APIs that want programs, and whose robots.txt keeps crawlers out; its delay holds.
    """

    url: str
    method: str = "GET"
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes | None = None
    rate: float | None = None
    renew: Callable[[str], str] | None = None
    ignores_robots: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """What came: 2xx or 304.

    Attributes:
        url: the last URL, after redirects; hops: those before it.
        headers: names in lower case. data: the body, its content encoding undone.
    """

    url: str
    status: int
    headers: tuple[tuple[str, str], ...]
    data: bytes
    hops: tuple[str, ...] = ()

    @property
    def is_unchanged(self) -> bool:
        """Whether the server says that nothing changed since the validators that the request carried."""
        return self.status == NOT_MODIFIED

    def header(self, name: str) -> str | None:
        """The first header of this lower-case name."""
        return next((value for key, value in self.headers if key == name), None)


@dataclass(slots=True)
class WebClient:
    """Fetches politely and never inside; shared by threads.

    Attributes:
        contact: where its operator can be reached, for the User-Agent.
        clock: the real time, for Retry-After dates; monotonic: seconds that only grow.
        allow_loopback: whether this machine may be contacted, on any port: for tests and local servers.
        resolver: (host, port) to the (address, port) pairs that stand for it.
        trust: certificates that count, instead of the system's.
        memory: where robots.txt files are kept for other processes; robots: what this one knows, and until when.
    """

    contact: str
    pace: Pace
    clock: Callable[[], datetime]
    monotonic: Callable[[], float]
    limits: Limits = field(default_factory=Limits)
    allow_loopback: bool = False
    resolver: Callable[[str, int], Sequence[tuple[str, int]]] = resolve
    trust: ssl.SSLContext | None = None
    memory: RobotsMemory | None = None
    robots: dict[str, tuple[float, Permission]] = field(default_factory=dict)

    def fetch(self, request: WebRequest) -> Answer:
        """Fetch one URL, following redirects.

        Raises: SourceBusyError (`throttled`, `timeout`, `unreachable`, `source_busy`): try again later.
            ItemError (`refused_url`, `refused_address`, `forbidden_by_robots`, `forbidden`, `not_found`, `too_large`,
            `too_many_redirects`, `unknown_host`, `bad_certificate`, `unexpected_answer`): trying again is no use.
        """
        hops: list[str] = []
        if request.renew is not None and self._has_expired(request):
            hops.append(request.url)
            request = replace(request, url=request.renew(request.url))
        while True:
            url = read_url(request.url)
            raw = self._ask(url, request)
            where = raw.header("location") if raw.status in REDIRECTS else None
            if where is None:
                return self._answer(str(url), raw, tuple(hops))
            hops.append(str(url))
            if len(hops) > self.limits.maximum_redirects:
                raise ItemError("too_many_redirects", f"{redacted(hops[0])} redirects more than {len(hops) - 1} times")
            request = _redirected(request, raw.status, join_url(str(url), where))

    def permission(self, url: WebUrl, rate: float | None = None) -> Permission:
        """What the robots.txt of the URL's origin permits, asked for once a day.

        Raises: as `fetch`, where the host must not be contacted at all.
        """
        known = self.robots.get(url.origin)
        if known is None or known[0] <= self.monotonic():
            answer = self._robots_answer(url, rate)
            age = (self.clock() - answer.asked_at).total_seconds()
            lasts = _CLOSED_SECONDS if answer.permission.is_closed else _ROBOTS_SECONDS - age
            known = (self.monotonic() + lasts, answer.permission)
            self.robots[url.origin] = known
        return known[1]

    def _robots_answer(self, url: WebUrl, rate: float | None) -> RobotsAnswer:
        """What is remembered of the origin's robots.txt, or what it answers now."""
        kept = None if self.memory is None else self.memory.recall(url.origin, self.clock())
        if kept is not None:
            return kept
        answer = self._ask_robots(url, rate)
        if self.memory is not None and not answer.permission.is_closed:
            self.memory.keep(url.origin, answer)
        return answer

    def _ask(self, url: WebUrl, request: WebRequest) -> RawAnswer:
        """One request to one URL, if the rules let it."""
        raw = self._send(url, request, self._permitted_interval(url, request))
        error = self._error(url, redacted(str(url)), raw)
        if error is not None:
            raise error
        return raw

    def _permitted_interval(self, url: WebUrl, request: WebRequest) -> float:
        """Seconds between requests to the URL's host, if the rules let it be asked at all."""
        self._addresses(url)  # before robots.txt, so that what is refused is refused as such
        permission = self.permission(url, request.rate)
        if permission.is_closed:
            again = max(0.0, self.robots[url.origin][0] - self.monotonic())
            raise SourceBusyError(
                "source_busy", f"{url.origin}/robots.txt cannot be had now, so nothing is fetched", again
            )
        if not request.ignores_robots and not permission.allows(str(url)):
            shown = redacted(str(url))
            raise ItemError("forbidden_by_robots", f"{url.origin}/robots.txt forbids {shown}: ask the site's owner")
        return max(permission.delay_seconds, 1 / (request.rate or DEFAULT_RATE))

    def _send(self, url: WebUrl, request: WebRequest, interval: float) -> RawAnswer:
        addresses = self._addresses(url)
        self.pace.wait(url.origin, interval)
        headers = {"User-Agent": self._agent, "Accept": "*/*", "Accept-Encoding": "gzip", "Connection": "close"}
        sent = tuple({**headers, **dict(request.headers)}.items())
        return send(Wire(url, addresses[0], request.method, sent, request.body, self.trust), self.limits)

    def _addresses(self, url: WebUrl) -> list[tuple[str, int]]:
        """The addresses of the URL's host, each of them fit to be contacted."""
        found = list(self.resolver(url.host, url.port))
        if not found:
            raise ItemError("unknown_host", f"there is no host {url.host}: check the address")
        for address, _ in found:
            refusal = refusal_of_address(address, allow_loopback=self.allow_loopback)
            if refusal is not None:
                raise ItemError("refused_address", f"{url.host} leads inside: {refusal}")
        if url.port not in PORTS and not all(is_loopback(address) for address, _ in found):
            raise ItemError("refused_url", f"{url.origin} uses port {url.port}; allowed are {sorted(PORTS)}")
        return found

    def _ask_robots(self, url: WebUrl, rate: float | None) -> RobotsAnswer:
        client = replace(self, limits=replace(self.limits, maximum_bytes=LIMIT_BYTES, cuts=True))
        asked = replace(url, target="/robots.txt")
        headers = (("Accept-Encoding", "identity"),)  # a compressed file that was cut could not be read
        status, data, content_type = 404, b"", None  # RFC 9309, section 2.3.1.2: after five redirects there is none
        for _ in range(self.limits.maximum_redirects + 1):
            try:
                raw = client._send(asked, WebRequest(str(asked), headers=headers), 1 / (rate or DEFAULT_RATE))
                where = raw.header("location") if raw.status in REDIRECTS else None
                if where is None:
                    status, content_type = raw.status, raw.header("content-type")
                    data = client._decoded(str(asked), raw)
                    break
                asked = read_url(join_url(str(asked), where))
            except SourceBusyError as error:
                if error.reason_code == "throttled":
                    raise
                status = 503
                break
            except ItemError as error:
                if error.reason_code in ("refused_address", "unknown_host", "bad_certificate"):
                    raise
                break
        return RobotsAnswer(status, data, content_type, self.clock())

    def _has_expired(self, request: WebRequest) -> bool:
        """Whether a HEAD says that a signed URL is not valid any more."""
        if not is_signed(request.url):
            return False
        url = read_url(request.url)
        asked = replace(request, method="HEAD", body=None)
        return self._send(url, asked, self._permitted_interval(url, asked)).status in _EXPIRED

    def _error(self, url: WebUrl, shown: str, raw: RawAnswer) -> ItemError | SourceBusyError | None:
        retry_after = retry_after_seconds(raw.header("retry-after"), self.clock())
        error = error_of_status(shown, raw.status, retry_after)
        if isinstance(error, SourceBusyError) and error.reason_code == "throttled":
            error.retry_after_seconds = _THROTTLED_SECONDS if retry_after is None else retry_after
            self.pace.pause(url.origin, error.retry_after_seconds)
        return error

    def _answer(self, url: str, raw: RawAnswer, hops: tuple[str, ...]) -> Answer:
        if raw.status in REDIRECTS:
            raise ItemError("unexpected_answer", f"{redacted(url)} redirects without saying where")
        return Answer(url, raw.status, raw.headers, self._decoded(url, raw), hops)

    def _decoded(self, url: str, raw: RawAnswer) -> bytes:
        encoding = (raw.header("content-encoding") or "identity").strip().lower()
        if encoding == "identity" or not raw.body:
            return raw.body
        if encoding not in ("gzip", "x-gzip"):
            raise ItemError(
                "unexpected_answer", f"{redacted(url)} is encoded as {encoding[:40]!r}; only gzip was asked"
            )
        try:
            return undo_gzip(raw.body, self.limits.maximum_decoded_bytes)
        except PayloadError as error:
            raise ItemError(error.reason_code, f"{redacted(url)}: {error.reason}") from error

    @property
    def _agent(self) -> str:
        return f"{AGENT} (+{self.contact})" if self.contact else AGENT


def _redirected(request: WebRequest, status: int, url: str) -> WebRequest:
    """The request that follows a redirect; to another origin it takes no headers of its own along: they may be keys."""
    is_same_origin = read_url(url).origin == read_url(request.url).origin
    headers = request.headers if is_same_origin else ()
    if status in (301, 302, 303) and request.method != "HEAD":
        request = replace(request, method="GET", body=None)
    return replace(request, url=url, headers=headers, ignores_robots=request.ignores_robots and is_same_origin)
