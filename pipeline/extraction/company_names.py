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
_ROLES = frozenset({"consultant", "developer", "developers", "engineer", "engineers", "programmer", "specialist"})
_LINK = re.compile(r"\W{1,3}(?:and |und |et )?")
_LINKING = frozenset({"and", "et", "the", "und"})


def fold_name(name: str) -> str:
    """`name` without case, blanks and punctuation but "+" and "#"; equal folds name the same."""
    return "".join(_WORD.findall(name.casefold()))


def name_words(name: str) -> tuple[str, ...]:
    """The words of `name` in lower case."""
    return tuple(_WORD.findall(name.casefold()))


class CompanyName:
    """A company's name, folded for comparison with names of technologies.

    Attributes:
        keys: folds that name it: with and without legal form and plain additions; empty if it has no letters.
    """

    def __init__(self, name: str) -> None:
        words = _WORD.findall(name.casefold())
        self._words = tuple(word for word in words if word not in _ADDITIONS)
        self._core = "".join(self._words)
        self.keys = frozenset({"".join(words), self._core} - {""})
        named = [word for word in words if word not in _LINKING]
        is_longer = len(named) > 1 and named[1] not in _LEGAL | _LEGAL_TOO | _ROLES  # boards put roles in this place
        self._said = named[:2] if is_longer else None

    def begins(self, words: tuple[str, ...]) -> bool:
        """True if `words` are the company's name and more: "Acme Cloud" of Acme."""
        count = len(self._words)
        return 0 < count < len(words) and words[:count] == self._words and len(self._core) > 2

    def has_word(self, surface: str) -> bool:
        """True if `surface` begins a name of several words: "Acorn" of Acorn Bakery."""
        return len(self._words) > 1 and surface.casefold() == self._words[0]

    def spans(self, plain: str, folded: str) -> list[tuple[int, int]]:
        """Where `plain` writes the first two words of the name, capitalised: "Ash & Elm" of Ash and Elm Ltd; sorted."""
        found: list[tuple[int, int]] = []
        if self._said is None:
            return found
        first, second = self._said
        at = folded.find(first)
        while at >= 0:
            link = _LINK.match(folded, at + len(first))
            end = link.end() + len(second) if link else at
            is_said = link is not None and folded.startswith(second, link.end()) and _are_whole_words(plain, at, end)
            if link and is_said and plain[at].isupper() and plain[link.end()].isupper():
                found.append((at, end))
            at = folded.find(first, at + 1)
        return found


def _are_whole_words(plain: str, start: int, end: int) -> bool:
    return not plain[max(0, start - 1) : start].isalnum() and not plain[end : end + 1].isalnum()
