"""A user's own rule set in the Wappalyzer JSON format, as site rules.

The format is a JSON object of technologies, bare or below "technologies" or "apps". Read are `headers`, `cookies`,
`meta`, `html`, `scripts`, `scriptSrc` (older: `script`) and `implies`. What needs a browser (`js`, `dom`, `xhr`, ...)
is not read. A pattern needs a literal of three characters or more that every match holds, or it could not be searched
for; and it must not repeat a repetition, since pages are hostile. Signs left out are counted and named. Of an
entry that is no object the name and what to do are told; the others are read.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any  # JSON values

from pipeline.errors import ConfigurationError
from pipeline.extraction.backtracking import may_backtrack
from pipeline.extraction.site_rules import SHORTEST_NEEDLE, SiteRule
from pipeline.tables.technologies import Catalogue, Technology

UNLISTED_CATEGORY = "Other"
_LONGEST_PATTERN = 1000
_SHOWN = 60  # code points of a wrong entry that its message shows
_CONFIDENCE = 0.9
_PLACES = {"html": "html", "scripts": "html", "scriptSrc": "url", "script": "url"}
_LITERAL = re.compile(r"(?:\\[/.:\-_=@ \"'&#%]|[\w/:=@ \"'&#%<>!;,~-])+")
_OPTIONAL = re.compile(r"[?*]|\{0?,")


@dataclass(frozen=True, slots=True)
class WappalyzerRules:
    """Rules, the technologies they name that the catalogue lacks, and what could not be used.

    Attributes:
        left_out: how many signs, by reason.
        rejected: a message for each entry that is malformed: its name, what it is, what it should be.
    """

    rules: tuple[SiteRule, ...]
    more_technologies: Mapping[str, Technology]
    left_out: Mapping[str, int] = field(default_factory=dict)
    rejected: tuple[str, ...] = ()


def read_wappalyzer_rules(text: str, catalogue: Catalogue, name: str = "rules") -> WappalyzerRules:
    """The rules of a text in the Wappalyzer JSON format; names that the catalogue knows get its ids.

    Args:
        name: what errors call the text, such as its file name.
    Raises: ConfigurationError: it is no JSON, or no object of technologies.
    """
    entries = _technologies(text, name)
    technologies = {title: signs for title, signs in entries.items() if isinstance(signs, dict)}
    ids = _known_ids(catalogue)
    more: dict[str, Technology] = {}
    for title in technologies:
        if title.casefold() not in ids:
            slug = re.sub(r"[^a-z0-9]+", "-", title.casefold()).strip("-") or "unnamed"
            ids[title.casefold()] = slug
            if slug not in catalogue.technologies:
                more.setdefault(slug, Technology(slug, title, UNLISTED_CATEGORY))
    rules: list[SiteRule] = []
    left_out: dict[str, int] = {}
    for title, signs in technologies.items():
        implies = tuple(
            ids[named] for named in (_bare(item).casefold() for item in _listed(signs.get("implies"))) if named in ids
        )
        for where, prefix, pattern in _signs(signs):
            rule = _rule(ids[title.casefold()], where, prefix, pattern, implies)
            if isinstance(rule, str):
                left_out[rule] = left_out.get(rule, 0) + 1
            else:
                rules.append(rule)
    rejected = tuple(_rejection(title, entry) for title, entry in entries.items() if title not in technologies)
    return WappalyzerRules(tuple(rules), more, left_out, rejected)


def _rejection(title: str, entry: Any) -> str:
    written = json.dumps(entry)
    shown = written if len(written) <= _SHOWN else f"{written[:_SHOWN]}..."
    return f'entry {title[:_SHOWN]!r} left out: expected an object of signs such as {{"html": "..."}}, not {shown}'


def _technologies(text: str, name: str) -> dict[str, Any]:
    try:
        loaded = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ConfigurationError(f"{name}: no JSON ({error}); give a rule set in the Wappalyzer format") from None
    if isinstance(loaded, dict):
        loaded = loaded.get("technologies") or loaded.get("apps") or loaded
    if not isinstance(loaded, dict) or (loaded and not any(isinstance(signs, dict) for signs in loaded.values())):
        raise ConfigurationError(f'{name}: expected an object such as {{"jQuery": {{"scriptSrc": "jquery"}}}}')
    return loaded


def _known_ids(catalogue: Catalogue) -> dict[str, str]:
    ids = {alias.surface.casefold(): alias.technology_id for alias in catalogue.aliases}
    return ids | {entry.name.casefold(): entry.technology_id for entry in catalogue.technologies.values()}


def _signs(signs: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """(place, literal in front, pattern) of each sign that a page without a browser can show."""
    for key, place in _PLACES.items():
        for pattern in _listed(signs.get(key)):
            yield place, "", pattern
    for key, place, prefix in (
        ("headers", "header", "{}: "),
        ("cookies", "header", "set-cookie: {}="),
        ("meta", "meta", "{}: "),
    ):
        named = signs.get(key)
        for title, patterns in named.items() if isinstance(named, dict) else ():
            for pattern in _listed(patterns) or [""]:
                yield place, prefix.format(title.lower()), pattern


def _rule(technology_id: str, where: str, prefix: str, sign: str, implies: tuple[str, ...]) -> SiteRule | str:
    pattern = _bare(sign)
    if len(pattern) > _LONGEST_PATTERN or may_backtrack(pattern):
        return "pattern too costly"
    needle = prefix or _required_literal(pattern)
    if len(needle) < SHORTEST_NEEDLE:
        return "no literal to search for"
    try:
        compiled = re.compile(_in_context(prefix, pattern), re.IGNORECASE | re.MULTILINE) if pattern else None
    except (re.error, RecursionError, OverflowError):
        return "pattern not understood"
    stated = re.search(r"\\;confidence:(\d{1,3})", sign)
    confidence = min(_CONFIDENCE, int(stated[1]) / 100) if stated else _CONFIDENCE
    return SiteRule(technology_id, where, needle, compiled, confidence, implies)


def _in_context(prefix: str, pattern: str) -> str:
    """The pattern of a named value, to be searched in lines of "name: value"."""
    if not prefix:
        return pattern
    if pattern.startswith("^"):
        return f"{re.escape(prefix)}(?:{pattern[1:]})"
    return f"{re.escape(prefix)}[^\\n]{{0,150}}?(?:{pattern})"


def _required_literal(pattern: str) -> str:
    """The longest literal of the pattern's outermost level, lower case; empty if it has an alternative there."""
    level, flat = 0, []
    for token in re.findall(r"\\.|\[(?:\\.|[^\]])*\]|.", pattern, re.DOTALL):
        if token == "(":
            level += 1
        elif token == ")":
            level -= 1
            flat.append("\0")
        elif level == 0:
            if token == "|":
                return ""
            flat.append("\0" if token[0] == "[" else token)
    outer = "".join(flat)
    found = [""]
    for match in _LITERAL.finditer(outer):
        literal = match.group()
        if _OPTIONAL.match(outer, match.end()):
            literal = literal[:-2] if literal[-2:-1] == "\\" else literal[:-1]
        found.append(re.sub(r"\\(.)", r"\1", literal).lower())
    return max(found, key=len)


def _bare(sign: str) -> str:
    return sign.split("\\;", 1)[0]


def _listed(value: Any) -> list[str]:
    values = value if isinstance(value, list) else [value]
    return [item for item in values if isinstance(item, str)]
