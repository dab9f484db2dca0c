"""Titles of postings: the level they name, and the words that say what the job is."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_SYNONYMS = {
    "developer": "engineer", "dev": "engineer", "programmer": "engineer", "development": "engineer",
    "engineering": "engineer"
}  # fmt: skip
_APART = re.compile(r"\b(front|back|full|dev|web|big)[ -]?(end|stack|ops|site)\b")
_WORDS = re.compile(r"c\+\+|c#|\.net|[^\W_]+")
_LEVELS = {
    "sr": "senior", "snr": "senior", "senior": "senior", "jr": "junior", "junior": "junior", "staff": "staff",
    "principal": "principal", "lead": "lead", "head": "head", "director": "director", "vp": "director",
    "entry": "entry", "intern": "intern", "internship": "intern", "praktikant": "intern", "praktikantin": "intern",
    "praktikum": "intern", "stage": "intern", "stagiaire": "intern", "graduate": "graduate", "trainee": "trainee",
    "apprentice": "apprentice", "lehre": "apprentice", "lernende": "apprentice", "associate": "associate",
    "assistant": "assistant", "deputy": "deputy", "stv": "deputy", "chief": "chief", "mid": "mid", "middle": "mid",
    "confirme": "mid", "i": "1", "ii": "2", "iii": "3", "iv": "4", "v": "5",
    "1": "1", "2": "2", "3": "3", "4": "4", "5": "5", "6": "6"
}  # fmt: skip
_SAYS_NOTHING = frozenset({
    "a", "an", "the", "of", "and", "or", "for", "in", "at", "to", "with", "on", "as", "und", "oder", "fur", "im", "der",
    "die", "das", "mit", "et", "ou", "de", "du", "des", "la", "le", "les", "pour", "en", "m", "w", "d", "f", "h", "x",
    "mwd", "mfd", "mf", "fh", "hf", "gn", "all", "genders", "level", "job", "role", "position", "opening",
    "opportunity", "remote", "hybrid", "onsite", "fulltime", "parttime", "full", "part", "time", "contract",
    "permanent", "temporary", "new", "urgent", "immediate"
})  # fmt: skip


@lru_cache(maxsize=200_000)
def read_title(title: str) -> tuple[frozenset[str], frozenset[str]]:
    """The levels and the other telling words of a title; requisition numbers tell nothing.

    >>> levels, words = read_title("Sr. Data Engineers II (Remote) #48213")
    >>> sorted(levels), sorted(words)
    (['2', 'senior'], ['data', 'engineer'])
    """
    plain = unicodedata.normalize("NFKD", title[:300].casefold())
    plain = "".join(character for character in plain if not unicodedata.combining(character))
    levels, words = set(), set()
    for word in _WORDS.findall(_APART.sub(r"\1\2", plain)):
        if word in _LEVELS:
            levels.add(_LEVELS[word])
        elif word not in _SAYS_NOTHING and not word.isdigit():
            stem = word[:-1] if len(word) > 4 and word.endswith("s") and not word.endswith("ss") else word
            words.add(_SYNONYMS.get(stem, stem))
    return frozenset(levels), frozenset(words)
