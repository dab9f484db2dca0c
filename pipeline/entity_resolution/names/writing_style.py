"""How a name is written: "ACME LTD" is a register's or an exchange's way, "acme" a list of brands' or a form's.

It says nothing about which company is meant, but something about the source, and sources differ in how many of their
companies a registry holds.
"""

from __future__ import annotations

import re

_LATIN_WORD = re.compile(r"[A-Za-z]+")

STYLES = (
    "in other letters",
    "in small letters",
    "in capitals",
    "Each Word With a Capital",
    "Each Word With a CAPITAL, one in capitals",
    "first word small",
    "Some words small",
)


def style_of(name: str) -> int:
    """Level of `STYLES`.

    >>> [STYLES[style_of(name)] for name in ("acme", "ACME LTD", "Acme Mill", "Bank of Acme")]
    ['in small letters', 'in capitals', 'Each Word With a Capital', 'Some words small']
    """
    words = _LATIN_WORD.findall(name)
    if not words:
        return 0
    if not any(map(str.isupper, name)):
        return 1
    if not any(map(str.islower, name)):
        return 2
    if all(word[0].isupper() for word in words):
        return 4 if any(len(word) > 1 and word.isupper() for word in words) else 3
    return 5 if words[0][0].islower() else 6
