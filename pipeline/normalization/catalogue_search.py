"""Looking technologies up in the catalogue: by id, name or alias, and by part of a name."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any  # entries hold values of every kind

from rapidfuzz import fuzz, process

from pipeline.tables.technologies import Catalogue, Technology

_NEAR = 70.0  # similarity from which a name counts as near


def find_technology(catalogue: Catalogue, text: str) -> Technology | None:
    """The technology of an id, a name or an alias, in any case; an exact spelling wins."""
    if text in catalogue.technologies:
        return catalogue.technologies[text]
    folded = text.casefold().strip()
    spelled = [alias for alias in catalogue.aliases if alias.surface.casefold() == folded]
    spelled.sort(key=lambda alias: (alias.surface != text, alias.is_derived, alias.surface, alias.technology_id))
    return catalogue.technologies[spelled[0].technology_id] if spelled else None


def search_technologies(catalogue: Catalogue, text: str, limit: int) -> list[Technology]:
    """Technologies with a name like `text`: the same, then begun by it, holding it, or spelled nearly so."""
    folded = text.casefold().strip()
    ranks: dict[str, tuple[int, float, str]] = {}

    def rank(technology_id: str, level: int, distance: float) -> None:
        key = (level, distance, technology_id)
        ranks[technology_id] = min(ranks.get(technology_id, key), key)

    for alias in catalogue.aliases:
        surface = alias.surface.casefold()
        if folded and folded in surface:
            level = 0 if surface == folded else 1 if surface.startswith(folded) else 2
            rank(alias.technology_id, level, float(len(surface)))
    names = {entry.technology_id: entry.name.casefold() for entry in catalogue.technologies.values()}
    for _, score, technology_id in process.extract(folded, names, scorer=fuzz.ratio, score_cutoff=_NEAR, limit=limit):
        rank(technology_id, 3, -score)
    return [catalogue.technologies[technology_id] for _, _, technology_id in sorted(ranks.values())[:limit]]


def technology_entry(catalogue: Catalogue, technology: Technology) -> dict[str, Any]:
    """All that the catalogue holds on a technology; parts, aliases and ids sorted."""
    category = catalogue.categories.get(technology.category)
    technology_id = technology.technology_id
    return {
        "technology_id": technology_id,
        "name": technology.name,
        "kind": technology.kind,
        "category": technology.category,
        "category_group": category.group if category else None,
        "vendor": technology.vendor,
        "parent_id": technology.parent_id,
        "part_ids": sorted(
            entry.technology_id for entry in catalogue.technologies.values() if entry.parent_id == technology_id
        ),
        "successor_id": next((s.technology_id for s in catalogue.successions if s.former == technology_id), None),
        "former": [
            {"name": s.former, "change": s.change, "since": s.since}
            for s in catalogue.successions
            if s.technology_id == technology_id
        ],
        "aliases": list(_aliases(catalogue, technology)),
        "external_ids": [
            {"scheme": item.scheme, "id": item.external_id}
            for item in catalogue.external_ids
            if item.technology_id == technology_id
        ],
    }


def _aliases(catalogue: Catalogue, technology: Technology) -> Iterator[dict[str, Any]]:
    own = [alias for alias in catalogue.aliases if alias.technology_id == technology.technology_id]
    for alias in sorted(own, key=lambda a: (a.is_derived, a.surface != technology.name, a.surface)):
        flags = {
            "cased": alias.is_case_sensitive,
            "ambiguous": alias.is_ambiguous and not alias.is_ordinary,
            "ordinary": alias.is_ordinary,
            "lookup": alias.is_lookup_only,
            "derived": alias.is_derived,
        }
        said = [word for word, holds in flags.items() if holds] + ([alias.nature] if alias.nature else [])
        yield {"surface": alias.surface, "rule": " ".join(said) or None}
