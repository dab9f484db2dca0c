"""Job boards that a page links to, embeds or leads to, told by their addresses.

One row a place: the kind, how its addresses look, and where the board's data are when that is not the kind's usual
address. Patterns are tried at every host name in a text, so that addresses in scripts and settings count like links.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice
from urllib.parse import unquote

from pipeline.sources.endpoints import board_url

_NAME = r"[A-Za-z0-9][A-Za-z0-9_-]{0,99}"
_START = r"(?<![A-Za-z0-9._-])"
_TEXT_LIMIT = 4_000_000

# Host, kind, pattern of an address without its scheme, template where the data are elsewhere than usual.
_ROWS: tuple[tuple[str, str, str, str], ...] = (
    ("greenhouse.io", "greenhouse", r"(?:job-)?boards(?:\.eu)?\.HOST/embed/job_(?:board|app)(?:/js)?\?"
                                    r"(?:[^\s\"'<>]{0,200}&)?for=BOARD", ""),
    ("greenhouse.io", "greenhouse", r"(?:job-)?boards(?:\.eu)?\.HOST/BOARD", ""),
    ("greenhouse.io", "greenhouse", r"(?:boards-)?api\.HOST/v1/boards/BOARD", ""),
    ("lever.co", "lever", r"(?:jobs\.HOST|api\.HOST/v0/postings)/BOARD", ""),
    ("lever.co", "lever", r"(?:jobs\.eu\.HOST|api\.eu\.HOST/v0/postings)/BOARD",
     "https://api.eu.lever.co/v0/postings/{board}?mode=json&limit=100"),
    ("ashbyhq.com", "ashby", r"(?:jobs\.HOST|api\.HOST/posting-api/job-board)/BOARD", ""),
    ("workable.com", "workable", r"apply\.HOST/(?:api/v\d/(?:widget/)?accounts/)?BOARD", ""),
    ("workable.com", "workable", r"BOARD\.HOST", ""),
    ("smartrecruiters.com", "smartrecruiters", r"(?:careers|jobs)\.HOST/BOARD", ""),
    ("smartrecruiters.com", "smartrecruiters", r"api\.HOST/v1/companies/BOARD", ""),
    ("recruitee.com", "recruitee", r"BOARD\.HOST", ""),
    ("personio.de", "personio", r"BOARD\.jobs\.HOST", ""),
    ("personio.com", "personio", r"BOARD\.jobs\.HOST", "https://{board}.jobs.personio.com/xml?language=en"),
    ("teamtailor.com", "teamtailor", r"BOARD\.HOST", ""),
    ("bamboohr.com", "bamboohr", r"BOARD\.HOST", ""),
    ("myworkdayjobs.com", "workday", r"(?P<tenant>[A-Za-z0-9_-]{1,99})\.(?P<host>wd\d{1,4})\.HOST/"
     r"(?:wday/cxs/[A-Za-z0-9_-]{1,99}/)?(?:[a-z]{2}-[A-Z]{2}/)?(?P<site>[A-Za-z0-9_-]{1,99})", ""),
    ("breezy.hr", "breezy", r"BOARD\.HOST", ""),
    ("jobvite.com", "jobvite", r"jobs\.HOST/(?:careers/)?BOARD", ""),
    ("icims.com", "icims", r"careers-BOARD\.HOST", ""),
)  # fmt: skip
_BY_HOST: dict[str, list[tuple[str, re.Pattern[str], str]]] = {}
for _host, _kind, _pattern, _template in _ROWS:
    _filled = _pattern.replace("HOST", re.escape(_host)).replace("BOARD", f"(?P<board>{_NAME})")
    _BY_HOST.setdefault(_host, []).append((_kind, re.compile(_START + _filled), _template))
_HOSTS = re.compile("|".join(map(re.escape, _BY_HOST)) + r"(?![A-Za-z0-9-])")
_BEFORE, _AFTER = 220, 400  # characters of an address on either side of its host's last labels
_PLACES_LIMIT = 5_000
# What stands where a board's name would: the vendors' own hosts and folders.
_NO_BOARDS = frozenset({
    "www", "api", "app", "apply", "jobs", "job", "careers", "career", "blog", "help", "support", "docs", "developer",
    "developers", "status", "go", "info", "about", "resources", "embed", "cdn", "assets", "static", "images", "img",
    "js", "css", "v1", "v0", "login", "signup", "hello", "get", "try", "marketing", "partners", "wday", "email",
    "mail", "media", "careers-page", "scripts", "track", "tracking", "logos", "files"
})  # fmt: skip


@dataclass(frozen=True, slots=True, order=True)
class Board:
    """A board: its kind, its name as in SOURCES.yml, and where its data are."""

    kind: str
    name: str
    url: str


def find_boards(text: str) -> list[Board]:
    """The boards whose addresses stand in a text, in order of appearance, each once.

    >>> [(board.kind, board.name) for board in find_boards('<a href="https://jobs.lever.co/acme/123">')]
    [('lever', 'acme')]
    """
    text = text[:_TEXT_LIMIT].replace("\\/", "/").replace("&amp;", "&").replace("%3D", "=").replace("%2F", "/")
    found: dict[Board, None] = {}
    for near in islice(_HOSTS.finditer(text), _PLACES_LIMIT):
        start = max(0, near.start() - _BEFORE)
        window = text[start : near.end() + _AFTER]
        for kind, pattern, template in _BY_HOST[near.group()]:
            match = next((m for m in pattern.finditer(window) if m.end() + start >= near.end()), None)
            board = None if match is None else _board(kind, match, template)
            if board is not None:
                found[board] = None
    return list(found)


def _board(kind: str, match: re.Match[str], template: str) -> Board | None:
    parts = {name: unquote(value) for name, value in match.groupdict().items()}
    if parts.get("board", "").lower() in _NO_BOARDS or parts.get("site") == "wday":
        return None
    name = parts.get("board") or f"{parts['tenant']}.{parts['host']}/{parts['site']}"
    url = template.format(board=name) if template else board_url(kind, name)
    return None if url is None else Board(kind, name, url)
