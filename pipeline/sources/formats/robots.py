"""robots.txt: what a site allows crawlers, and where its sitemaps are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from pipeline.domains import registrable_domain
from pipeline.errors import PayloadError
from pipeline.identifiers import make_id
from pipeline.sources.parser import Parser, Payload, Record, Rejection
from pipeline.sources.rejections import counted, reject
from pipeline.sources.robots_rules import DIRECTIVES, SITEMAP, RobotsFile, RobotsLine, read_robots, resolved
from pipeline.sources.text import content_type, undo_gzip
from pipeline.tables.records import ROBOTS_RECORDS

_VALUE_CHARACTERS = 8_000
_SHOWN_LINES = 20


def _parse(payload: Payload) -> Iterator[Record | Rejection]:
    data = undo_gzip(payload.data)
    found = read_robots(data, content_type(payload.headers))
    if found.is_html:
        raise PayloadError("unknown_format", "expected robots.txt, got a web page: the site has no rules")
    domain = registrable_domain(payload.url) if "://" in payload.url else payload.domain
    for line in found.lines:
        if line.directive in DIRECTIVES:
            yield from _rule(payload, domain, line)
    yield from _remarks(found)


def _rule(payload: Payload, domain: str | None, line: RobotsLine) -> Iterator[Record | Rejection]:
    if len(line.value) > _VALUE_CHARACTERS:
        yield reject(line.number, "too_large", f"a value of {len(line.value)} characters", line.value)
        return
    value = line.value
    if line.directive == SITEMAP:
        value = (resolved(payload.url, value) if "://" in payload.url else value) or value
    yield {
        "rule_id": make_id("rob", payload.source, payload.url, *line.user_agents, line.directive, line.value),
        "domain": domain,
        "line": line.number,
        "user_agents": list(line.user_agents) or None,
        "directive": line.directive,
        "value": value,
    }


def _remarks(found: RobotsFile) -> Iterator[Rejection]:
    unknown = Counter(line.directive for line in found.lines if line.directive not in DIRECTIVES)
    if unknown:
        yield reject(None, "unknown_field", f"ignored directives, with their number: {counted(unknown)}")
    if found.unreadable:
        shown = ", ".join(map(str, found.unreadable[:_SHOWN_LINES]))
        yield reject(None, "unknown_value", f"{len(found.unreadable)} lines are no directives; the first: {shown}")
    if found.is_cut:
        yield reject(None, "too_large", "longer than 500 KiB or 50,000 lines; the rest is not read, as RFC 9309 allows")


PARSER = Parser("robots", ROBOTS_RECORDS, "robots.txt of a site", _parse)
