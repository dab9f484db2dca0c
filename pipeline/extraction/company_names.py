"""Does a surface name the posting's own company?"""

from __future__ import annotations

import re

_WORD = re.compile(r"[a-z0-9+#]+")
# what a company's name may add to its product's name: legal forms, places, plain descriptions
_LEGAL = {
    "ab",
    "ag",
    "as",
    "bv",
    "co",
    "company",
    "corp",
    "corporation",
    "gmbh",
    "inc",
    "kg",
    "limited",
    "llc",
    "ltd",
    "nv",
    "oy",
}
_LEGAL_TOO = {"plc", "pte", "pty", "sa", "sarl", "sas", "se", "spa", "srl", "the"}
_PLACES = {"canada", "europe", "france", "germany", "global", "india", "international", "singapore", "uk", "us", "usa"}
_PLAIN = {
    "ai",
    "app",
    "careers",
    "com",
    "group",
    "holding",
    "holdings",
    "hq",
    "io",
    "jobs",
    "lab",
    "labs",
    "media",
    "network",
}
_PLAIN_TOO = {"networks", "services", "software", "solutions", "systems", "team", "technologies", "technology"}
_ADDITIONS = frozenset(_LEGAL | _LEGAL_TOO | _PLACES | _PLAIN | _PLAIN_TOO)
_LINKING = frozenset({"and", "et", "the", "und"})


class CompanyName:
    """A company's name, folded for comparison with surfaces."""

    def __init__(self, name: str) -> None:
        words = _WORD.findall(name.casefold())
        core = [word for word in words if word not in _ADDITIONS]
        self._whole = "".join(words)
        self._core = "".join(core)
        self._words = tuple(core)
        self._said = _said_pattern(words)

    def is_named_by(self, surface: str) -> bool:
        """True if `surface` is the company's name, with or without legal form and plain additions."""
        folded = "".join(_WORD.findall(surface.casefold()))
        return bool(folded) and folded in (self._whole, self._core)

    def begins(self, surface: str) -> bool:
        """True if `surface` is the company's name and more words: "Acme Cloud" of Acme."""
        words = _WORD.findall(surface.casefold())
        count = len(self._words)
        return 0 < count < len(words) and tuple(words[:count]) == self._words and len(self._core) > 2

    def has_word(self, surface: str) -> bool:
        """True if `surface` begins a name of several words: "Acorn" of Acorn Bakery."""
        return len(self._words) > 1 and surface.casefold() == self._words[0]

    def spans(self, plain: str) -> list[tuple[int, int]]:
        """Where `plain` writes the first two words of the name with capitals; sorted."""
        if self._said is None:
            return []
        return [
            match.span() for match in self._said.finditer(plain) if match[1][:1].isupper() and match[2][:1].isupper()
        ]


def _said_pattern(words: list[str]) -> re.Pattern[str] | None:
    """The first two words of a name, as text may write them: "Ash & Elm" for "Ash and Elm Ltd"."""
    named = [word for word in words if word not in _LINKING]
    if len(named) < 2 or named[1] in _LEGAL | _LEGAL_TOO:
        return None
    return re.compile(
        rf"(?<!\w)({re.escape(named[0])})\W{{1,3}}(?:and |und |et )?({re.escape(named[1])})(?!\w)", re.IGNORECASE
    )
