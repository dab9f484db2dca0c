"""Strict interpretation: which fields of a raw item a format knows, and the report of those it does not.

Fields are named by dotted paths; lists are looked into.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any  # raw values of a payload

from pipeline.sources.parser import Rejection
from pipeline.sources.rejections import counted, reject

_SHOWN_CHARACTERS = 80
_DISTINCT_LIMIT = 10_000

# What is below a field: None when all of it is known, else the known fields.
_Tree = dict[str, "_Tree | None"]


class KnownFields:
    """The fields that a format reads or leaves out on purpose; one of them stands for all below it."""

    __slots__ = ("_tree",)

    def __init__(self, paths: Iterable[str]) -> None:
        self._tree = _tree_of(paths)

    def unknown(self, raw: Mapping[str, Any]) -> set[str]:
        """Paths of the fields of `raw` that are not among them."""
        return set(_unknown(raw, self._tree, ""))


class UnknownFields:
    """Counts the unknown fields of a payload's items, for one report at its end."""

    __slots__ = ("_counts", "_known")

    def __init__(self, known: KnownFields) -> None:
        self._known = known
        self._counts: Counter[str] = Counter()

    def add(self, raw: Mapping[str, Any]) -> None:
        """Note the unknown fields of an item."""
        if len(self._counts) < _DISTINCT_LIMIT:
            self._counts.update(self._known.unknown(raw))

    def report(self, items: str) -> Iterator[Rejection]:
        """At most one rejection, `unknown_field`; `items` says what the items are, such as jobs."""
        if self._counts:
            reason = f"ignored, with the number of {items} that have it: {counted(self._counts)}"
            yield reject(None, "unknown_field", reason)


def _tree_of(paths: Iterable[str]) -> _Tree:
    tree: _Tree = {}
    for path in sorted(paths, key=lambda path: -path.count(".")):  # a field known as a whole overrides its parts
        *parents, name = path.split(".")
        level = tree
        for parent in parents:
            below = level.setdefault(parent, {})
            level = {} if below is None else below
        level[name] = None
    return tree


def _unknown(raw: Mapping[str, Any], tree: _Tree, above: str) -> Iterator[str]:
    for name, value in raw.items():
        if name not in tree:
            yield f"{above}{str(name)[:_SHOWN_CHARACTERS]}"
            continue
        below = tree[name]
        if below is None:
            continue
        for entry in value if isinstance(value, list) else (value,):
            if isinstance(entry, dict):
                yield from _unknown(entry, below, f"{above}{name}.")
