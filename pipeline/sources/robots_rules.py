"""robots.txt by RFC 9309: its lines with the groups they belong to, and what a crawler may fetch.

Groups are read here, to the letter of section 2.2.1: groups that name the same product token are merged, and only
`Allow` and `Disallow` end a list of `User-agent` lines. Matching of addresses against the rules of one crawler is
Protego's. Common misspellings count, as they do for search engines.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urljoin

from protego import Protego

from pipeline.sources.text import decode

READ_LIMIT_BYTES = 500 * 1024  # RFC 9309, section 2.5: at least this much must be read
_LINES_LIMIT = 50_000

USER_AGENT, ALLOW, DISALLOW, CRAWL_DELAY, SITEMAP = "user-agent", "allow", "disallow", "crawl-delay", "sitemap"
_SPELLINGS = {
    "useragent": USER_AGENT, "user agent": USER_AGENT, "sitemaps": SITEMAP, "site-map": SITEMAP,
    "crawl delay": CRAWL_DELAY, "crawldelay": CRAWL_DELAY,
    **dict.fromkeys(("dissallow", "dissalow", "disalow", "diasllow", "disallaw", "desallow"), DISALLOW),
}  # fmt: skip
_PER_GROUP = frozenset({ALLOW, DISALLOW, CRAWL_DELAY, "noindex", "request-rate", "visit-time", "clean-param"})
_OF_SITE = frozenset({SITEMAP, "host", "content-signal", "content-usage", "content-preference"})
DIRECTIVES = _PER_GROUP | _OF_SITE
"""Directives that are kept; a line with any other name is unknown."""

_NAMES = sorted({USER_AGENT, *DIRECTIVES, *_SPELLINGS}, key=len, reverse=True)
_NAME_AND_BLANK = re.compile(rf"({'|'.join(map(re.escape, _NAMES))})\s+(.*)", re.IGNORECASE)
_LINE_ENDS = re.compile(r"\r\n|\r|\n")
_PRODUCT_TOKEN = re.compile(r"[^\s/;,]+")
_NUMBER = re.compile(r"\d{1,7}(?:\.\d{1,6})?")


@dataclass(frozen=True, slots=True)
class RobotsLine:
    """One directive: its line number from 1, its name, its value, and the crawlers of its group (none: the site)."""

    number: int
    directive: str
    value: str
    user_agents: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RobotsFile:
    """A robots.txt as read.

    Attributes:
        lines: directives in file order, known and unknown; lines before any `User-agent` have no crawlers.
        unreadable: numbers of lines that are no directive at all.
        is_html: it is a web page and no robots.txt, so it holds no rules.
        is_cut: it is longer than what is read.
    """

    lines: tuple[RobotsLine, ...]
    unreadable: tuple[int, ...] = ()
    is_html: bool = False
    is_cut: bool = False

    def rules_for(self, user_agent: str) -> RobotsRules:
        """The rules of a crawler, given its product token or whole User-Agent header: the merged groups of its token,
        else those of `*`, else none."""
        token = product_token(user_agent)
        named = {agent for line in self.lines for agent in line.user_agents}
        chosen = token if token in named else "*"
        return RobotsRules(tuple(line for line in self.lines if chosen in line.user_agents))

    def sitemaps(self, base: str) -> list[str]:
        """Addresses of sitemaps, in file order, once each; relative ones are resolved against `base`."""
        found = (resolved(base, line.value) for line in self.lines if line.directive == SITEMAP)
        return list(dict.fromkeys(address for address in found if address))


class RobotsRules:
    """What one crawler may fetch."""

    __slots__ = ("_protego", "crawl_delay_seconds")

    def __init__(self, lines: tuple[RobotsLine, ...]) -> None:
        rules = [f"{line.directive}: {line.value}" for line in lines if line.directive in (ALLOW, DISALLOW)]
        self._protego = Protego.parse("\n".join(["User-agent: *", *rules]))
        delays = [line.value for line in lines if line.directive == CRAWL_DELAY]
        numbers = [float(value) for value in delays if _NUMBER.fullmatch(value)]
        self.crawl_delay_seconds = max(numbers, default=None)

    def allows(self, url: str) -> bool:
        """Whether a URL may be fetched: the longest matching rule decides, and of equals `Allow`."""
        return self._protego.can_fetch(url, "*")


def read_robots(data: bytes, content_type: str | None = None) -> RobotsFile:
    """Read a robots.txt of any encoding and line ends; never fails, since what is unreadable holds no rules.

    Args:
        data: the body of a 2xx answer, without gzip. For a 4xx answer everything is allowed, for a 5xx nothing: that is
            the caller's to decide.
    """
    text = decode(data[:READ_LIMIT_BYTES], content_type).replace("\x00", "")
    is_cut = len(data) > READ_LIMIT_BYTES
    if _looks_like_html(text):
        return RobotsFile((), is_html=True, is_cut=is_cut)
    lines = _LINE_ENDS.split(text.lstrip("\ufeff"))
    if is_cut:
        lines = lines[:-1]  # the last line may have lost its end, and with it its meaning
    directives = list(_directives(lines[:_LINES_LIMIT]))
    known = tuple(entry for entry in directives if isinstance(entry, RobotsLine))
    unreadable = tuple(entry for entry in directives if isinstance(entry, int))
    return RobotsFile(known, unreadable, is_cut=is_cut or len(lines) > _LINES_LIMIT)


def product_token(user_agent: str) -> str:
    """The token that robots.txt names a crawler by.

    >>> product_token("Stacktrail/0.1 (+https://example.com)")
    'stacktrail'
    """
    found = _PRODUCT_TOKEN.match(user_agent.strip())
    return found.group().lower() if found else ""


def resolved(base: str, address: str) -> str | None:
    """An address of a site file as an absolute http(s) URL; None when it is none."""
    try:
        joined = urljoin(base, address.strip())
    except ValueError:
        return None
    return joined if joined.startswith(("http://", "https://")) else None


def _directives(lines: list[str]) -> Iterator[RobotsLine | int]:
    agents: list[str] = []
    has_rules = False
    for number, line in enumerate(lines, 1):
        line = line.partition("#")[0].strip()
        if not line:
            continue
        found = _split(line)
        if found is None:
            yield number
            continue
        name, value = found
        if name == USER_AGENT:
            agents, has_rules = ([] if has_rules else agents), False
            agents.append(product_token(value))
            continue
        has_rules = has_rules or name in (ALLOW, DISALLOW)
        named = tuple(dict.fromkeys(agent for agent in agents if agent))
        yield RobotsLine(number, name, value, () if name in _OF_SITE else named)


def _split(line: str) -> tuple[str, str] | None:
    """Name and value of a line, by its colon, else by the blank after a known name; None when there is neither."""
    name, colon, value = line.partition(":")
    name = name.strip().lower()
    name = _SPELLINGS.get(name, name)
    if colon and (name in DIRECTIVES or name == USER_AGENT):
        return name, value.strip()
    spaced = _NAME_AND_BLANK.fullmatch(line)
    if spaced:
        name = spaced.group(1).lower()
        return _SPELLINGS.get(name, name), spaced.group(2).strip()
    return (name, value.strip()) if colon and name else None


def _looks_like_html(text: str) -> bool:
    return text[:1_000].lstrip("\ufeff \t\r\n").lower().startswith(("<!doctype", "<html", "<head", "<?xml", "<body"))
