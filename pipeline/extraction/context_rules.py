"""Rules about the words right beside an ambiguous name, and the weights of its features: this package's data files.

contexts.csv            surface, before, after, effect: regular expressions on folded text; `before` must reach up to
                        the name, `after` starts right behind it; effect is block or accept
ambiguity_weights.csv   feature, weight: log-odds
"""

from __future__ import annotations

import csv
import io
import re
from collections import defaultdict
from importlib.resources import files

from pipeline.errors import ConfigurationError


class ContextRules:
    """The rules of `contexts.csv`, by surface."""

    def __init__(self, text: str) -> None:
        before: dict[tuple[str, str], list[str]] = defaultdict(list)
        after: dict[tuple[str, str], list[str]] = defaultdict(list)
        for line, row in enumerate(csv.DictReader(io.StringIO(text)), start=2):
            if row["effect"] not in ("block", "accept") or bool(row["before"]) == bool(row["after"]):
                fix = "give one of before and after, and block or accept"
                raise ConfigurationError(
                    f"extraction/contexts.csv, line {line}: wrong rule for {row['surface']!r}; {fix}"
                )
            (before if row["before"] else after)[row["surface"], row["effect"]].append(row["before"] or row["after"])
        self._before = {key: re.compile(f"(?:{'|'.join(parts)})$") for key, parts in before.items()}
        self._after = {key: re.compile("|".join(parts)) for key, parts in after.items()}

    def effect(self, surface: str, before: str, after: str) -> str | None:
        """`block` or `accept` when a rule for `surface` holds, block first; else None."""
        for effect in ("block", "accept"):
            key = (surface, effect)
            rule = self._before.get(key)
            if rule is not None and rule.search(before):
                return effect
            rule = self._after.get(key)
            if rule is not None and rule.match(after):
                return effect
        return None


def load_context_rules() -> ContextRules:
    """Read the packaged rules."""
    return ContextRules(_text("contexts.csv"))


def load_weights() -> dict[str, float]:
    """Read the packaged weights."""
    return {row["feature"]: float(row["weight"]) for row in csv.DictReader(io.StringIO(_text("ambiguity_weights.csv")))}


def _text(name: str) -> str:
    return (files("pipeline.extraction") / name).read_text(encoding="utf-8")
