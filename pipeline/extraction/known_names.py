"""A name of the catalogue with what is asked of it at every mention, worked out once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from pipeline.extraction.company_names import fold_name, name_words
from pipeline.tables.technologies import Alias, Technology


@dataclass(frozen=True, slots=True)
class KnownName:
    """An alias and its technology.

    Attributes:
        key, technology_key, vendor_key: the surface, the technology's name and its vendor as `fold_name` gives them;
            equal keys name the same. `vendor_key` is None where the vendor is unknown.
        words: the surface as `name_words` gives it.
    """

    alias: Alias
    technology: Technology
    key: str
    technology_key: str
    vendor_key: str | None
    words: tuple[str, ...]


def known_name(alias: Alias, technology: Technology) -> KnownName:
    """Work out the keys of `alias`."""
    words = name_words(alias.surface)
    vendor = _fold(technology.vendor) if technology.vendor else None
    return KnownName(alias, technology, "".join(words), _fold(technology.name), vendor, words)


_fold = cache(fold_name)  # a technology has several aliases, a vendor many technologies
