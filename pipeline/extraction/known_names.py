"""A name of the catalogue with what is asked of it at every mention, worked out once."""

from __future__ import annotations

from dataclasses import dataclass

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
    vendor = fold_name(technology.vendor) if technology.vendor else None
    key = fold_name(alias.surface)
    return KnownName(alias, technology, key, fold_name(technology.name), vendor, name_words(alias.surface))
