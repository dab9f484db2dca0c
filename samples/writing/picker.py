"""Choices that depend on a key and nothing else.

`random` promises the same numbers for a seed only for some of its methods and not between Python versions; these
choices come from SHA-256 of the key and a counter, so that every Python writes the same bytes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import TypeVar

_T = TypeVar("_T")


class Picker:
    """A stream of choices for one key: adding a company or a posting changes nobody else's."""

    def __init__(self, *key: object) -> None:
        self._key = "\x1f".join(map(str, key))
        self._count = 0

    def number(self, low: int, high: int) -> int:
        """A whole number from `low` to `high`, both included."""
        self._count += 1
        digest = hashlib.sha256(f"{self._key}\x1f{self._count}".encode()).digest()
        return low + int.from_bytes(digest[:8], "big") % (high - low + 1)

    def chance(self, percent: int) -> bool:
        """True in `percent` of 100 cases."""
        return self.number(0, 99) < percent

    def one(self, items: Sequence[_T]) -> _T:
        """One of the items."""
        return items[self.number(0, len(items) - 1)]

    def some(self, items: Sequence[_T], count: int) -> list[_T]:
        """`count` of the items, in their own order."""
        left = list(range(len(items)))
        while len(left) > max(count, 0):
            left.pop(self.number(0, len(left) - 1))
        return [items[i] for i in left]

    def letters(self, length: int) -> str:
        """An invented account id."""
        return "".join(self.one("ABCDEFGHJKLMNPQRSTUVWXYZ23456789") for _ in range(length))

    def digits(self, length: int) -> str:
        """A number of `length` digits that does not begin with 0."""
        return str(self.number(10 ** (length - 1), 10**length - 1))
