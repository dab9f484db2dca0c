"""SOURCES.yml: what to collect. Text in, sources out, every problem with its line.

sources:
  - name: acme-board          # unique; letters, digits, dot, dash, underscore
    kind: greenhouse          # a kind of `stacktrail parse --list`
    path: boards/acme/*.json  # or url: https://... (or a list), or s3: s3://bucket/prefix, or board: acme
    every: 6h                 # optional: how often; 30m, 6h, 1d, 1w
    rate: 2/s                 # optional: requests; 2/s, 30/min, 1000/h
    company: Acme Widgets     # optional: for formats that do not name it
    domain: acme.example      # optional: likewise
    observed_at: 2026-09-01   # optional: when the files were fetched, if their names do not tell
    renew: s3://bucket/key    # optional: for a signed url that expires; or an address that names a fresh one
    robots: ignore            # optional: for a documented API whose robots.txt shuts out crawlers; obey by default
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any  # values of a source's settings

import yaml
from rapidfuzz import process

from pipeline.errors import ConfigurationError
from pipeline.sources.kinds import suggestion
from pipeline.sources.source_keys import KEYS, Key
from pipeline.sources.source_places import problem_of_place

_SIZE_LIMIT = 4 * 1024 * 1024
_DEPTH_LIMIT = 20
_MESSAGES_LIMIT = 100
_CAME: dict[type[yaml.Node], str] = {yaml.SequenceNode: "a list", yaml.MappingNode: "a mapping"}


@dataclass(frozen=True, slots=True)
class Source:
    """One source of SOURCES.yml.

    Attributes:
        name: its unique name; the `source` column of all its rows.
        kind: the format of its payloads.
        path: glob below the folder of SOURCES.yml or absolute; exactly one of path, url, s3 and board is given, but for
            kinds that follow a domain.
        url: addresses to fetch.
        board: name of a board, for kinds that say where their boards are (`endpoints.py`).
        s3: `s3://bucket/prefix` to read.
        every: how often to collect it.
        rate: requests per second it may get at most.
        company: company of all its payloads, for formats that do not name it.
        domain: registrable domain of that company.
        observed_at: when its payloads were fetched, where their names do not tell.
        renew: where a fresh URL comes from when a signed one has expired: `s3://bucket/key`, or an address whose
            answer names it.
        robots: `obey`, or `ignore`, only for the APIs of `endpoints.py`.
        line: its line in SOURCES.yml, from 1.
    """

    name: str
    kind: str
    line: int
    path: str | None = None
    url: tuple[str, ...] | None = None
    board: str | None = None
    s3: str | None = None
    every: timedelta | None = None
    rate: float | None = None
    company: str | None = None
    domain: str | None = None
    observed_at: datetime | None = None
    renew: str | None = None
    robots: str = "obey"

    @property
    def ignores_robots(self) -> bool:
        """Whether robots.txt is left aside: its terms of use allow programs what robots.txt denies crawlers."""
        return self.robots == "ignore"


def parse_sources(text: str | bytes, name: str = "SOURCES.yml") -> tuple[Source, ...]:
    """Parse and validate a sources file.

    Args:
        text: its content; bytes must be UTF-8.
        name: its name, for messages.
    Returns: the sources in file order.
    Raises: ConfigurationError: one line per problem, `SOURCES.yml:LINE: what is wrong; what to do`.
    """
    problems = _Problems(name)
    sources = _read(text, problems)
    if problems.lines:
        raise ConfigurationError("\n".join(problems.messages()))
    return tuple(sources)


class _Problems:
    """All problems of the file, each with its line."""

    def __init__(self, name: str) -> None:
        self._name = name
        self.lines: list[tuple[int, str]] = []

    def add(self, line: int, message: str) -> None:
        self.lines.append((line, f"{self._name}:{line}: {message}"))

    def messages(self) -> list[str]:
        """All messages by line; a file that is wrong throughout does not fill the screen."""
        shown = [message for _, message in sorted(self.lines)]
        more = len(shown) - _MESSAGES_LIMIT
        return (
            shown if more <= 0 else [*shown[:_MESSAGES_LIMIT], f"{self._name}: {more} more problems; fix these first"]
        )


def _read(text: str | bytes, problems: _Problems) -> list[Source]:
    if len(text) > _SIZE_LIMIT:
        problems.add(1, f"larger than {_SIZE_LIMIT} bytes; split it into several files")
        return []
    if isinstance(text, bytes):
        data = text
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            problems.add(data.count(b"\n", 0, error.start) + 1, "not UTF-8; save the file as UTF-8")
            return []
    root = _compose(text, problems)
    if root is None:
        return []
    lines_by_name: dict[str, int] = {}
    sources: list[Source] = []
    for node in _source_nodes(root, problems):
        source = _source(node, lines_by_name, problems)
        if source is not None:
            sources.append(source)
    return sources


class _PlainLoader(yaml.SafeLoader):
    """Composes nodes without anchors, aliases and deep nesting, with which a small file becomes an endless one."""

    depth = 0

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        event = self.peek_event()  # type: ignore[no-untyped-call]
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise yaml.MarkedYAMLError(problem="anchors and aliases are not allowed", problem_mark=event.start_mark)
        self.depth += 1
        if self.depth > _DEPTH_LIMIT:
            raise yaml.MarkedYAMLError(problem="nested too deeply", problem_mark=event.start_mark)
        node = super().compose_node(parent, index)
        self.depth -= 1
        return node


def _compose(text: str, problems: _Problems) -> yaml.Node | None:
    if not _is_readable(text, problems):
        return None
    try:
        root = yaml.compose(text, Loader=_PlainLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        what = " ".join(f"{error.context or ''} {error.problem or ''}".split())
        problems.add(mark.line + 1 if mark else 1, f"not usable YAML: {what}; check anchors, indentation and quotes")
        return None
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        what = " ".join(str(error).split())[:200] or type(error).__name__
        problems.add(1, f"not usable YAML: {what}; check the file")
        return None
    if root is None:
        problems.add(1, "the file is empty; list at least one source under `sources:`")
    return root


def _is_readable(text: str, problems: _Problems) -> bool:
    found = yaml.reader.Reader.NON_PRINTABLE.search(text)
    if found is None:
        return True
    line = text.count("\n", 0, found.start()) + 1
    problems.add(line, f"holds the control character U+{ord(found.group()):04X}; remove it")
    return False


def _source_nodes(root: yaml.Node, problems: _Problems) -> list[yaml.Node]:
    if not isinstance(root, yaml.MappingNode):
        problems.add(_line(root), "expected a mapping with the key `sources`; start the file with `sources:`")
        return []
    nodes: list[yaml.Node] | None = None
    for key, value in root.value:
        if _text_of(key) != "sources":
            problems.add(_line(key), f"unknown key {_shown(key)}; the only one is `sources`")
        elif nodes is not None:
            problems.add(_line(key), "`sources` is given twice; keep one")
        elif isinstance(value, yaml.SequenceNode):
            nodes = list(value.value)
        else:
            nodes = []
            problems.add(_line(value), "`sources` must be a list; write each source as `- name: ...`")
    if nodes is None and not problems.lines:
        problems.add(_line(root), "no key `sources`; start the file with `sources:`")
    elif nodes == [] and not problems.lines:
        problems.add(_line(root), "`sources` is empty; list at least one source")
    return nodes or []


def _source(node: yaml.Node, lines_by_name: dict[str, int], problems: _Problems) -> Source | None:
    line = _line(node)
    if not isinstance(node, yaml.MappingNode):
        problems.add(line, "a source must be a mapping; write `- name: ...`, `kind: ...`, `path: ...`")
        return None
    before = len(problems.lines)
    values: dict[str, Any] = {}
    for key, value in node.value:
        name = _text_of(key)
        if name not in KEYS:
            near = process.extractOne(name or "", list(KEYS), score_cutoff=60)
            hint = f"did you mean {near[0]!r}?" if near else f"known keys are {', '.join(KEYS)}"
            problems.add(_line(key), f"unknown key {_shown(key)}; {hint}")
        elif name in values:
            problems.add(_line(key), f"`{name}` is given twice; keep one")
        else:
            values[name] = _value(name, value, problems)
    name = values.get("name")
    if name in lines_by_name:
        problems.add(line, f"the name {name!r} is taken by line {lines_by_name[name]}; give every source its own name")
    elif name is not None:
        lines_by_name[name] = line
    for name in ("name", "kind"):
        if name not in values:
            problems.add(line, f"the source has no `{name}`; add one")
    misplaced = problem_of_place(values)
    if misplaced is not None:
        problems.add(line, misplaced)
    return Source(line=line, **values) if len(problems.lines) == before else None


def _value(name: str, node: yaml.Node, problems: _Problems) -> Any:
    """The value of one key; a problem is noted and gives None."""
    key = KEYS[name]
    if key.is_list:
        nodes = node.value if isinstance(node, yaml.SequenceNode) else [node]
        if not nodes:
            problems.add(_line(node), f"`{name}` is an empty list; {key.advice}")
        return tuple(_one_value(name, key, each, problems) for each in nodes)
    return _one_value(name, key, node, problems)


def _one_value(name: str, key: Key, node: yaml.Node, problems: _Problems) -> Any:
    text = _text_of(node)
    if text is None or not text.strip():
        came = _CAME.get(type(node), "nothing")
        problems.add(_line(node), f"`{name}` must be text, got {came}; write `{name}: ...` on one line")
        return None
    if node.tag not in key.tags:
        tag = node.tag.rsplit(":", 1)[-1]
        problems.add(_line(node), f"`{name}` must be text, got {text[:200]!r} ({tag}); put it in quotes")
        return None
    found = key.read(text.strip())
    if found is None:
        hint = suggestion(text) if name == "kind" else ""
        problems.add(_line(node), f"`{name}` is {text[:200]!r}{hint}; {key.advice}")
    return found


def _text_of(node: yaml.Node) -> str | None:
    return node.value if isinstance(node, yaml.ScalarNode) and node.tag != "tag:yaml.org,2002:null" else None


def _line(node: yaml.Node) -> int:
    return int(node.start_mark.line) + 1


def _shown(node: yaml.Node) -> str:
    return repr((_text_of(node) or node.tag)[:80])
