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


class CompanyName:
    """A company's name, folded for comparison with surfaces."""

    def __init__(self, name: str) -> None:
        words = _WORD.findall(name.casefold())
        core = [word for word in words if word not in _ADDITIONS]
        self._whole = "".join(words)
        self._core = "".join(core)
        self._words = tuple(core)

    def is_named_by(self, surface: str) -> bool:
        """True if `surface` is the company's name, with or without legal form and plain additions."""
        folded = "".join(_WORD.findall(surface.casefold()))
        return bool(folded) and folded in (self._whole, self._core)

    def begins(self, surface: str) -> bool:
        """True if `surface` is the company's name and more words: "Acme Cloud" of Acme."""
        words = _WORD.findall(surface.casefold())
        count = len(self._words)
        return 0 < count < len(words) and tuple(words[:count]) == self._words and len(self._core) > 2
