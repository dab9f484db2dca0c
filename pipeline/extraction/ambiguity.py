"""Is this "Go" the language? Evidence for an ambiguous name from its case, neighbours, cue words and document.

Each feature is a fact about the candidate; `WEIGHTS` turns the facts into log-odds, and those into a probability. The
weights are in `ambiguity_weights.csv`; `training.py` says how they were fitted.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.extraction.alias_scan import Candidate
from pipeline.extraction.company_names import CompanyName
from pipeline.extraction.context_rules import REACH_AFTER, REACH_BEFORE, ContextRules, cue_pattern
from pipeline.extraction.phrases import phrase_features
from pipeline.extraction.text_folding import FoldedText

_GAP_REACH = 30  # code points between two list items, separators and version numbers included

_CUE_BEFORE = re.compile(rf"{cue_pattern('name_before')}\s*(?:\w{{1,12}} ){{0,2}}[:(\-]?\s*[\"']?$")
_CUE_AFTER = re.compile(rf"\s?[\"')]?[\s/-]{{0,2}}{cue_pattern('name_after')}")
_GAP = re.compile(
    r"[\s\d.x+]*(?:(?:[,/;|&+•·*()\-:\"'\n]|and\b|or\b|und\b|oder\b|et\b|ou\b|y\b|as well as\b|plus\b|with\b|on\b"
    r"|e\.g\.|etc\.?|such as\b|like\b|including\b)[\s\d.x+]*)*"
)
_SEPARATOR = re.compile(r"[^\s\d.x+]")
# what joins an ordinary word written small to a list: "java, go" does, "Docker on rails" and line breaks do not
_LIST_GAP = re.compile(
    r"[\s\d.x+]*(?:(?:[,/;|&+•·()]|- )[\s,/()]*(?:and |or |und |oder |et |ou )?|(?:and|or|und|oder|et|ou) )[\s(]*"
)
_SENTENCE_START = re.compile(r"(?:^|[.!?:;•*\n\-]\s*|\n\s*)$")


# "Fountain Square", "IP Fabric": part of a longer name, unless the word before begins a sentence
_AFTER_CAPITAL = re.compile(r"[\w,)] (?!Microsoft|Adobe|Apache|Amazon|Google|Advanced|Using)[A-Z][\w&]+ $")
# without any of these an ordinary word is taken for what it usually is
_SUPPORT = frozenset(
    {
        "context_accept",
        "cue_before",
        "cue_after",
        "strong_neighbour",
        "strong_neighbours",
        "weak_neighbours",
        "named_elsewhere",
        "letter_in_phrase",
        "cased_in_phrase",
    }
)
_SHOWN_AS_NAME = frozenset({"strong_neighbour", "strong_neighbours", "weak_neighbour", "weak_neighbours", "cue_before"})


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the document says around one candidate, and in all."""

    text: FoldedText
    candidates: Sequence[Candidate]
    strong: Sequence[bool]
    strong_count: int
    names_elsewhere: frozenset[str]
    company: CompanyName


