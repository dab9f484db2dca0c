"""What kind of phrase an ambiguous name stands in: signs that it is an ordinary word or part of another name."""

from __future__ import annotations

import re

from pipeline.extraction.context_rules import cue_pattern
from pipeline.extraction.text_folding import FoldedText

_REACH = 40
_DETERMINED = re.compile(
    r"[\s(\"'](?:an?|the|our|your|my|his|her|their|its|this|that|every|each|no|one|own|much|good|great"
    r"|ein|eine[nmrs]?|unser(?:e[nmrs]?)?|dein(?:e[nmrs]?)?|ihr(?:e[nmrs]?)?|kein(?:e[nmrs]?)?|der|die|das|den|dem|des"
    r"|strong|solid|basic|advanced|une?|les?|la|l'|notre|votre|nos|vos|ce|cette|son|sa|au|du)\s(?:[a-zäöüßéèê-]{2,14}\s)?$"
)
# German writes every noun with a capital, so a capital says nothing behind a German article
_GERMAN_ARTICLE = re.compile(
    r"[\s(\"'](?i:ein|eine[nmrs]?|unser(?:e[nmrs]?)?|dein(?:e[nmrs]?)?|ihr(?:e[nmrs]?)?|kein(?:e[nmrs]?)?"
    r"|der|das|den|dem|des)\s(?:[a-zäöüß]{3,14}e[nrms]?\s)?$"
)
_GERMAN_COMPOUND = re.compile(r"-| [A-ZÄÖÜ]")
_PHRASE_START = re.compile(r"(?:^|[.!?:;•*|]\s{0,3}|\n\s{0,4}|\n\s{0,4}[-o]\s{1,3})$")
_FUNCTION_WORDS = (
    r"(?:is|are|was|as|for|in|on|with|or|at|to|would|will|can|from|by|of|ist|im|für|mit|oder|und|auf|est|pour|avec"
    r"|et|ou|en|sur|(?:and|or)\s(?=[A-Z]))\b"
)
_ORDINARY_FOLLOWS = re.compile(
    rf"(?: (?!{_FUNCTION_WORDS}|{cue_pattern('name_goes_with')}\b)(?:and |or )?|, )(?=[a-zäöüéè]{{2,}})"
)
_GOES_WITH = re.compile(rf"[ -]{cue_pattern('name_goes_with')}\b")
_NAME_FOLLOWS = re.compile(rf" (?:& )?(?!{cue_pattern('name_continues')}\b)(?=[A-Z][a-z]{{2,}})")
_PREPOSITION = re.compile(r"[a-z,] (?:in|with|via|using|from|to|on|en|avec)\s$")
_GERMAN_WORD = r"(?:mit|und|oder|der|die|das|den|von|zu|für|bei|im|ist|sind|wird|auf|an)\b"
_PHRASE_END = re.compile(rf"\s*(?:$|[,;)\n]|\.(?:\s|$)| (?!{_GERMAN_WORD})[a-zäöüéè])")
_CAPITALISED = re.compile(r"\b[A-Z]\w")
_WORDS = re.compile(r"\b\w{2,}")
_COMPOUND = re.compile(r"-[a-z]{2,}|/no-")
_COMPOUND_END = re.compile(r"[a-z]{2,}-$")
_BEFORE_LETTER = re.compile(r"\b(?:in|with|mit|en|avec|using|auf|and|or|und|oder|et|ou|of|is|ist)\s$")
_AFTER_LETTER = re.compile(
    r"\s*(?:$|[,;:)\n]|\.(?:\s|$)"
    r"| (?:and|or|und|oder|et|ou|is|for|für|pour|in|im|on|to|at|as|als|with|mit|that|which)\b)"
)


def phrase_features(
    text: FoldedText, start: int, end: int, next_start: int, is_small_word: bool, has_cue: bool
) -> list[str]:
    """Names of the features of the phrase around `start` to `end`.

    Args:
        next_start: where the next candidate begins; -1 if there is none.
        is_small_word: the candidate is a word written small.
        has_cue: a word that names go with stands before or behind: "knowledge of", "developer".
    """
    plain = text.plain
    before = plain[max(0, start - _REACH) : start].rpartition("\n")
    line_before, after = before[2], plain[end : end + _REACH]
    if end - start == 1:
        return _letter_features(line_before, after, plain[start:end])
    found = []
    opened = f"\n{line_before}"
    if plain[start:end].islower() and (_COMPOUND.match(after) or _COMPOUND_END.search(line_before)):
        found.append("in_compound")
    if is_small_word:
        found.append("small_word")
        if not has_cue and not _GOES_WITH.match(after) and _DETERMINED.search(opened.lower()):
            found.append("determined")
        return found
    if has_cue:
        return found
    if _GERMAN_ARTICLE.search(opened) and not _GERMAN_COMPOUND.match(after):
        found.append("german_noun")
    ordinary = _ORDINARY_FOLLOWS.match(after)
    if ordinary and end + ordinary.end() != next_start and _PHRASE_START.search(opened):
        found.append("starts_phrase")
    line = line_before + after.partition("\n")[0]
    name = _NAME_FOLLOWS.match(after)
    if name and "&" in name.group() and _PREPOSITION.search(line_before[-10:]):
        name = None  # "via Slack & Email"
    if name and end + name.end() != next_start and not _is_title_case(line):
        found.append("in_longer_name")
    in_phrase = plain[start].isupper() and _PREPOSITION.search(line_before[-10:]) and _PHRASE_END.match(after)
    if in_phrase and not _is_title_case(line):
        found.append("cased_in_phrase")
    return found


def _letter_features(line_before: str, after: str, letter: str) -> list[str]:
    """One letter behind "in" or "with", or alone at the start of an item, is named as a language."""
    if not letter.isupper() or not _AFTER_LETTER.match(after):
        return []
    begins_item = not line_before.strip("-*•– ") and after[:1] not in (
        ".",
        ")",
    )  # "C. Reports" counts, it names nothing
    if begins_item or _BEFORE_LETTER.search(line_before):
        return ["letter_in_phrase"]
    return []


def _is_title_case(line: str) -> bool:
    return 2 * len(_CAPITALISED.findall(line)) > len(_WORDS.findall(line))
