"""Reads the files of `material/`: blocks that begin with `=== id`; what stands before the first one is a comment."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

MATERIAL = Path(__file__).parent.parent / "material"
# Lines of a company block that are not slots of its stack.
_COMPANY_LINES = ("name", "brand", "domain", "place", "style", "kind", "about", "about_de", "about_fr", "roles")
_ABOUT = {"en": "about", "de": "about_de", "fr": "about_fr"}


@dataclass(frozen=True)
class Company:
    """An invented company; `stack` maps a slot to canonical technology names."""

    key: str
    name: str
    brand: str
    domain: str
    country: str
    region: str
    city: str
    style: str
    kind: str
    about: dict[str, str]
    roles: tuple[str, ...]
    stack: dict[str, tuple[str, ...]]


@dataclass
class Role:
    """A role text: openings, duties, requirements and extras with slots."""

    key: str
    language: str = "en"
    titles: list[str] = field(default_factory=list)
    group: str = ""
    openings: list[str] = field(default_factory=list)
    duties: list[str] = field(default_factory=list)
    requirements: list[str] = field(default_factory=list)
    extras: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Trap:
    """A sentence that names a technology its company does not use."""

    company: str
    technology: str
    kind: str
    count: int
    sentence: str


@dataclass(frozen=True)
class Case:
    """A posting written out in full, and what must come out of it."""

    key: str
    lines: dict[str, str]
    text: str

    def names(self, line: str) -> list[str]:
        return split(self.lines.get(line, ""))


def split(text: str, separator: str = ",") -> list[str]:
    """The non-empty parts of a line, trimmed."""
    return [part.strip() for part in text.split(separator) if part.strip()]


def blocks(name: str) -> Iterator[tuple[str, list[str]]]:
    """Each block of a file: its id and its lines."""
    key: str | None = None
    lines: list[str] = []
    for line in (MATERIAL / name).read_text(encoding="utf-8").splitlines():
        if line.startswith("=== "):
            if key is not None:
                yield key, lines
            key, lines = line[4:].strip(), []
        elif key is not None:
            lines.append(line.rstrip())
    if key is not None:
        yield key, lines


def pairs(lines: list[str]) -> list[tuple[str, str]]:
    """Lines of `key: value`."""
    found = []
    for line in lines:
        if line:
            key, _, value = line.partition(":")
            found.append((key.strip(), value.strip()))
    return found


def load_companies() -> dict[str, Company]:
    """All companies, software first, in file order."""
    found: dict[str, Company] = {}
    for file in ("companies_tech.txt", "companies_trade.txt"):
        for key, lines in blocks(file):
            said = dict(pairs(lines))
            country, region, city = split(said["place"], "|")
            about = {lang: said[line] for lang, line in _ABOUT.items() if line in said}
            stack = {slot: tuple(split(names)) for slot, names in said.items() if slot not in _COMPANY_LINES}
            found[key] = Company(
                key, said["name"], said["brand"], said["domain"], country, region, city, said["style"],
                said.get("kind", "employer"), about, tuple(said["roles"].split()), stack,
            )  # fmt: skip
    return found


def load_roles() -> dict[str, Role]:
    """All role texts."""
    found: dict[str, Role] = {}
    for file in ("roles_engineering.txt", "roles_other.txt", "roles_german.txt", "roles_french.txt"):
        for key, lines in blocks(file):
            role = found[key] = Role(key)
            places = {">": role.openings, "*": role.duties, "+": role.requirements, "~": role.extras}
            for line in filter(None, lines):
                if line[0] in places:
                    places[line[0]].append(line[1:].strip())
                elif line.startswith("titles:"):
                    role.titles = split(line[7:], "|")
                elif line.startswith("group:"):
                    role.group = line[6:].strip()
                elif line.startswith("lang:"):
                    role.language = line[5:].strip()
                else:
                    raise ValueError(f"{file}: {line!r}")
    return found


def load_surfaces() -> dict[str, list[str]]:
    """How a technology may be written."""
    rows = pairs(_body("surfaces.txt"))
    return {name: split(ways) for name, ways in rows}


def load_traps() -> list[Trap]:
    """All trap sentences."""
    rows = [split(line, "|") for line in _body("traps.txt") if line]
    return [Trap(company, technology, kind, int(count), text) for company, technology, kind, count, text in rows]


def load_cases() -> list[Case]:
    """All postings written out in full."""
    found = []
    for key, lines in blocks("cases.txt"):
        cut = lines.index("---")
        found.append(Case(key, dict(pairs(lines[:cut])), "\n".join(lines[cut + 1 :]).strip()))
    return found


def load_phrases() -> dict[str, dict[str, list[str]]]:
    """By tone: bullets, headings, perk, close."""
    found: dict[str, dict[str, list[str]]] = {}
    for key, lines in blocks("phrases.txt"):
        for name, value in pairs(lines):
            found.setdefault(key, {}).setdefault(name, []).append(value)
    return found


def load_distractors() -> list[list[str]]:
    """Register rows of companies nobody here works for: name, aliases, domain, country, city."""
    return [[part.strip() for part in line.split("|")] for line in _body("register_distractors.txt") if line]


def load_sites() -> dict[str, dict[str, str]]:
    """By company: pages, shows, adds 3, drops 3, legal, text, lang, not."""
    return {key: dict(pairs(lines)) for key, lines in blocks("sites.txt")}


def load_page_paragraphs() -> dict[str, list[str]]:
    """By language: paragraphs any company page may have."""
    return {language: [line for line in lines if line] for language, lines in blocks("pages.txt")}


def load_snippets() -> dict[str, dict[str, list[str]]]:
    """By technology: head, body and header lines."""
    found: dict[str, dict[str, list[str]]] = {}
    for key, lines in blocks("snippets.txt"):
        for name, value in pairs(lines):
            found.setdefault(key, {}).setdefault(name, []).append(value)
    return found


def _body(name: str) -> list[str]:
    """The lines after the first empty one."""
    lines = (MATERIAL / name).read_text(encoding="utf-8").splitlines()
    return lines[lines.index("") + 1 :]
