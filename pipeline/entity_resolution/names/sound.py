"""How a name sounds, roughly: the consonants that survive transliteration from one script to another.

"Phoenix" and "フェニックス" (fenikkusu), "Hapoalim" and "הפועלים" (hpw'lym) have the same skeleton. Vowels, h, w and y
come and go between scripts; voiced and unvoiced, l and r, b, p, f and v are one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_SPELLINGS = (
    ("ph", "f"),
    ("sch", "s"),
    ("sh", "s"),
    ("ch", "k"),
    ("ck", "k"),
    ("qu", "k"),
    ("x", "ks"),
    ("ts", "s"),
    ("th", "t"),
)
_SOFT_C = re.compile(r"c(?=[eiy])")
_CLASSES = str.maketrans(
    {
        **dict.fromkeys("bpfv", "p"),
        **dict.fromkeys("dt", "t"),
        **dict.fromkeys("ckgq", "k"),
        **dict.fromkeys("szj", "s"),
        **dict.fromkeys("lr", "r"),
        **dict.fromkeys("aeiouyhw", ""),
    }
)


def skeleton(spaceless: str) -> str:
    """Consonant classes of a name in Latin letters, without repeats.

    >>> skeleton("cleantopia") == skeleton("keurintopia")
    True
    """
    return skeletons([spaceless])[0]


def skeletons(spaceless: Sequence[str]) -> list[str]:
    """The skeletons of many names, letters and digits only: as one text, which takes a tenth of the time."""
    text = _SOFT_C.sub("s", "\n".join(spaceless))
    for written, sound in _SPELLINGS:
        text = text.replace(written, sound)
    return _without_repeats(text.translate(_CLASSES)).split("\n") if spaceless else []


def _without_repeats(text: str) -> str:
    for letter in sorted(set(text) - {"\n"}):
        while letter * 2 in text:
            text = text.replace(letter * 2, letter)
    return text
