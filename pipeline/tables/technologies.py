"""The technology catalogue as a value: what normalization loads and extraction reads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Alias:
    """One way to write a technology.

    Attributes:
        surface: the text as written, such as "K8s".
        technology_id: what it stands for.
        is_case_sensitive: only this spelling counts ("Go", not "go").
        is_ambiguous: the surface is also an ordinary word, name or abbreviation; it needs evidence from its context.
        is_ordinary: stronger than ambiguous: most uses of the surface are not the technology ("access", "make").
        is_lookup_only: counts in a list of technologies ("AD" among skills), never in running text.
        is_derived: made by a spelling rule from another alias, not listed in the catalogue's files.
        nature: abbreviation, former (an old name), misspelling, version (it carries one), or None: another name.
    """

    surface: str
    technology_id: str
    is_case_sensitive: bool = False
    is_ambiguous: bool = False
    is_ordinary: bool = False
    is_lookup_only: bool = False
    is_derived: bool = False
    nature: str | None = None


@dataclass(frozen=True, slots=True)
class Technology:
    """A catalogue entry; `technology_id` is a stable slug, `parent_id` the technology it is part of.

    `kind` is what such an entry is: product, service, language, library, standard, ...
    """

    technology_id: str
    name: str
    category: str
    vendor: str | None = None
    parent_id: str | None = None
    kind: str | None = None


@dataclass(frozen=True, slots=True)
class Category:
    """A category, the group above it, and what its entries are."""

    category: str
    group: str
    kind: str


@dataclass(frozen=True, slots=True)
class Succession:
    """`former` is an old name (renamed) or an old technology (replaced, merged); `since` is YYYY[-MM[-DD]]."""

    former: str
    technology_id: str
    change: str
    since: str | None


@dataclass(frozen=True, slots=True)
class ExternalId:
    """What another registry (`scheme`: website, npm, python, wikidata, ...) calls a technology."""

    technology_id: str
    scheme: str
    external_id: str


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All technologies and aliases (canonical names included), and the digests of the files they came from.

    `version` covers the files that decide what a text means, `facts_version` the rest.
    `ordinary_words` are lower-case words of everyday texts: none of them is a misspelled technology.
    `retired_ids` maps ids that are no longer used, and never again, to those to use instead.
    """

    version: str
    technologies: Mapping[str, Technology]
    aliases: tuple[Alias, ...]
    ordinary_words: frozenset[str] = frozenset()
    categories: Mapping[str, Category] = field(default_factory=dict)
    successions: tuple[Succession, ...] = ()
    external_ids: tuple[ExternalId, ...] = ()
    retired_ids: Mapping[str, str | None] = field(default_factory=dict)
    rejected_terms: frozenset[str] = frozenset()
    facts_version: str = ""
