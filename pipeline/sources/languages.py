"""Language tags, and the language of a text."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

_TAG = re.compile(r"([A-Za-z]{2,3})((?:-[A-Za-z0-9]{2,8}){0,4})")
_NO_WORDS = re.compile(r"\S*(?:@|://|www\.|\[)\S*|[\d_]+")
_CHINESE_OR_JAPANESE = re.compile("[\u3040-\u9fff]{8}")  # a word takes two characters
_READ = 300  # characters that are read: the languages of 22,500 postings came out the same with 1,000
_LEAST = 60  # letters, below which a text tells too little
_SURE = 0.9  # below, it is mostly lists of names; the rivals of a sure language are its dialects


def language_tag(text: str) -> str | None:
    """A BCP 47 tag with its usual letter case; None when the text is not one.

    >>> language_tag("en_us")
    'en-US'
    >>> language_tag("English") is None
    True
    """
    found = _TAG.fullmatch(text.strip().replace("_", "-"))
    if found is None:
        return None
    parts = [found.group(1).lower()]
    for part in found.group(2).split("-")[1:]:
        parts.append(part.upper() if len(part) == 2 else part.title() if len(part) == 4 else part.lower())
    return "-".join(parts)


def language_of(text: str) -> str | None:
    """The BCP 47 tag of the language a text begins in; None when it is short, mixed or no prose.

    >>> language_of("Wir suchen eine Entwicklerin, die mit uns die Zukunft der Bahn gestaltet und Freude an Neuem hat.")
    'de'
    """
    first = _likely(text[: 2 * _READ])
    if first is not None or len(text) <= 2 * _READ:
        return first
    middle = len(text) // 2  # a text may begin with labels and names
    return _likely(text[middle - _READ : middle + _READ])


def _likely(passage: str) -> str | None:
    sample = " ".join(_NO_WORDS.sub(" ", passage).split())[:_READ].lower()  # capitals of headings mislead the model
    if sum(map(str.isalpha, sample)) < _LEAST and not _CHINESE_OR_JAPANESE.search(sample):
        return None
    label, probability = _identifier().classify(sample)
    return str(label) if probability >= _SURE and len(label) == 2 else None


@lru_cache(maxsize=1)
def _identifier() -> LanguageIdentifier:
    """The model takes half a second and 100 MB to load, so only those pay who ask."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier: LanguageIdentifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    return identifier
