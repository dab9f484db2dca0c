"""Does a list ask for any one of its members, or for all? "Java or Kotlin", "one of", "such as X, Y etc."."""

from __future__ import annotations

import itertools
import re
from collections.abc import Collection, Sequence

from pipeline.extraction.context_rules import cue_pattern
from pipeline.extraction.sentences import Spanned

_REACH_BEFORE = 150
_REACH_AFTER = 90
_OR_REACH, _OPENING_REACH, _EXAMPLE_REACH = 60, 16, 24  # code points that these wordings take at most
CUES = {
    "or": (" or", "/or", "(or", "oder", "ou ", "/ou", "bzw", "lub ", "either"),
    "one_of": ("either", "one", "two", "any", "mindestens", "au moins", "l'un"),
    "example": (
        *("such as", "like", "e.g", "eg", "for example", "for instance", "z. b", "z.b", "wie", "comme", "exemple"),
        *("tels", "telle", "tel que", "ex.", "ex:", "preferably", "not limited"),
    ),
    "and_more": ("etc", "...", "…", "usw", "other", "and more", "so on", "the like"),
}
"""Literals by kind of wording, of which one occurs in every sentence that holds such a wording."""

_OR = r"(?:and/or|or/and|or|oder|und/oder|ou|et/ou|lub|bzw\.?|either)"
_OR_BETWEEN = re.compile(rf"\b{_OR}\b")
_OR_BEFORE = re.compile(r"\w[.+#)]*,?\s(?:and/or|or|oder|ou)\s(?:\w+ )?$")
_OR_AFTER = re.compile(
    rf"[\s\d.x+]*(?:[,/]\s*[\w.+#&-]{{1,20}}(?: [\w.+#&-]{{1,20}})?){{0,3}}[,\s()/]{{0,3}}\b{_OR}\s"
    r"(?!if\b|willing|on\b|in\b|better|higher|above|more years|later|greater|newer|up\b|not\b|working in)"
)
_ETC_AFTER = re.compile(r"[^.;\n]{0,40}?(?:,|\band|\s)\s?(?:etc\b|\.\.\.|…|usw|others?\b|and (?:more|so on|the like))")
_LIST_OPENS = re.compile(r"(?:\(|\binclude:|\bincluding:|languages:|tools:|technologies:)\s?$")
_AND_BETWEEN = re.compile(r"\b(?:and|und|et|y)\b|&")


class AlternativeRules:
    """The wordings, ready."""

    def __init__(self) -> None:
        self._one_of = re.compile(rf"\b{cue_pattern('one_of')}\b[^.;\n]{{0,60}}$")
        self._example = re.compile(rf"{cue_pattern('example')}\s?[:(\"']?\s?$")

    def reason(self, folded: str, group: Sequence[Spanned], begin: int, end: int, cues: Collection[str]) -> str | None:
        """Why any member of the list `group` would do, in the sentence from `begin` to `end`; None if all are meant.

        `cues` are the kinds of `CUES` that the sentence holds.
        """
        before = folded[max(begin, group[0].start - _REACH_BEFORE) : group[0].start]
        after = folded[group[-1].end : min(end, group[-1].end + _REACH_AFTER)]
        inside = (
            ""
            if len(group) == 1
            else " ".join(folded[left.end : right.start] for left, right in itertools.pairwise(group))
        )
        if "or" in cues and _OR_BETWEEN.search(inside):
            return "or_between"
        if "or" in cues and _OR_AFTER.match(after):
            return "or_other"
        if "one_of" in cues and self._one_of.search(before):
            return "one_of"
        if "or" in cues and _OR_BEFORE.search(before[-_OR_REACH:]):
            return "or_before"
        is_open = "and_more" in cues and _ETC_AFTER.match(after) is not None
        if is_open and len(group) > 1 and _LIST_OPENS.search(before[-_OPENING_REACH:]) and "stack" not in before:
            return "list_with_etc"
        if (
            "example" in cues
            and (is_open or not _AND_BETWEEN.search(inside))
            and self._example.search(before[-_EXAMPLE_REACH:])
        ):
            return "for_example"
        return None