def features_of(evidence: Evidence, index: int, rules: ContextRules) -> list[str]:
    """Names of the features that hold for candidate `index`, in a fixed order."""
    candidate = evidence.candidates[index]
    text = evidence.text
    start, end = candidate.start, candidate.end
    before = text.folded[max(0, start - REACH_BEFORE) : start]
    after = text.folded[end : end + REACH_AFTER]
    kind = "ordinary" if candidate.name.alias.is_ordinary else "ambiguous"
    found = [f"bias_{kind}", f"{_case_feature(text, candidate)}_{kind}"]
    effect = rules.effect(text.folded[start:end], before, after)
    if effect:
        found.append(f"context_{effect}")
    line_before = before.rpartition("\n")[2]
    if _CUE_BEFORE.search(line_before):
        found.append("cue_before")
    if _CUE_AFTER.match(after):
        found.append("cue_after")
    is_word = effect != "accept" and is_small_word(text, candidate)
    found.extend(_neighbour_features(evidence, index, _LIST_GAP if is_word else _GAP))
    count = evidence.strong_count
    amount = "no" if count == 0 else "few" if count < 3 else "many"
    found.append(f"{amount}_strong_names_{kind}")
    is_small = is_word or found[1].startswith("case_lower")  # "go" the verb stands in texts about Go too
    if candidate.name.alias.technology_id in evidence.names_elsewhere and not is_small:
        found.append("named_elsewhere")
    if before.endswith("-") or after.startswith("-"):
        found.append("hyphenated")
    if end - start == 1:
        found.append("single_letter")
    if before.endswith(" ") and _AFTER_CAPITAL.search(text.plain, max(0, start - 20), start):
        found.append(f"after_capital_{kind}")
    has_cue = "cue_after" in found or ("cue_before" in found and not is_word)
    following = evidence.candidates[index + 1].start if index + 1 < len(evidence.candidates) else -1
    found.extend(phrase_features(text, start, end, following, is_word, has_cue))
    if is_word and amount == "many":
        found.append("small_word_of_many")
    if evidence.company.has_word(text.folded[start:end]):
        found.append("in_company_name")
    if after[:1].isdigit() and not _SHOWN_AS_NAME.intersection(found):
        found.append("glued_number_alone")  # "Wave6" is a name of its own; "Kotlin, Dagger2" is a version
    if not _SUPPORT.intersection(found):
        found.append(f"alone_{kind}")
    return found


def is_small_word(text: FoldedText, candidate: Candidate) -> bool:
    """True for a word of letters written small whose technology is written otherwise: "rest", "kettle"."""
    written = text.plain[candidate.start : candidate.end]
    return len(written) > 2 and written.isalpha() and written.islower()


def _case_feature(text: FoldedText, candidate: Candidate) -> str:
    written = text.plain[candidate.start : candidate.end]
    if written.islower() and not candidate.name.alias.surface.islower():
        return "case_lower"
    if written.isupper() and len(written) > 1 and not candidate.name.alias.surface.isupper():
        return "case_upper"
    before = text.plain[max(0, candidate.start - 4) : candidate.start]
    if candidate.start == 0 or _SENTENCE_START.search(before):
        return "case_start"
    following = text.plain[candidate.end : candidate.end + 2]
    if following[:1] == " " and following[1:2].isupper() and written[:1].isupper():
        return "case_before_capital"
    return "case_same"


def _neighbour_features(evidence: Evidence, index: int, joins: re.Pattern[str]) -> list[str]:
    strong = weak = 0
    for other, left, right in ((index - 1, index - 1, index), (index + 1, index, index + 1)):
        if not 0 <= other < len(evidence.candidates):
            continue
        begin, end = evidence.candidates[left].end, evidence.candidates[right].start
        gap = evidence.text.folded[begin:end]
        if end - begin > _GAP_REACH or not joins.fullmatch(gap) or not _SEPARATOR.search(gap):
            continue
        if evidence.strong[other]:
            strong += 1
        else:
            weak += 1
    found = []
    if strong:
        found.append("strong_neighbour" if strong == 1 else "strong_neighbours")
    if weak:
        found.append("weak_neighbour" if weak == 1 else "weak_neighbours")
    if not strong and evidence.strong_count:
        found.extend(_near_features(evidence, index))
    return found


def _near_features(evidence: Evidence, index: int) -> list[str]:
    """A certain name in the same sentence, within 120 code points, says a little."""
    candidate = evidence.candidates[index]
    for step in (-1, 1):
        other = index + step
        while 0 <= other < len(evidence.candidates) and not evidence.strong[other] and abs(other - index) < 6:
            other += step
        if not 0 <= other < len(evidence.candidates) or not evidence.strong[other]:
            continue
        near = evidence.candidates[other]
        begin, end = (near.end, candidate.start) if step < 0 else (candidate.end, near.start)
        between = evidence.text.folded[begin:end]
        if end - begin <= 120 and "\n" not in between and ". " not in between:
            return ["strong_in_line"]
    return []


def probability(features: Sequence[str], weights: dict[str, float]) -> float:
    """Probability that a candidate with these features is the technology."""
    odds = sum(weights.get(feature, 0.0) for feature in features)
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, odds))))
