"""This package's rules about words beside names: data files, and the one place that reads them.

    cues.csv                cue, pattern: wordings by kind; the patterns of a kind are alternatives
    contexts.csv            surface, before, after, effect: what may stand beside an ambiguous surface; `before` must
                            reach up to the name, `after` starts right behind it; effect: see EFFECTS
    polarity_rules.csv      name, polarity, only, scope, cue, before, reach, after, unless: in the order they are tried;
                            `cue` is "literal|literal" or "literal|literal&literal|literal"
    ambiguity_weights.csv   feature, weight: log-odds
    calibration.csv         see `calibration.py`
    site_rules.csv          see `site_rules.py`

Patterns are regular expressions on folded text. They must be linear: bounded repetitions, no nested quantifiers.
"""

from __future__ import annotations

import csv
import io
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files

from pipeline.errors import ConfigurationError
from pipeline.extraction.calibration import Knots, knots_by_method

REACH_BEFORE = 60
REACH_AFTER = 40
"""Code points that rules about a surface may read on each side."""
EFFECTS = ("accept", "block", "doubt")
"""What a rule about a surface can do: speak for the technology, rule it out, or speak against it."""

_REPEATS = re.compile(r"[*+{]")
_ONE_SIGN = re.compile(r"\\b|\\.|\[[^\]]+\]")  # a boundary is none, but one more does no harm
_INNERMOST = re.compile(r"\((?:\?:|(?P<looks>\?<?[=!]))?(?P<inside>[^()]*)\)")
_BRACKET_OR_BAR = re.compile(r"(?:\\.)+|[()|]")
_STARTS_WITH_LETTER = re.compile(r"[^\W\d_](?![?*+{])")
# stand-ins in polarity_rules.csv for what several rules share
_PLACEHOLDERS = {
    "{FILL}": (
        r"(?:(?:our|the|an?|any|its|their|your|old|older|legacy|existing|current|monolithic|in-house|aging|some|all|of"
        r"|outdated|antiquated|homegrown|paper|manual(?:ly \w+)?) )"
        r"{0,4}"
    ),
    "{LIST}": r"[^.;:!?\n]{0,80}",
    "{TOOLS}": r"tool|technolog|language|software|framework|skill|experience|proficien|knowledge|using|databases?",
    "{NOT_REQUIRED}": (
        r"(?:experience |knowledge |skills? )?(?:is |are )?(?:not )?"
        r"(?:required|necessary|needed|mandatory|essential)"
    ),
}


class ContextRules:
    """The rules of `contexts.csv`, by surface."""

    def __init__(self, text: str) -> None:
        """Raises ConfigurationError naming the line of a wrong rule."""
        sides: dict[tuple[str, str], tuple[list[str], list[str]]] = defaultdict(lambda: ([], []))
        for line, row in enumerate(csv.DictReader(io.StringIO(text)), start=2):
            if row["effect"] not in EFFECTS or bool(row["before"]) == bool(row["after"]):
                fix = f"give one of before and after, and one of {', '.join(EFFECTS)}"
                raise ConfigurationError(
                    f"extraction/contexts.csv, line {line}: wrong rule for {row['surface']!r}; {fix}"
                )
            sides[row["surface"], row["effect"]][not row["before"]].append(row["before"] or row["after"])
        self._rules: dict[str, list[_SurfaceRule]] = defaultdict(list)
        for surface, effect in sorted(sides, key=lambda key: EFFECTS.index(key[1])):
            self._rules[surface].append(_SurfaceRule(effect, *sides[surface, effect]))

    def blocks(self, folded: str, start: int, end: int) -> bool:
        """True if a rule says that the certain name at `start` to `end` is none here ("no SQL")."""
        surface = folded[start:end]
        if surface not in self._rules:
            return False
        return (
            self.effect(surface, folded[max(0, start - REACH_BEFORE) : start], folded[end : end + REACH_AFTER])
            == "block"
        )

    def effect(self, surface: str, before: str, after: str) -> str | None:
        """The first of `EFFECTS` for which a rule for `surface` holds; else None."""
        for rule in self._rules.get(surface, ()):
            if rule.holds(before, after):
                return rule.effect
        return None


class _SurfaceRule:
    """What stands before or behind a surface where it has an effect."""

    def __init__(self, effect: str, before: list[str], after: list[str]) -> None:
        self.effect = effect
        self._reach = max(map(_reach, before), default=0) + 1  # "$" leaves a line break at the end
        self._patterns = f"(?:{'|'.join(before)})$" if before else "", "|".join(after)

    @cached_property
    def _compiled(self) -> tuple[re.Pattern[str] | None, re.Pattern[str] | None]:
        before, after = self._patterns  # on first use: compiling all takes longer than reading the catalogue
        return re.compile(before) if before else None, re.compile(after) if after else None

    def holds(self, before: str, after: str) -> bool:
        ending, following = self._compiled
        if ending is not None and ending.search(before, max(0, len(before) - self._reach)):
            return True
        return following is not None and following.match(after) is not None


