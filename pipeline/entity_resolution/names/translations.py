"""Names said in English: "Universität für Bodenkultur" is "university bodenkultur", "北京银行" is "bei jing bank".

`translations.json` holds, by English word, what companies, institutions, countries and large cities call it elsewhere.
Words of scripts without spaces are found inside words, others as whole words, accents and script ignored.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from pipeline.entity_resolution.names.name_forms import LIGHT_WORDS, name_form, tidy, to_latin

FILE_NAME = "translations.json"
_LITTLE_WORDS = LIGHT_WORDS | frozenset(("a", "al", "dell", "do", "en", "fur", "for", "in", "na", "og", "och", "voor"))
_NO_SPACES = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_WORDS = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class _Dictionary:
    """English by foreign word: whole words in Latin letters, and what is looked for inside words."""

    whole: dict[str, str]
    inside: dict[str, str]
    pattern: re.Pattern[str]


@lru_cache(maxsize=1)
def _dictionary() -> _Dictionary:
    text = resources.files("pipeline.entity_resolution.names").joinpath(FILE_NAME).read_text(encoding="utf-8")
    pairs = [(word, english) for english, words in json.loads(text).items() for word in words.split()]
    inside = {word: english for word, english in pairs if _NO_SPACES.search(word)}
    whole = {"".join(_WORDS.findall(to_latin(word))): english for word, english in pairs if word not in inside}
    longest_first = sorted(inside, key=lambda word: (-len(word), word))
    return _Dictionary(whole, inside, re.compile("|".join(map(re.escape, longest_first))))


@lru_cache(maxsize=20_000)
def in_english(name: str) -> str | None:
    """The name with its foreign words in English and without articles; None where there is nothing to translate.

    >>> in_english("Universität für Bodenkultur")
    'university bodenkultur'
    """
    words = _dictionary()
    text = tidy(name)
    if text.isascii() and words.whole.keys().isdisjoint(_WORDS.findall(text.casefold())):
        return None
    spaced = words.pattern.sub(lambda found: f" {words.inside[found.group()]} ", text)
    tokens = name_form(spaced).tokens
    english = tuple(words.whole.get(token, token) for token in tokens)
    if spaced == text:
        english = () if english == tokens else tuple(token for token in english if token not in _LITTLE_WORDS)
    return " ".join(english) if len(english) > 1 else None  # one word is a name of its own: "Roma" is not "Rome"
