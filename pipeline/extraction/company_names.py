"""Does a surface name the posting's own company?"""

from __future__ import annotations

import re

_WORD = re.compile(r"[a-z0-9+#]+")
# words that a company's name may add to its product's name; legal forms of the commonest countries and plain descriptions
_ADDITIONS = frozenset(
    "inc llc ltd limited corp corporation co company gmbh ag se sa sas sarl bv nv plc pte pty oy ab as spa srl kg the group holding"
    " holdings labs lab technologies technology software systems solutions international global hq io ai com app network networks"
    " media us usa uk europe germany france singapore india canada services team careers jobs".split()
)


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