def _reach(pattern: str) -> int:
    """Code points that `pattern` takes at most."""
    if _REPEATS.search(pattern):
        return REACH_BEFORE
    flat, count = _ONE_SIGN.sub("x", pattern), 1
    while count:
        flat, count = _INNERMOST.subn(lambda group: "" if group["looks"] else "x" * _longest(group["inside"]), flat)
    return _longest(flat)


def _longest(alternatives: str) -> int:
    return max(map(len, alternatives.split("|")))


@dataclass(frozen=True, slots=True)
class PolarityRule:
    """A wording that decides a polarity.

    Attributes:
        name: what is reported as reason.
        only: technologies it applies to, a word of `technology_kinds.py`; empty: all.
        scope: `first`: holds for the mention beside the wording alone; empty: for the whole list.
        cues: literals, one of which occurs in every sentence the rule can hold for.
        cues_too: further literals, one of which occurs too; empty: nothing more is needed.
        before: must match up to the mention or its list; None: anything may stand there.
        reach: code points, that many before the mention are searched for `before`, which takes no more.
        after: must match right behind it; None: anything may follow.
        unless: when this matches in what `before` matched or right behind the mention, the rule does not hold.
    """

    name: str
    polarity: str
    only: str
    scope: str
    cues: tuple[str, ...]
    cues_too: tuple[str, ...]
    before: re.Pattern[str] | None
    reach: int
    after: re.Pattern[str] | None
    unless: re.Pattern[str] | None


def load_polarity_rules() -> tuple[PolarityRule, ...]:
    """The packaged polarity rules, in order."""
    return tuple(_polarity_rules(data_text("polarity_rules.csv")))


def _polarity_rules(text: str) -> Iterator[PolarityRule]:
    for row in csv.DictReader(io.StringIO(text)):
        patterns = {}
        for field in ("before", "after", "unless"):
            pattern = row[field]
            for name, meaning in _PLACEHOLDERS.items():
                pattern = pattern.replace(name, meaning)
            patterns[field] = pattern
        cues, _, cues_too = row["cue"].partition("&")
        yield PolarityRule(
            row["name"],
            row["polarity"],
            row["only"],
            row["scope"],
            tuple(cues.split("|")),
            tuple(cues_too.split("|")) if cues_too else (),
            re.compile(f"(?:{patterns['before']})$") if patterns["before"] else None,
            int(row["reach"]) + 1 if row["reach"] else sys.maxsize,  # "$" leaves a line break at the end
            re.compile(patterns["after"]) if patterns["after"] else None,
            re.compile(patterns["unless"]) if patterns["unless"] else None,
        )


@cache
def cue_pattern(cue: str) -> str:
    """The alternatives of a kind of cue, as one group."""
    return _grouped("|".join(_cue_patterns(cue)))


def cue_words(cue: str) -> tuple[str, ...]:
    """The words of a kind of cue whose alternatives are no patterns."""
    return tuple("|".join(_cue_patterns(cue)).split("|"))


def _cue_patterns(cue: str) -> list[str]:
    rows = csv.DictReader(io.StringIO(data_text("cues.csv")))
    return [row["pattern"] for row in rows if row["cue"] == cue]


def _grouped(pattern: str) -> str:
    """The alternatives of `pattern` as one group, those of one first letter together, which is tried faster."""
    by_start: dict[str, list[str]] = defaultdict(list)
    for alternative in _alternatives(pattern):
        by_start[alternative[0] if _STARTS_WITH_LETTER.match(alternative) else alternative].append(alternative)
    groups = (
        f"{start}(?:{'|'.join(alternative[1:] for alternative in same)})" if len(same) > 1 else same[0]
        for start, same in by_start.items()
    )
    return f"(?:{'|'.join(groups)})"


def _alternatives(pattern: str) -> Iterator[str]:
    """The parts of `pattern` between the bars that stand in no brackets."""
    depth = begin = 0
    for sign in _BRACKET_OR_BAR.finditer(pattern):
        depth += (sign.group() == "(") - (sign.group() == ")")
        if sign.group() == "|" and depth == 0:
            yield pattern[begin : sign.start()]
            begin = sign.end()
    yield pattern[begin:]


def load_context_rules() -> ContextRules:
    """The packaged rules about ambiguous surfaces."""
    return ContextRules(data_text("contexts.csv"))


def load_weights() -> dict[str, float]:
    """The packaged weights of the features of ambiguous names."""
    rows = csv.DictReader(io.StringIO(data_text("ambiguity_weights.csv")))
    return {row["feature"]: float(row["weight"]) for row in rows}


def load_calibration() -> dict[str, Knots]:
    """The packaged knots of confidence, by method."""
    return knots_by_method(csv.DictReader(io.StringIO(data_text("calibration.csv"))))


def data_text(name: str) -> str:
    """The text of a data file of this package."""
    return (files("pipeline.extraction") / name).read_text(encoding="utf-8")
