"""Which URLs may be fetched, read by the library that also connects, so that both mean the same host."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

from urllib3.exceptions import LocationParseError
from urllib3.util import parse_url

from pipeline.errors import ItemError

PORTS = frozenset({80, 443})
"""Ports that may be contacted; others are how a fetcher is made to speak to something that is no web server."""

_LONGEST = 8_192
_UNSAFE = re.compile(r"[\x00-\x20\x7f\\]")
_HOST = re.compile(r"[a-z0-9_]([a-z0-9_.-]{0,252}[a-z0-9.])?|\[[0-9a-f:.]+\]")
_SECRET = re.compile(r"(?i)(?:key|token|secret|signature|sig|password|credential|auth|session)$")
_HIDDEN = "REDACTED"
_SIGNED = {"x-amz-signature", "x-goog-signature", "signature", "sig"}


@dataclass(frozen=True, slots=True)
class WebUrl:
    """A URL fit to be fetched: its parts as they go over the wire."""

    scheme: str
    host: str
    port: int
    target: str

    @property
    def origin(self) -> str:
        """Scheme, host and port, the port only where it is not the scheme's own."""
        is_default = self.port == (443 if self.scheme == "https" else 80)
        return f"{self.scheme}://{self.host}" + ("" if is_default else f":{self.port}")

    def __str__(self) -> str:
        return f"{self.origin}{self.target}"


def read_url(text: str) -> WebUrl:
    """Read a URL.

    Raises: ItemError (`refused_url`): it is not http or https, holds credentials, control characters or blanks, or
        is longer than 8 KiB.
    """
    if len(text) > _LONGEST:
        raise ItemError("refused_url", f"the URL has {len(text)} characters; the limit is {_LONGEST}")
    if _UNSAFE.search(text):
        raise ItemError("refused_url", f"{text[:200]!r} holds blanks, backslashes or control characters: encode them")
    try:
        parts = parse_url(text)
    except (LocationParseError, ValueError) as error:
        raise ItemError("refused_url", f"{text[:200]!r} is no URL: {error}") from error
    if parts.scheme not in ("http", "https"):
        raise ItemError("refused_url", f"{text[:200]!r} is neither http nor https")
    if parts.auth is not None:
        raise ItemError("refused_url", "the URL holds a user name or password: remove it")
    host = (parts.host or "").lower()
    if not _HOST.fullmatch(host):
        raise ItemError("refused_url", f"{text[:200]!r} names no host")
    return WebUrl(parts.scheme, host, parts.port or (443 if parts.scheme == "https" else 80), parts.request_uri)


def origin_of(url: str) -> str:
    """Scheme and host of a URL whose path need not be finished.

    >>> origin_of("https://api.example/orgs/{board}?page=1")
    'https://api.example'
    """
    return "/".join(url.split("/")[:3])


def join_url(base: str, location: str) -> str:
    """Where a redirect or link leads; its fragment is left out.

    Raises: ItemError (`refused_url`): the two make no URL.
    """
    try:
        return urljoin(base, location.strip()).partition("#")[0]
    except ValueError as error:
        raise ItemError("refused_url", f"{location[:200]!r} is no URL: {error}") from error


def redacted(url: str) -> str:
    """The URL for logs and datasets: values of parameters that are secrets by name are hidden.

    >>> redacted("https://api.example/jobs?app_id=7&app_key=s3cr3t&page=2")
    'https://api.example/jobs?app_id=7&app_key=REDACTED&page=2'
    """
    try:
        parts = urlsplit(url)
        pairs = parse_qsl(parts.query, keep_blank_values=True)
    except ValueError:
        return url
    if not any(_SECRET.search(name) for name, _ in pairs):
        return url
    query = urlencode([(name, _HIDDEN if _SECRET.search(name) else value) for name, value in pairs])
    return urlunsplit(parts._replace(query=query))


def is_signed(url: str) -> bool:
    """Whether the URL carries a signature, and so may have expired."""
    return any(name.lower() in _SIGNED for name, _ in parse_qsl(urlsplit(url).query))
